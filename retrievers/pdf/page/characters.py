"""From a pdfium page to positioned spans of text and straight rules.

This is the only module that asks pdfium for text. pdfium is not safe in threads: the
caller holds the lock (see ``reader``).
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.retrievers.pdf.page.asides import aside
from headwise.retrievers.pdf.page.direction import FIRST, runs_left
from headwise.retrievers.pdf.page.fields import with_fields
from headwise.retrievers.pdf.page.fonts import font_from
from headwise.retrievers.pdf.page.frame import Frame
from headwise.retrievers.pdf.page.glyphs import (
    ACCENTS,
    CJK,
    CJK_GAP,
    SPACES,
    accented,
    closed_up,
    composed,
    glyph,
    names_nothing,
)
from headwise.retrievers.pdf.page.objects import Box, Handle, mark_figures, objects_of
from headwise.retrievers.pdf.page.records import Font, Page, Span
from headwise.retrievers.pdf.page.shifted import shifts_of
from headwise.retrievers.pdf.page.visibility import Printed, hidden

# In em. Gaps of TeX's word spaces start at .2 em when squeezed; kerning stays below .1.
_WORD_GAP = 0.2
_SPLIT_GAP = 1.0
# A form drawn on the page that holds less than this share of its text is a figure.
_FORM_SHARE = 0.5
_FIRST = chr(FIRST)
_MARKS = 0x300  # the first code point of combining marks; below, a character needs no care
_LAM, _ALEFS = 0x644, "\u0622\u0623\u0625\u0627"
_NO_CHARACTER = 0xFFFE  # what pdfium's text has where it has no Unicode, or a hyphen

# Called for each character: without ctypes' conversion to pointer objects twice as fast.
_text_object = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


@dataclass(slots=True)
class _Run:
    """What all characters of one text object share."""

    font: Font
    size: float
    turn: int
    y: float
    color: int
    alpha: int
    mode: int
    item: Handle


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Return the spans and rules of a page; text across the main one is kept apart."""
    box = page.get_cropbox()
    objects = objects_of(page.raw)
    text_page = raw.FPDFText_LoadPage(page.raw)
    try:
        printed, unread = _spans(text_page, objects.texts, box, {})
        shifts = shifts_of(one.span for one in printed)
        if shifts:
            printed, unread = _spans(text_page, objects.texts, box, shifts)
        unseen = hidden(page, printed, objects)
    finally:
        raw.FPDFText_ClosePage(text_page)
    spans: dict[int, list[Span]] = defaultdict(list)
    for one in printed:
        if id(one.span) not in unseen:
            spans[one.frame.turn].append(one.span)
    letters = {turn: sum(len(span.text) for span in own) for turn, own in spans.items()}
    turn = max(letters, key=lambda key: letters[key], default=0)
    own = [span for span in spans.get(turn, []) if span.text.strip()]
    nested = sum(len(span.text) for span in own if span.figure)
    if nested >= _FORM_SHARE * letters.get(turn, 0):
        for span in own:
            span.figure = False
    frame = Frame(turn, box)
    rules = [frame.rule(*rule) for rule in objects.rules]
    mark_figures(own, [frame.box(*drawing) for drawing in objects.drawings])
    asides = [aside(found, Frame(other, box)) for other, found in spans.items() if other != turn]
    return Page(
        number=number,
        width=frame.width,
        height=frame.height,
        spans=with_fields(page, frame, own),
        rules=rules,
        asides=[text for text in asides if text],
        unread=unread,
        hidden=sum(len(one.span.text.split()) for one in printed if id(one.span) in unseen),
    )


def _codes(text_page: Handle) -> Iterator[tuple[int, int]]:
    """Yield index and code point of each character."""
    count = raw.FPDFText_CountChars(text_page)
    buffer = (ctypes.c_ushort * (count + 1))()
    # All at once where that gives one code unit for each character: it nearly always does.
    whole = raw.FPDFText_GetText(text_page, 0, count, buffer) == count + 1
    high = 0
    for index in range(count):
        code = buffer[index] if whole else raw.FPDFText_GetUnicode(text_page, index)
        if code == _NO_CHARACTER and whole:
            code = raw.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xE000:
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
            high = 0
        yield index, code


def _spans(  # noqa: C901, PLR0912, PLR0915  one loop, run for each character: calls cost
    text_page: Handle, own: Mapping[int, int], page_box: Box, shifts: Mapping[str, int]
) -> tuple[list[Printed], list[Span]]:
    """Return the spans, with what says whether they are seen: neighbours of one run joined.

    With them, a span without text for each character that names no letter. ``shifts`` are to
    be added to the codes of some fonts.
    """
    page_left = page_box[0]
    address_of_page = ctypes.cast(text_page, ctypes.c_void_p).value
    get_box, get_object = raw.FPDFText_GetLooseCharBox, _text_object
    box = raw.FS_RECTF()
    box_reference = ctypes.byref(box)
    frames = [Frame(turn, page_box) for turn in range(4)]
    runs: dict[int, _Run] = {}
    fonts: dict[int, Font] = {}
    spans: list[Printed] = []
    unread: list[Span] = []
    span: Span | None = None
    current: _Run | None = None
    space = False
    end = size = before = least = most = 0.0
    leftward = False
    for index, code in _codes(text_page):
        if code in SPACES:
            space = True
            continue
        address = get_object(address_of_page, index)
        if not address:
            continue
        run = runs.get(address)
        if run is None:
            run = runs[address] = _run(text_page, index, fonts)
        if run.turn < 0:
            continue
        if shifts and code < 0x7F and run.font.name in shifts:
            moved = code + shifts[run.font.name]
            # Ligatures are named rightly also there: their letters move beyond the others.
            code = code if 0x7F <= moved < 0xA0 else max(0, moved)  # noqa: PLW2901
            if code == 0x20:
                space = True
                continue
        text = chr(code) if 0x20 <= code <= 0x7E else glyph(code)
        if code == 0x30 and run.font.name.startswith("CMSY"):
            text = "′"  # the prime of TeX's symbol font, which has no Unicode in most files
        if not get_box(text_page, index, box_reference):
            continue
        if run.turn:
            x0, x1 = frames[run.turn].across(box.left, box.bottom, box.right, box.top)
        else:
            x0, x1 = box.left - page_left, box.right - page_left
        if not text:
            if names_nothing(code):
                _, y = frames[run.turn].point(run.y, run.y)
                unread.append(Span("", x0, x1, y, run.size, run.font, run.color))
            continue
        if run is current and span is not None:
            if code < _MARKS and not (space or leftward) and least <= x0 - end <= most:
                span.text += text
                before = x0
                if x1 > end:
                    span.x1 = end = x1
                continue
            last = span.text[-1]
            if code < FIRST and last < _FIRST:
                leftward = False
                gap = x0 - end if x0 > span.x0 - 0.3 * size else math.inf
            else:
                leftward, gap = _leftward(last, code, x0, x1, span)
            if -2.0 * size < gap < _SPLIT_GAP * size:
                if gap < -0.1 * size and last in ACCENTS:
                    text = accented(last, text)
                    span.text = span.text[:-1]
                elif (gap < -0.1 * size and text in ACCENTS) or "\u0300" <= text <= "\u036f":
                    span.text, text = composed(span.text, text), ""
                elif code == _LAM and last in _ALEFS and abs(x0 - before) < 0.1:
                    span.text, text = span.text[:-1] + text, last  # a ligature, turned round
                elif (space or gap > _WORD_GAP * size) and not (
                    code >= CJK and gap < CJK_GAP * size and closed_up(last, text)
                ):
                    span.text += " "
                span.text += text
            else:
                gap = math.inf
            if gap != math.inf:
                if x1 > end:
                    span.x1 = end = x1
                elif leftward:
                    span.x0 = x0
                before = x0
                space = False
                continue
        _, y = frames[run.turn].point(run.y, run.y)
        order = own.get(address, -1)
        span = Span(text, x0, x1, y, run.size, run.font, run.color, space, order < 0)
        frame = frames[run.turn]
        spans.append(Printed(span, run.item, frame, run.mode, run.alpha, order))
        current, end, size, before = run, x1, run.size, x0
        least, most = -0.1 * size, _WORD_GAP * size
        leftward = code >= FIRST and runs_left(code)
        space = False
    return spans, unread


def _leftward(last: str, code: int, x0: float, x1: float, span: Span) -> tuple[bool, float]:
    """Return whether a character goes on to the left, and its gap; infinite if it begins anew."""
    leftward = runs_left(code)
    if runs_left(ord(last)):
        # Stops and brackets go on leftwards, figures and Latin words begin anew.
        leftward = leftward or (not chr(code).isalnum() and x1 < span.x0 + 0.3 * span.size)
        return leftward, span.x0 - x1 if leftward else math.inf
    if leftward:
        return True, math.inf if last.isalnum() else span.x0 - x1
    return False, x0 - span.x1 if x0 > span.x0 - 0.3 * span.size else math.inf


def _run(text_page: Handle, index: int, fonts: dict[int, Font]) -> _Run:
    item = raw.FPDFText_GetTextObject(text_page, index)
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
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    if mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE:
        font = replace(font, bold=True)
    parts = [ctypes.c_uint() for _ in range(4)]
    painted = raw.FPDFPageObj_GetFillColor
    if mode == raw.FPDF_TEXTRENDERMODE_STROKE:
        painted = raw.FPDFPageObj_GetStrokeColor
    painted(item, *parts)
    red, green, blue, alpha = (part.value & 0xFF for part in parts)
    along = (y.value, x.value, y.value, x.value)[turn] if turn >= 0 else y.value
    color = red << 16 | green << 8 | blue
    return _Run(font, round(size, 1), turn, along, color, alpha, mode, item)
