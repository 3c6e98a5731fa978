"""Drawing what was understood onto a copy of the PDF, with pdfium's own editing."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.errors import PdfError
from headwise.retrievers.pdf.marks import Mark, Reading

LEVEL_COLOURS = (
    (214, 39, 40),  # 1, red
    (31, 119, 180),  # 2, blue
    (44, 140, 44),  # 3, green
    (148, 80, 189),  # 4, violet
    (200, 110, 0),  # 5 and deeper, orange
)
_LEFT_OUT = (120, 120, 120)
_PADDING = 2.0
_TAB = 11.0  # width and least height of the field with the level's number, in points
_SAMPLE = 200

_Handle: TypeAlias = Any  # a pointer of ctypes, whose class pypdfium2 makes at run time
_Colour = tuple[int, int, int]


def draw_marks(pdf: pdfium.PdfDocument, reading: Reading, out: Path) -> None:
    """Write a copy of ``pdf`` with its headings boxed, and what was left out in grey.

    The caller holds pdfium's lock.

    Raises:
        PdfError: ``out`` cannot be written.
    """
    by_page: dict[int, list[Mark]] = defaultdict(list)
    for mark in reading.marks:
        by_page[mark.page].append(mark)
    font = raw.FPDFText_LoadStandardFont(pdf.raw, b"Helvetica-Bold")
    try:
        for number, marks in by_page.items():
            page = pdf[number - 1]
            _Pen(page, font, scanned=number in reading.scanned).draw(marks)
            page.close()
    finally:
        raw.FPDFFont_Close(font)
    try:
        pdf.save(out)
    except OSError as error:
        reason = error.strerror or error
        raise PdfError(f"{out}: cannot be written ({reason}), name another file") from error


class _Pen:
    """Draws onto one page in the coordinates of its marks."""

    def __init__(self, page: pdfium.PdfPage, font: _Handle, *, scanned: bool) -> None:
        self._page = page
        self._font = font
        self._box = page.get_cropbox()
        # What OCR has read stands as the page is displayed; text as most of its letters stand.
        self._turn = page.get_rotation() // 90 if scanned else _turn_of(page.raw)

    def draw(self, marks: Sequence[Mark]) -> None:
        for mark in marks:
            box = (mark.x0 - _PADDING, mark.y0 - 1, mark.x1 + _PADDING, mark.y1 + 1)
            if mark.level == 0:
                self._rectangle(box, fill=_LEFT_OUT, opacity=70)
                continue
            colour = LEVEL_COLOURS[min(mark.level, len(LEVEL_COLOURS)) - 1]
            self._rectangle(box, fill=colour, opacity=30)
            self._rectangle(box, stroke=colour)
            height = min(box[3] - box[1], 1.6 * _TAB)
            tab = (box[0] - _TAB, box[1], box[0], box[1] + height)
            self._rectangle(tab, fill=colour)
            self._text(str(mark.level), tab[0] + 0.25 * _TAB, tab[1] + 0.5 * height + 3.2)
        raw.FPDFPage_GenerateContent(self._page.raw)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        """Return the page's own coordinates of a point of the upright page."""
        left, bottom, right, top = self._box
        match self._turn:
            case 0:
                return left + x, top - y
            case 1:
                return left + y, bottom + x
            case 2:
                return right - x, bottom + y
            case _:
                return right - y, top - x

    def _rectangle(
        self,
        box: tuple[float, float, float, float],
        *,
        fill: _Colour | None = None,
        stroke: _Colour | None = None,
        opacity: int = 255,
    ) -> None:
        (xa, ya), (xb, yb) = self._point(box[0], box[1]), self._point(box[2], box[3])
        path = raw.FPDFPageObj_CreateNewRect(min(xa, xb), min(ya, yb), abs(xb - xa), abs(yb - ya))
        if fill is not None:
            raw.FPDFPageObj_SetFillColor(path, *fill, opacity)
        if stroke is not None:
            raw.FPDFPageObj_SetStrokeColor(path, *stroke, opacity)
            raw.FPDFPageObj_SetStrokeWidth(path, 1.0)
        mode = raw.FPDF_FILLMODE_NONE if fill is None else raw.FPDF_FILLMODE_ALTERNATE
        raw.FPDFPath_SetDrawMode(path, mode, stroke is not None)
        raw.FPDFPage_InsertObject(self._page.raw, path)

    def _text(self, text: str, x: float, y: float) -> None:
        item = raw.FPDFPageObj_CreateTextObj(self._page.pdf.raw, self._font, 9.0)
        coded = (text + "\0").encode("utf-16-le")
        units = (ctypes.c_ushort * (len(coded) // 2)).from_buffer_copy(coded)
        raw.FPDFText_SetText(item, units)
        raw.FPDFPageObj_SetFillColor(item, 255, 255, 255, 255)
        cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[self._turn]
        raw.FPDFPageObj_Transform(item, cosine, sine, -sine, cosine, *self._point(x, y))
        raw.FPDFPage_InsertObject(self._page.raw, item)


def _turn_of(page: _Handle) -> int:
    """Return by how many quarter turns, against the clock, most letters of a page stand."""
    text_page = raw.FPDFText_LoadPage(page)
    if not text_page:
        return 0
    try:
        count = raw.FPDFText_CountChars(text_page)
        turns: Counter[int] = Counter()
        for index in range(0, count, max(1, count // _SAMPLE)):
            matrix = raw.FS_MATRIX()
            if raw.FPDFText_GetMatrix(text_page, index, matrix) and (matrix.a or matrix.b):
                upright = abs(matrix.a) >= abs(matrix.b)
                turns[(0 if matrix.a > 0 else 2) if upright else (1 if matrix.b > 0 else 3)] += 1
        return turns.most_common(1)[0][0] if turns else 0
    finally:
        raw.FPDFText_ClosePage(text_page)
