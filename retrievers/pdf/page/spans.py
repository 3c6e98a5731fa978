"""From the characters of a page to spans: neighbours of one text object joined to words."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Mapping

from pypdfium2 import raw

from headwise.retrievers.pdf.page import calls, tex
from headwise.retrievers.pdf.page.calls import Handle
from headwise.retrievers.pdf.page.direction import FIRST, runs_left
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
from headwise.retrievers.pdf.page.objects import Box
from headwise.retrievers.pdf.page.records import Span
from headwise.retrievers.pdf.page.runs import Run, Runs
from headwise.retrievers.pdf.page.spaced import close_up
from headwise.retrievers.pdf.page.visibility import Printed

# In em. Gaps of TeX's word spaces start at .2 em when squeezed; kerning stays below .1.
_WORD_GAP = 0.2
_SPLIT_GAP = 1.0
_FIRST = chr(FIRST)
_MARKS = 0x300  # the first code point of combining marks; below, a character needs no care
_LAM, _ALEFS = 0x644, "\u0622\u0623\u0625\u0627"
_NO_CHARACTER = 0xFFFE  # what pdfium's text has where it has no Unicode, or a hyphen


def spans_of(  # noqa: C901, PLR0912, PLR0915  one loop, run for each character: calls cost
    text_page: Handle, own: Mapping[int, int], page_box: Box, shifts: Mapping[str, int]
) -> tuple[list[Printed], list[Span]]:
    """Return the spans, with what says whether they are seen: neighbours of one run joined.

    With them, a span without text for each character that names no letter. ``shifts`` are to
    be added to the codes of some fonts.
    """
    page_left = page_box[0]
    page = calls.address_of(text_page)
    get_box, get_object = calls.loose_box, calls.text_object
    box = calls.Numbers(4)
    corners, corners_at = box.values, box.address
    frames = [Frame(turn, page_box) for turn in range(4)]
    runs = Runs(page)
    spans: list[Printed] = []
    unread: list[Span] = []
    singles: dict[int, tuple[Span, list[float]]] = {}
    span: Span | None = None
    run: Run | None = None
    current: Run | None = None
    known = spaced_at = 0
    space = False
    end = size = before = least = most = 0.0
    leftward = False
    for index, code in _codes(text_page, runs):
        if code in SPACES:
            space, spaced_at = True, index
            continue
        address = get_object(page, index)
        if address != known or run is None:
            if not address:
                continue
            known, run = address, runs.run_at(address, index)
        if run.turn < 0:
            continue
        if shifts and code < 0x7F and run.font.name in shifts:
            moved = code + shifts[run.font.name]
            # Ligatures are named rightly also there: their letters move beyond the others.
            code = code if 0x7F <= moved < 0xA0 else max(0, moved)  # noqa: PLW2901
            if code == 0x20:
                space, spaced_at = True, index
                continue
        text = chr(code) if 0x20 <= code <= 0x7E else glyph(code)
        if code == 0x30 and run.font.name.startswith("CMSY"):
            text = "′"  # the prime of TeX's symbol font, which has no Unicode in most files
        if not get_box(page, index, corners_at):
            continue
        if run.turn:
            left, top, right, bottom = corners
            x0, x1 = frames[run.turn].across(left, bottom, right, top)
        else:
            x0, x1 = corners[0] - page_left, corners[2] - page_left
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
                    if len(span.text) < 2 or span.text[-2] == " ":
                        singles.setdefault(id(span), (span, []))[1].append(gap)
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
        span = Span(text, x0, x1, y, run.size, run.font, run.color, space, figure=order < 0)
        if space:
            span.space_stored = raw.FPDFText_IsGenerated(text_page, spaced_at) == 0
        frame = frames[run.turn]
        spans.append(Printed(span, address, frame, run.mode, run.alpha, order))
        current, end, size, before = run, x1, run.size, x0
        least, most = -0.1 * size, _WORD_GAP * size
        leftward = code >= FIRST and runs_left(code)
        space = False
    close_up(singles.values())
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


def _codes(text_page: Handle, runs: Runs) -> Iterable[tuple[int, int]]:
    """Return index and code point of each character."""
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
