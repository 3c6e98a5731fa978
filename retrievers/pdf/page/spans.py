"""From the characters of a page to spans: neighbours of one text object joined to words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pypdfium2 import raw

from headwise.retrievers.pdf.page import calls, tex
from headwise.retrievers.pdf.page.calls import Handle
from headwise.retrievers.pdf.page.codes import codes_of
from headwise.retrievers.pdf.page.frame import Frame
from headwise.retrievers.pdf.page.glyphs import SPACES, glyph, names_nothing
from headwise.retrievers.pdf.page.growing import Growing
from headwise.retrievers.pdf.page.objects import Box
from headwise.retrievers.pdf.page.records import Span
from headwise.retrievers.pdf.page.runs import Run, Runs
from headwise.retrievers.pdf.page.spaced import close_up
from headwise.retrievers.pdf.page.visibility import Printed

_MARKS = 0x300  # the first code point of combining marks; below, a character needs no care
_NONE = -1  # no index


def spans_of(
    text_page: Handle, own: Mapping[int, int], page_box: Box, shifts: Mapping[str, int]
) -> tuple[list[Printed], list[Span]]:
    """Return the spans, with what says whether they are seen: neighbours of one run joined.

    With them, a span without text for each character that names no letter. ``shifts`` are to
    be added to the codes of some fonts.
    """
    frames = [Frame(turn, page_box) for turn in range(4)]
    printed: list[Printed] = []
    unread: list[Span] = []
    grown: list[Growing] = []
    growing: Growing | None = None
    # For each character of a document: most go on with their word, without a call.
    for text, code, x0, x1, run, space_at in _characters(text_page, frames, shifts):
        if growing is not None and run is growing.run and text:
            span = growing.span
            if (
                space_at == _NONE
                and code < _MARKS
                and growing.least <= x0 - span.x1 <= growing.most
                and not growing.leftward
            ):
                span.text += text
                if x1 > span.x1:  # noqa: PLR1730
                    span.x1 = x1
                continue
            if growing.joins(text, code, x0, x1, space=space_at != _NONE):
                continue
        _, y = frames[run.turn].point(run.y, run.y)
        span = Span(text, x0, x1, y, run.size, run.font, run.color, space_at != _NONE)
        if not text:
            unread.append(span)
            continue
        if span.space_before:
            span.space_stored = raw.FPDFText_IsGenerated(text_page, space_at) == 0
        order = own.get(run.address, -1)
        span.figure = order < 0
        printed.append(Printed(span, run.address, frames[run.turn], run.mode, run.alpha, order))
        growing = Growing(span, run, code)
        grown.append(growing)
    close_up((one.span, one.gaps) for one in grown if one.gaps)
    tex.put_primes(one.span for one in printed)
    return printed, unread


def _characters(
    text_page: Handle, frames: Sequence[Frame], shifts: Mapping[str, int]
) -> Iterator[tuple[str, int, float, float, Run, int]]:
    """Yield text, code point, left and right edge, run, and the index of a space before it.

    The text is empty where the font does not name the letter. Slanting text is left out.
    """
    page = calls.address_of(text_page)
    get_object, get_box = calls.text_object, calls.loose_box
    box = calls.Numbers(4)
    corners, corners_at = box.values, box.address
    page_left, _ = frames[0].back(0.0, 0.0)
    runs = Runs(page)
    run: Run | None = None
    known, space_at = 0, _NONE
    for index, code in codes_of(text_page, runs, shifts):
        if code in SPACES:
            space_at = index
            continue
        address = get_object(page, index)
        if address != known or run is None:
            if not address:
                continue
            known, run = address, runs.run_at(address, index)
        if run.turn < 0 or not get_box(page, index, corners_at):
            continue
        text = chr(code) if 0x20 <= code <= 0x7E else glyph(code)
        if not text and not names_nothing(code):
            continue
        left, top, right, bottom = corners
        if run.turn:
            x0, x1 = frames[run.turn].across(left, bottom, right, top)
        else:
            if run.substituted:
                left, right = runs.edges_of(run, index, code, left, right)
            x0, x1 = left - page_left, right - page_left
        yield text, code, x0, x1, run, space_at
        if text:
            space_at = _NONE
