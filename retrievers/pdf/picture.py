"""A page as a picture, and where on which page a passage stands."""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from headwise.errors import PdfError
from headwise.retrievers.pdf.reader import PDFIUM, opened
from headwise.retrievers.text.locating import found_ranges

WIDEST = 2400
"""Most pixels across: 290 dpi of an A4 page."""

MOST_PAGES = 40
"""Pages that a passage is looked for on."""

APART = 0.05
"""Least distance, as a share of the page, of characters that are not on one line."""
BESIDE = 0.3
"""Share of the smaller character's height that two on one line have in common."""

Box = tuple[float, float, float, float]
"""Left, top, width and height, as shares of the page."""


@dataclass(frozen=True)
class Place:
    """Where a passage stands."""

    page: int
    """From 1."""
    boxes: tuple[Box, ...]
    """One for each line."""


def page_picture(path: Path, number: int, width: int) -> bytes:
    """Return page ``number``, from 1, as a PNG of at most ``width`` pixels across.

    Raises:
        PdfError: The file cannot be read, or has no such page.
    """
    with PDFIUM, opened(path) as pdf:
        page = _page(pdf, number, path)
        scale = min(width, WIDEST) / page.get_width()
        kept = io.BytesIO()
        page.render(scale=scale).to_pil().save(kept, "PNG")
        return kept.getvalue()


def locate(path: Path, pages: tuple[int, int], passage: str) -> Place | None:
    """Return where a passage stands: the page, of the first to the last of ``pages``, with most.

    Raises:
        PdfError: The file cannot be read, or has no such first page.
    """
    wanted = "".join(_plain(passage))
    best: Place | None = None
    most = 0
    with PDFIUM, opened(path) as pdf:
        end = min(pages[1], pages[0] + MOST_PAGES - 1, max(len(pdf), pages[0]))
        for number in range(pages[0], end + 1):
            page = _page(pdf, number, path)
            text = page.get_textpage()
            on_page = list(_letters(text))
            found, letters = found_ranges("".join(letter for letter, _ in on_page), wanted)
            if letters > most:
                most = letters
                chosen = [on_page[at][1] for first, last in found for at in range(first, last)]
                boxes = _lines(_shares(page, text, index) for index in dict.fromkeys(chosen))
                best = Place(number, tuple(boxes))
            if most == len(wanted):
                break
    return best


def _page(pdf: Any, number: int, path: Path) -> Any:  # noqa: ANN401 - pypdfium2 is untyped
    if not 1 <= number <= len(pdf):
        raise PdfError(f"{path}: has no page {number}; its pages are 1 to {len(pdf)}")
    return pdf[number - 1]


def _letters(text: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401 - pypdfium2 is untyped
    """Yield the letters and digits of a page, each with the index of its character."""
    half = 0
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:  # of two that make a letter, as those of formulas
            half = code
            continue
        if half and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00)
        half = 0
        for letter in _plain(chr(code) if 0 < code < 0x110000 else ""):
            yield letter, index


def _plain(text: str) -> Iterator[str]:
    for letter in unicodedata.normalize("NFKD", text).casefold():
        if letter.isalnum():
            yield letter


def _shares(page: Any, text: Any, index: int) -> Box:  # noqa: ANN401 - pypdfium2 is untyped
    """Return a character's place on the page as it is displayed, also of a turned page."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    across, down = [], []
    for x, y in ((left, bottom), (right, top)):
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, 10_000, 10_000, 0, x, y, column, row)
        across.append(column.value / 10_000)
        down.append(row.value / 10_000)
    return min(across), min(down), max(across) - min(across), max(down) - min(down)


def _lines(boxes: Iterator[Box]) -> Iterator[Box]:
    """Yield the boxes of neighbouring characters on one line as one."""
    line: list[Box] = []
    for box in boxes:
        if line and not _follows(line[-1], box):
            yield _around(line)
            line = []
        line.append(box)
    if line:
        yield _around(line)


def _follows(last: Box, box: Box) -> bool:
    """Whether a character is the next on a line, which may run in any of four directions."""
    across, down = (
        (max(last[axis], box[axis]), min(last[axis] + last[axis + 2], box[axis] + box[axis + 2]))
        for axis in (0, 1)
    )
    is_beside = across[0] - across[1] < APART and down[1] - down[0] > BESIDE * min(last[3], box[3])
    is_below = down[0] - down[1] < APART and across[1] - across[0] > BESIDE * min(last[2], box[2])
    return is_beside or is_below


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    return left, top, right - left, max(box[1] + box[3] for box in boxes) - top
