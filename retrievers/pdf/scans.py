"""The pages of a file as they are read: by their text, and where that fails by OCR."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium

from headwise.errors import NoTextError
from headwise.retrievers.pdf import ocr
from headwise.retrievers.pdf.page.legible import (
    Illegible,
    count_letters,
    has_drawings,
    illegible,
    page_list,
    unreadable_fonts,
)
from headwise.retrievers.pdf.page.records import Page, Span

_STAMPED_SHARE = 0.5  # of the pages: fewer pictures with few words are covers and figures
_MIN_LETTERS = 20  # a document with drawings and fewer letters has no text layer worth the name
_SPACE = 0.15  # em; letters further apart belong to two words
_FARTHEST = 1e7  # points; PDF's own limit is 14,400 for a page, damaged files have 1e38


class Pages:
    """Pages with their text, and those of them that need OCR."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.scanned: frozenset[int] = frozenset()
        """Numbers of the pages read by OCR."""
        self._unreadable: frozenset[str] = frozenset()
        self._needed: dict[int, Illegible] = {}

    def add(self, read: Page, page: pdfium.PdfPage | None = None) -> None:
        """Take the text of the next page; ``page`` is to look at what else stands on it."""
        need = illegible(page, read) if page is not None else None
        if need is Illegible.GARBLED:
            read = Page(read.number, read.width, read.height, [], read.rules)
        if need is not None:
            self._needed[read.number] = need
        read.spans = [span for span in read.spans if _is_sound(span)]
        self.pages.append(read)

    def read_scans(self, pdf: pdfium.PdfDocument, path: Path, alive: Callable[[], None]) -> None:
        """Read by OCR what needs it, if that is installed.

        Raises:
            NoTextError: there is no text, with OCR or without.
        """
        stamped = [n for n, need in self._needed.items() if need is Illegible.STAMPED]
        if len(stamped) < _STAMPED_SHARE * len(self.pages):
            for number in stamped:
                del self._needed[number]
        if count_letters(self.pages) < _MIN_LETTERS:
            for number in _drawn_pages(pdf, len(self.pages)):
                self._needed.setdefault(number, Illegible.PICTURE)
        self._unreadable = unreadable_fonts(self.pages)
        if ocr.installed():
            if self._needed:
                self._recognise(pdf, alive)
            if self._unreadable:
                self._complete(pdf, alive)
        unread = self._needed.keys() - self.scanned
        letters = count_letters(page for page in self.pages if page.number not in unread)
        if not letters or (letters < _MIN_LETTERS and self._needed):
            raise NoTextError(f"{path}: {self._without_text()}")

    def warnings(self) -> Iterator[str]:
        """Yield what was left out, in one line for each reason."""
        for need in Illegible:
            numbers = [number for number, why in self._needed.items() if why is need]
            if numbers and not self.scanned:
                yield f"{page_list(numbers)} not read, {need.value}: {ocr.INSTALL}"
        unread = [page.number for page in self.pages if self._unread_on(page)]
        if unread and not ocr.installed():
            where = page_list(unread)
            yield f"letters on {where} not read, their font does not name them: {ocr.INSTALL}"
        words = sum(page.hidden for page in self.pages)
        if words:
            where = page_list(page.number for page in self.pages if page.hidden)
            count = f"{words} word{'s' if words > 1 else ''}"
            yield f"{count} that the page does not show left out, on {where}"

    def _recognise(self, pdf: pdfium.PdfDocument, alive: Callable[[], None]) -> None:
        scans = []
        for number in sorted(self._needed):
            page = pdf[number - 1]
            try:
                scans.append(ocr.scan(page, number))
            finally:
                page.close()
            alive()
        for page in ocr.pages_of(scans):
            self.pages[page.number - 1] = page
        self.scanned = frozenset(self._needed)

    def _unread_on(self, page: Page) -> list[Span]:
        """Return where letters stand in fonts that hardly name any."""
        return [span for span in page.unread if span.font.name in self._unreadable]

    def _complete(self, pdf: pdfium.PdfDocument, alive: Callable[[], None]) -> None:
        """Read by OCR the lines in fonts that do not name their letters."""
        for own in self.pages:
            unread = self._unread_on(own)
            if not unread or own.number in self.scanned:
                continue
            page = pdf[own.number - 1]
            try:
                (read,) = ocr.pages_of([ocr.scan(page, own.number)])
            finally:
                page.close()
            own.spans = [span for span in own.spans if span.font.name not in self._unreadable]
            own.spans += lines_over(unread, read.spans)
            alive()

    def _without_text(self) -> str:
        count = len(self.pages)
        where = "its page" if count == 1 else f"its {count} pages"
        if self.scanned:
            return f"no text on {where}, not even by OCR, leave it out"
        if Illegible.GARBLED in self._needed.values():
            return f"its fonts do not say which letters they print, so it {ocr.INSTALL}"
        if not self._needed:
            return f"nothing to read on {where}, leave it out"
        return f"no text on {where}, probably a scan, so it {ocr.INSTALL}"


def lines_over(unread: Sequence[Span], lines: Sequence[Span]) -> Iterator[Span]:
    """Yield the recognised lines that stand where letters could not be read, in their type."""
    for line in lines:
        own = [
            letter
            for letter in unread
            if abs(letter.y - line.y) < 0.6 * line.size
            and line.x0 <= (letter.x0 + letter.x1) / 2 <= line.x1
        ]
        if own:
            first = own[0]
            text = _spaced(line.text, own)
            yield replace(line, text=text, y=first.y, size=first.size, font=first.font)


def _spaced(text: str, letters: Sequence[Span]) -> str:
    """Return recognised text with the spaces that the places of its letters show.

    Recognition loses spaces, as in "1Pump"; without one place for each letter they stay as
    they are.
    """
    characters = "".join(text.split())
    if len(characters) != len(letters):
        return text
    places = sorted(letters, key=lambda letter: letter.x0)
    result = characters[:1]
    for character, before, place in zip(characters[1:], places, places[1:], strict=False):
        result += " " * (place.x0 - before.x1 > _SPACE * place.size) + character
    return result


def _is_sound(span: Span) -> bool:
    """Whether text has a size and stands somewhere: in damaged files it may not."""
    return span.size > 0.0 and all(abs(v) < _FARTHEST for v in (span.x0, span.x1, span.y))


def _drawn_pages(pdf: pdfium.PdfDocument, count: int) -> Iterator[int]:
    """Yield the numbers of pages with pictures or drawings."""
    for index in range(count):
        try:
            page = pdf[index]
        except pdfium.PdfiumError:
            continue
        try:
            if has_drawings(page):
                yield index + 1
        finally:
            page.close()
