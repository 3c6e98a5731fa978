"""What all characters of one text object share: font, size, baseline, colour."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, replace

from pypdfium2 import raw

from headwise.retrievers.pdf.page import calls
from headwise.retrievers.pdf.page.fonts import font_from
from headwise.retrievers.pdf.page.records import Font

_LONGEST_NAME = 256
_OTHER_WIDTH = 0.2  # em by which ink ends elsewhere than the character, at most
_UPRIGHT = 3.0  # degrees by which text may slant and still stand in one of four directions
_STROKED_TOO = raw.FPDF_TEXTRENDERMODE_FILL_STROKE
_STROKED = raw.FPDF_TEXTRENDERMODE_STROKE


@dataclass(slots=True)
class Run:
    """A text object."""

    font: Font
    face: int
    """Address of that font; fonts without a name are told apart by it."""
    size: float
    turn: int
    """Quarter turns anticlockwise; -1 for text that slants."""
    y: float
    """Where its baseline stands, across its direction, in the page's coordinates."""
    color: int
    alpha: int
    mode: int
    address: int
    substituted: float = 0.0
    """Width of an em in points if the font is not in the file, and pdfium draws another; else 0."""


class Runs:
    """The text objects of a page, by address."""

    def __init__(self, text_page: int) -> None:
        self._text_page = text_page
        self._known: dict[int, Run] = {}
        self._fonts: dict[int, Font] = {}
        self._widths: dict[tuple[int, int], float] = {}
        self._width = calls.Numbers(1)
        self._matrix = calls.Numbers(6)
        self._origin = calls.Numbers(2, "d")
        self._paint = calls.Numbers(4, "I")
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)

    def object_of(self, index: int) -> int:
        """Return the address of a character's text object; 0 for what pdfium has put in."""
        return calls.text_object(self._text_page, index) or 0

    def run_at(self, address: int, index: int) -> Run:
        """Return the text object at an address, one of whose characters has this index."""
        run = self._known.get(address)
        if run is None:
            run = self._known[address] = self._run(address, index)
        return run

    def edges_of(
        self, run: Run, index: int, code: int, left: float, right: float
    ) -> tuple[float, float]:
        """Return where a character of a substituted font begins and ends, by the file's widths.

        The ink of another font tells neither; and pdfium's own substitutes, which it stretches to
        many weights, have the extent in which they were last drawn, even for another file.

        Args:
            run: Its text object, which runs from left to right.
            index: Of the character.
            code: Its code point.
            left: Where what is drawn begins, in the page's coordinates.
            right: Where it ends. This stays if it is far off: letters of one ligature share it.
        """
        width = self._widths.get((run.face, code))
        if width is None:
            known = calls.glyph_width(run.face, code, 1.0, self._width.address)
            width = self._widths[run.face, code] = self._width.values[0] if known else 0.0
        calls.origin(self._text_page, index, *self._origin.addresses)
        end = self._origin.values[0] + width * run.substituted
        if abs(end - right) > _OTHER_WIDTH * run.substituted:
            return left, right
        return self._origin.values[0], end

    def _run(self, address: int, index: int) -> Run:
        page = self._text_page
        calls.matrix(page, index, self._matrix.address)
        a, b, c, d, _, _ = self._matrix.values
        turn = 0 if b == 0.0 < a else _turn(math.degrees(math.atan2(b, a)) % 360.0)
        calls.origin(page, index, *self._origin.addresses)
        x, y = self._origin.values
        mode = calls.render_mode(address)
        face = calls.font_of(address) or 0
        font = self._font(face)
        if mode == _STROKED_TOO:
            font = replace(font, bold=True)
        paint = calls.stroke_color if mode == _STROKED else calls.fill_color
        paint(address, *self._paint.addresses)
        red, green, blue, alpha = self._paint.values
        size = calls.font_size(page, index)
        embedded = turn != 0 or not face or calls.is_embedded(face) == 1
        return Run(
            font=font,
            face=face,
            size=round(size * math.hypot(c, d), 1),
            turn=turn,
            y=x if turn in {1, 3} else y,
            color=(red & 0xFF) << 16 | (green & 0xFF) << 8 | blue & 0xFF,
            alpha=alpha & 0xFF,
            mode=mode,
            address=address,
            substituted=0.0 if embedded else size * math.hypot(a, b),
        )

    def _font(self, address: int) -> Font:
        if not address:
            return font_from("")
        font = self._fonts.get(address)
        if font is None:
            calls.font_name(address, self._name, _LONGEST_NAME)
            flags = calls.font_flags(address)
            font = font_from(self._name.value.decode("utf-8", "replace"), max(flags, 0))
            self._fonts[address] = font
        return font


def _turn(angle: float) -> int:
    near = round(angle / 90.0)
    return near % 4 if abs(angle - 90.0 * near) < _UPRIGHT else -1
