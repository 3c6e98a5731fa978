"""The code points of a page's characters, put right where fonts mislead."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Mapping

from pypdfium2 import raw

from headwise.retrievers.pdf.page import tex
from headwise.retrievers.pdf.page.calls import Handle
from headwise.retrievers.pdf.page.glyphs import SPACES
from headwise.retrievers.pdf.page.runs import Runs

_NO_CHARACTER = 0xFFFE  # what pdfium's text has where it has no Unicode, or a hyphen
_DELETE, _PRINTED = 0x7F, 0xA0  # between them stand no characters that are printed


def codes_of(text_page: Handle, runs: Runs, shifts: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    """Return index and code point of each character; ``shifts`` are those of `shifts_of`."""
    codes = _stored(text_page, runs)
    return _shifted(codes, runs, shifts) if shifts else codes


def _stored(text_page: Handle, runs: Runs) -> Iterable[tuple[int, int]]:
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    # All at once where that gives one code unit for each character: it nearly always does.
    if raw.FPDFText_GetText(text_page, 0, count, buffer) == count + 1:
        text = bytes(buffer)[:-2].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            codes = list(map(ord, text))
            for index in (i for i, code in enumerate(codes) if code == _NO_CHARACTER):
                codes[index] = raw.FPDFText_GetUnicode(text_page, index)
            if tex.UNUSUAL.search(text):
                tex.put_right(codes, runs)
            return enumerate(codes)
    return _single_codes(text_page, count)


def _single_codes(text_page: Handle, count: int) -> Iterator[tuple[int, int]]:
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xE000:
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            high = 0
        yield index, code


def _shifted(
    codes: Iterable[tuple[int, int]], runs: Runs, shifts: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    for index, code in codes:
        address = runs.object_of(index) if code < _DELETE and code not in SPACES else 0
        shift = shifts.get(runs.run_at(address, index).font.name) if address else None
        moved = code if shift is None else max(0, code + shift)
        # Ligatures are named rightly also there: their letters move beyond the others.
        yield index, code if _DELETE <= moved < _PRINTED else moved
