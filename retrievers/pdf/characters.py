"""From a pdfium page to positioned spans of text and straight rules.

This is the only module that asks pdfium for text. pdfium is not safe in threads: the
caller holds the lock (see ``reader``).
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.retrievers.pdf.fonts import font_from
from headwise.retrievers.pdf.records import Font, Page, Rule, Span

# pdfium writes U+0002 for a hyphen at a line's end; the rest are bullets of Symbol and
# Wingdings, which have no Unicode of their own in the file.
_REPLACED = {
    "\x02": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\uf076": "•",
    "\uf0fc": "•",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SPACES = frozenset(" \t\r\n\x0b\x0c\xa0\u2002\u2003\u2009\u200a\u202f\u3000")
# Accents that TeX's older fonts print as characters of their own, before their letter.
_ACCENTS = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303",
            "ˇ": "\u030c", "˚": "\u030a"}  # fmt: skip

# In em. Gaps of TeX's word spaces start at .2 em when squeezed; kerning stays below .1.
_WORD_GAP = 0.2
_SPLIT_GAP = 1.0
# A rule is at most this thick (points); a page with more objects is a drawing, whose
# lines say nothing about tables.
_RULE_THICKNESS = 3.0
_MAX_OBJECTS = 30_000
# A form drawn on the page that holds less than this share of its text is a figure.
_FORM_SHARE = 0.5


@dataclass(slots=True)
class _Run:
    """What all characters of one text object share."""

    font: Font
    size: float
    turn: int
    y: float
    color: int
    nested: bool


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Return the spans and rules of a page; text that stands across the main one is left out."""
    left, bottom, right, top = page.get_cropbox()
    rules, own = _page_objects(page.raw)
    text_page = raw.FPDFText_LoadPage(page.raw)
    try:
        characters, runs = _characters(text_page, own)
    finally:
        raw.FPDFText_ClosePage(text_page)
    turns: Counter[int] = Counter()
    for character in characters:
        if character[5] is not None:
            turns[character[5].turn] += 1
    turn = turns.most_common(1)[0][0] if turns else 0
    nested = sum(1 for c in characters if c[5] is not None and c[5].nested)
    if nested >= _FORM_SHARE * len(characters):
        for run in runs:
            run.nested = False
    frame = _Frame(turn, left, bottom, right, top)
    return Page(
        number=number,
        width=frame.width,
        height=frame.height,
        spans=_spans(characters, frame),
        rules=[frame.rule(*box) for box in rules],
    )


class _Frame:
    """Turns the page upright and the y axis downwards."""

    def __init__(self, turn: int, left: float, bottom: float, right: float, top: float) -> None:
        self.turn = turn
        self._box = (left, bottom, right, top)
        across, along = right - left, top - bottom
        self.width, self.height = (across, along) if turn % 2 == 0 else (along, across)

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self._box
        match self.turn:
            case 0:
                return x - left, top - y
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case _:
                return top - y, right - x

    def across(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float]:
        """Return the horizontal extent of a box."""
        if self.turn == 0:
            return left - self._box[0], right - self._box[0]
        (xa, _), (xb, _) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), max(xa, xb)

    def rule(self, left: float, bottom: float, right: float, top: float) -> Rule:
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return Rule(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


_Handle: TypeAlias = Any  # a pointer of ctypes, whose class pypdfium2 makes at run time
_Character = tuple[str, float, float, float, float, _Run | None]


def _page_objects(page: _Handle) -> tuple[list[tuple[float, float, float, float]], set[int]]:
    """Return the boxes of thin paths, and the addresses of text objects not inside forms."""
    rules: list[tuple[float, float, float, float]] = []
    own: set[int] = set()
    bounds = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(value) for value in bounds]
    count = raw.FPDFPage_CountObjects(page)
    for index in range(count):
        item = raw.FPDFPage_GetObject(page, index)
        if not item:
            continue
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            own.add(ctypes.addressof(item.contents))
        elif kind != raw.FPDF_PAGEOBJ_PATH or count > _MAX_OBJECTS:
            continue
        elif raw.FPDFPageObj_GetBounds(item, *references):
            x0, y0, x1, y1 = (value.value for value in bounds)
            if min(x1 - x0, y1 - y0) <= _RULE_THICKNESS < max(x1 - x0, y1 - y0):
                rules.append((x0, y0, x1, y1))
    return rules, own


def _characters(text_page: _Handle, own: set[int]) -> tuple[list[_Character], list[_Run]]:
    """Return (text, left, bottom, right, top, run) of each character; run None for a space."""
    get_unicode, get_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    get_object, address_of = raw.FPDFText_GetTextObject, ctypes.addressof
    box = raw.FS_RECTF()
    box_reference = ctypes.byref(box)
    characters: list[_Character] = []
    runs: dict[int, _Run] = {}
    fonts: dict[int, Font] = {}
    space: _Character = (" ", 0.0, 0.0, 0.0, 0.0, None)
    high = 0
    for index in range(raw.FPDFText_CountChars(text_page)):
        code = get_unicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            high = 0
        text = chr(code) if code < 0x110000 else ""
        if text in _SPACES:
            characters.append(space)
            continue
        item = get_object(text_page, index)
        if not item:
            continue
        address = address_of(item.contents)
        run = runs.get(address)
        if run is None:
            run = runs[address] = _run(text_page, index, item, fonts, nested=address not in own)
        if code > 0x7E or code < 0x20:
            private = "\ue000" <= text < "\uf900" or text < "\x20"
            text = _REPLACED.get(text, "" if private else text)
        elif text == "0" and run.font.name.startswith("CMSY"):
            text = "′"  # the prime of TeX's symbol font, which has no Unicode in most files
        if text and get_box(text_page, index, box_reference):
            characters.append((text, box.left, box.bottom, box.right, box.top, run))
    return characters, list(runs.values())


def _run(
    text_page: _Handle, index: int, item: _Handle, fonts: dict[int, Font], *, nested: bool
) -> _Run:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) % 360.0
    turn = round(angle / 90.0) % 4 if abs(angle - 90.0 * round(angle / 90.0)) < 3.0 else -1
    size = raw.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, index, x, y)
    handle = raw.FPDFTextObj_GetFont(item)
    font = font_from("")
    if handle:
        address = ctypes.addressof(handle.contents)
        if address not in fonts:
            name = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(handle, name, 256)
            flags = raw.FPDFFont_GetFlags(handle)
            fonts[address] = font_from(name.value.decode("utf-8", "replace"), max(flags, 0))
        font = fonts[address]
    if raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE:
        font = replace(font, bold=True)
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item, *parts)
    red, green, blue = (part.value & 0xFF for part in parts[:3])
    along = (y.value, x.value, y.value, x.value)[turn] if turn >= 0 else y.value
    return _Run(font, round(size, 1), turn, along, red << 16 | green << 8 | blue, nested)


def _spans(characters: list[_Character], frame: _Frame) -> list[Span]:
    """Join characters of one run that follow each other closely."""
    spans: list[Span] = []
    span: Span | None = None
    current: _Run | None = None
    space = False
    for text, left, bottom, right, top, run in characters:
        if run is None:
            space = True
            continue
        if run.turn != frame.turn:
            continue
        x0, x1 = frame.across(left, bottom, right, top)
        if span is not None and run is current:
            gap = x0 - span.x1
            if -2.0 * run.size < gap < _SPLIT_GAP * run.size:
                if space or gap > _WORD_GAP * run.size:
                    span.text += " "
                elif gap < -0.1 * run.size and span.text[-1:] in _ACCENTS:
                    span.text = span.text[:-1] + _accented(span.text[-1], text)
                    span.x1 = max(span.x1, x1)
                    continue
                span.text += text
                span.x1 = max(span.x1, x1)
                space = False
                continue
        _, y = frame.point(run.y, run.y)
        span = Span(text, x0, x1, y, run.size, run.font, run.color, space, run.nested)
        spans.append(span)
        current = run
        space = False
    return [span for span in spans if span.text.strip()]


def _accented(accent: str, text: str) -> str:
    """Return a letter with the accent that was printed over it as a sign of its own."""
    composed = unicodedata.normalize("NFC", text[0] + _ACCENTS[accent])
    return composed + text[1:] if len(composed) == 1 else accent + text
