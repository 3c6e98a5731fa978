"""The PDF's bookmarks, as evidence for headings: each found again as printed on its page.

What a bookmark says is never shown; the printed line that it leads to is. Bookmarks that
are file names, or whose text does not stand on their page, prove nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.text.numbering import split_number
from headwise.retrievers.text.vocabulary import squash

_MAX_BOOKMARKS = 5_000
_MAX_DEPTH = 15
_MAX_LINES = 4  # a printed heading takes up at most so many lines
_ALIKE = 0.9  # difflib ratio from which a bookmark and a printed text are the same
_MIN_FOUND = 0.4  # share of bookmarks to find again for any of them to be trusted


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline."""

    title: str
    level: int
    """1 for the topmost entries."""
    page: int
    """1-based."""


@dataclass(frozen=True, slots=True)
class Match:
    """A bookmark found as printed: lines ``start`` to ``end`` (excluded) of its page."""

    page: int
    start: int
    end: int
    level: int


def read_bookmarks(pdf: pdfium.PdfDocument) -> list[Bookmark]:
    """Return the outline of a file in order; empty if it has none or it cannot be read."""
    bookmarks: list[Bookmark] = []
    try:
        for item in pdf.get_toc(max_depth=_MAX_DEPTH):
            destination = item.get_dest()
            index = destination.get_index() if destination is not None else None
            title = " ".join(item.get_title().split())
            if title and index is not None and 0 <= index < len(pdf):
                bookmarks.append(Bookmark(title, item.level + 1, index + 1))
            if len(bookmarks) >= _MAX_BOOKMARKS:
                break
    except (pdfium.PdfiumError, RuntimeError, ValueError):
        # A damaged outline is no reason not to read the text.
        return bookmarks
    return bookmarks


def match_bookmarks(bookmarks: Sequence[Bookmark], pages: Sequence[Sequence[Line]]) -> list[Match]:
    """Find bookmarks as printed lines; ``pages`` are the lines without furniture.

    Returns nothing if too few are found: then the outline belongs to other text.
    """
    matches: list[Match] = []
    taken: set[tuple[int, int]] = set()
    asked = 0
    for bookmark in bookmarks:
        wanted = _keys(bookmark.title)
        if not wanted or _is_file_name(bookmark.title):
            continue
        asked += 1
        for page in (bookmark.page, bookmark.page + 1, bookmark.page - 1):
            if not 1 <= page <= len(pages):
                continue
            place = _find(wanted, pages[page - 1], page, taken)
            if place is not None:
                taken.update((page, index) for index in range(*place))
                matches.append(Match(page, *place, bookmark.level))
                break
    return matches if len(matches) >= _MIN_FOUND * asked else []


def _is_file_name(title: str) -> bool:
    return title.lower().rsplit(".", 1)[-1] in (
        "pdf",
        "doc",
        "docx",
        "tex",
        "dvi",
        "ps",
        "eps",
        "indd",
    )


def _keys(text: str) -> set[str]:
    return {key for key in (squash(text), squash(split_number(text, known=True)[1])) if key}


def _find(
    wanted: set[str], lines: Sequence[Line], page: int, taken: set[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return the best run of whole lines that reads like a bookmark: equal, else alike."""
    longest = max(map(len, wanted))
    near: tuple[float, tuple[int, int]] | None = None
    for start in range(len(lines)):
        text = ""
        for end in range(start + 1, min(start + _MAX_LINES, len(lines)) + 1):
            if (page, end - 1) in taken:
                break
            text = f"{text} {lines[end - 1].text}"
            keys = _keys(text)
            if keys & wanted:
                is_numbered = squash(text) in wanted or end - start == 1
                return start + (not is_numbered and _ends_paragraph(lines, start)), end
            if min(map(len, keys), default=0) > longest + 12:
                break
            for key in keys:
                for want in wanted:
                    if min(len(key), len(want)) < 8 or abs(len(key) - len(want)) > 0.2 * len(want):
                        continue
                    ratio = difflib.SequenceMatcher(None, key, want, autojunk=False).ratio()
                    if ratio >= _ALIKE and (near is None or ratio > near[0]):
                        near = ratio, (start, end)
    return near[1] if near else None


def _ends_paragraph(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the last of a paragraph, as the "h." of "until 7 h." may be."""
    if not at:
        return False
    before, line, after = lines[at - 1 : at + 2]
    alike = before.font == line.font and before.size == line.size != after.size
    return alike and 0 < line.y - before.y < 1.6 * line.size and line.x0 < before.x0 + 1
