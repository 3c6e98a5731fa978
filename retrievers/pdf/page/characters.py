"""From a pdfium page to positioned spans of text and straight rules.

pdfium is not safe in threads: the caller holds the lock (see ``reader``).
"""

from __future__ import annotations

from collections import defaultdict

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.retrievers.pdf.page.asides import aside
from headwise.retrievers.pdf.page.bullets import with_bullets
from headwise.retrievers.pdf.page.calls import Handle
from headwise.retrievers.pdf.page.fields import with_fields
from headwise.retrievers.pdf.page.frame import Frame
from headwise.retrievers.pdf.page.objects import mark_figures, objects_of
from headwise.retrievers.pdf.page.records import Page, Span
from headwise.retrievers.pdf.page.shifted import shifts_of
from headwise.retrievers.pdf.page.spans import spans_of
from headwise.retrievers.pdf.page.visibility import hidden

# A form drawn on the page that holds less than this share of its text is a figure.
_FORM_SHARE = 0.5
_SAMPLE = 200  # characters asked per page; enough to tell a half
_FEWEST = 10  # fewer say nothing about a page


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Return the spans and rules of a page; text across the main one is kept apart."""
    box = page.get_cropbox()
    objects = objects_of(page.raw)
    text_page = raw.FPDFText_LoadPage(page.raw)
    try:
        printed, unread = spans_of(text_page, objects.texts, box, {})
        shifts = shifts_of(one.span for one in printed)
        if shifts:
            printed, unread = spans_of(text_page, objects.texts, box, shifts)
        unseen = hidden(page, printed, objects)
        unmapped = _unmapped(text_page)
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
    dots = [frame.box(*dot) for dot in objects.dots]
    rules = [frame.rule(*rule) for rule in objects.rules]
    mark_figures(own, [frame.box(*drawing) for drawing in objects.drawings])
    asides = [aside(found, Frame(other, box)) for other, found in spans.items() if other != turn]
    return Page(
        number=number,
        width=frame.width,
        height=frame.height,
        spans=with_bullets(with_fields(page, frame, own), dots),
        rules=rules,
        asides=[text for text in asides if text],
        unread=unread,
        unmapped=unmapped,
        hidden=sum(len(one.span.text.split()) for one in printed if id(one.span) in unseen),
    )


def _unmapped(text_page: Handle) -> float:
    """Return the share of a page's characters without a Unicode map."""
    count = raw.FPDFText_CountChars(text_page)
    asked = failed = 0
    for index in range(0, count, max(1, count // _SAMPLE)):
        if raw.FPDFText_IsGenerated(text_page, index) == 1:
            continue  # a space or line end that pdfium has put in
        asked += 1
        failed += raw.FPDFText_HasUnicodeMapError(text_page, index) == 1
    return failed / asked if asked >= _FEWEST else 0.0
