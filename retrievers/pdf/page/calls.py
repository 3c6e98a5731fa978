"""The functions of pdfium that are called for each character or text object of a page.

They take addresses as integers, and keep Python's lock while they run: without ctypes' pointer
objects and without handing over the lock, such short calls are twice as fast.
"""

from __future__ import annotations

import ctypes
from array import array
from ctypes import c_double, c_float, c_int, c_size_t, c_uint32, c_ulong, c_void_p
from typing import Any, TypeAlias

from pypdfium2 import raw

Handle: TypeAlias = Any  # a pointer of ctypes, whose class pypdfium2 makes at run time


def address_of(handle: Handle) -> int:
    """Return the address that a pointer of ctypes holds; 0 for a null pointer."""
    return ctypes.cast(handle, c_void_p).value or 0


def _plain(function: Handle, result: Handle, *arguments: Handle) -> Handle:
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


text_object = _plain(raw.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
loose_box = _plain(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
matrix = _plain(raw.FPDFText_GetMatrix, c_int, c_void_p, c_int, c_void_p)
font_size = _plain(raw.FPDFText_GetFontSize, c_double, c_void_p, c_int)
origin = _plain(raw.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)
font_of = _plain(raw.FPDFTextObj_GetFont, c_void_p, c_void_p)
font_name = _plain(raw.FPDFFont_GetBaseFontName, c_size_t, c_void_p, c_void_p, c_size_t)
is_embedded = _plain(raw.FPDFFont_GetIsEmbedded, c_int, c_void_p)
glyph_width = _plain(raw.FPDFFont_GetGlyphWidth, c_int, c_void_p, c_uint32, c_float, c_void_p)
font_flags = _plain(raw.FPDFFont_GetFlags, c_int, c_void_p)
render_mode = _plain(raw.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_PAINT = (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
fill_color = _plain(raw.FPDFPageObj_GetFillColor, c_int, *_PAINT)
stroke_color = _plain(raw.FPDFPageObj_GetStrokeColor, c_int, *_PAINT)
page_object = _plain(raw.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
object_type = _plain(raw.FPDFPageObj_GetType, c_int, c_void_p)
mark_at = _plain(raw.FPDFPageObj_GetMark, c_void_p, c_void_p, c_ulong)
mark_name = _plain(raw.FPDFPageObjMark_GetName, c_int, c_void_p, c_void_p, c_ulong, c_void_p)
count_marks = _plain(raw.FPDFPageObj_CountMarks, c_int, c_void_p)


class Numbers:
    """Numbers that pdfium writes to ``address``, to be read from ``values``."""

    def __init__(self, count: int, form: str = "f") -> None:
        """Make room for so many numbers; ``form`` is what ``array`` calls their type."""
        self.values: array[Any] = array(form, [0] * count)
        self.address, _ = self.values.buffer_info()
        self.addresses = [self.address + self.values.itemsize * n for n in range(count)]
