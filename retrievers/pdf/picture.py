"""A page as a picture, and where on it a passage stands.

A passage is found by its letters and digits alone, so hyphens at line ends, spaces, Markdown and
ligatures do not matter. Where it does not stand there as a whole (formulas, a page's end in the
middle), the pieces that do are taken, with what lies between two of them.
"""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from headwise.errors import PdfError
from headwise.retrievers.pdf.reader import PDFIUM, opened

PIECE = 24
"""Letters and digits of a piece that is looked for by itself: four or five words."""
GAP = 3 * PIECE
"""Letters between two found pieces that are taken with them."""
WIDEST = 2400
"""Most pixels across: 290 dpi of an A4 page."""

Box = tuple[float, float, float, float]
"""Left, top, width and height, as shares of the page."""


def page_picture(path: Path, number: int, width: int, *, password: str | None = None) -> bytes:
    """Return page ``number``, from 1, as a PNG of at most ``width`` pixels across.

    Raises:
        PdfError: The file cannot be read, or has no such page.
    """
    with PDFIUM, opened(path, password) as pdf:
        page = _page(pdf, number, path)
        scale = min(width, WIDEST) / page.get_width()
        kept = io.BytesIO()
        page.render(scale=scale).to_pil().save(kept, "PNG")
        return kept.getvalue()


def passage_boxes(
    path: Path, number: int, passage: str, *, password: str | None = None
) -> tuple[Box, ...]:
    """Return where on page ``number`` the passage stands, a box for each line; none if nowhere.

    Raises:
        PdfError: The file cannot be read, or has no such page.
    """
    with PDFIUM, opened(path, password) as pdf:
        page = _page(pdf, number, path)
        text = page.get_textpage()
        letters = [pdfium.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
        on_page = [
            (letter, index)
            for index, code in enumerate(letters)
            for letter in _plain(chr(code) if 0 < code < 0x110000 else "")
        ]
        found = found_ranges("".join(letter for letter, _ in on_page), "".join(_plain(passage)))
        chosen = [on_page[place][1] for begin, end in found for place in range(begin, end)]
        return tuple(_lines(_shares(page, text, index) for index in dict.fromkeys(chosen)))


def found_ranges(page: str, passage: str) -> list[tuple[int, int]]:
    """Return the ranges of ``page`` that ``passage`` takes, both as letters and digits alone.

    >>> found_ranges("aboutpoolingshrinksmapsandmore", "poolingshrinksmaps")
    [(5, 23)]
    >>> found_ranges("nothingofit", "poolingshrinksmaps")
    []
    """
    if not passage:
        return []
    if (whole := page.find(passage)) >= 0:
        return [(whole, whole + len(passage))]
    ranges: list[tuple[int, int]] = []
    for start in range(0, len(passage), PIECE):
        piece = passage[start : start + PIECE]
        after = ranges[-1][1] if ranges else 0
        place = page.find(piece, after)
        if len(piece) < PIECE or place < 0:
            continue
        if ranges and place - after <= GAP:
            ranges[-1] = (ranges[-1][0], place + len(piece))
        else:
            ranges.append((place, place + len(piece)))
    return ranges


def _page(pdf: Any, number: int, path: Path) -> Any:  # noqa: ANN401 - pypdfium2 is untyped
    if not 1 <= number <= len(pdf):
        raise PdfError(f"{path}: has no page {number}; its pages are 1 to {len(pdf)}")
    return pdf[number - 1]


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
    line: Box | None = None
    for box in boxes:
        if line is None:
            line = box
        elif _same_line(line, box):
            line = _around((line, box))
        else:
            yield line
            line = box
    if line is not None:
        yield line


def _same_line(line: Box, box: Box) -> bool:
    overlap = min(line[1] + line[3], box[1] + box[3]) - max(line[1], box[1])
    follows = -0.02 < box[0] - (line[0] + line[2]) < 0.05  # of the page's width
    return follows and overlap > 0.3 * min(line[3], box[3])


def _around(boxes: Sequence[Box]) -> Box:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    return left, top, right - left, max(box[1] + box[3] for box in boxes) - top
