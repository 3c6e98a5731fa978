"""Accents that are printed as text of their own, joined with the letters that they stand on."""

from __future__ import annotations

from collections.abc import Sequence

from headwise.retrievers.pdf.page.glyphs import ACCENTS, accented, composed
from headwise.retrievers.pdf.page.records import Span

_HALF = 0.17  # em; half the width of an accent
_RAISED = 0.7  # em by which an accent over a capital may stand higher than it


def with_accents(spans: Sequence[Span]) -> list[Span]:
    """Return the spans without accents of their own.

    Most stand before their letter in the file, as TeX prints them; cedillas stand behind it.
    """
    kept: list[Span] = []
    pending: Span | None = None  # ends with an accent, whose letter may come next
    for span in spans:
        if pending is not None and _is_over(pending, span):
            span.text = accented(pending.text[-1], span.text)
            pending.text, pending.x1 = pending.text[:-1], min(pending.x1, span.x0)
            if not pending.text.strip():
                span.space_before = pending.space_before
                kept.pop()
        pending = None
        if span.text[-1:] in ACCENTS:
            if len(span.text) == 1 and kept and _is_over(span, kept[-1]):
                kept[-1].text = composed(kept[-1].text, span.text)
                continue
            pending = span
        kept.append(span)
    return kept


def _is_over(accent: Span, letter: Span) -> bool:
    """Whether the accent that a span ends with has its middle over the letters of another."""
    middle = accent.x1 - _HALF * accent.size
    near = abs(accent.y - letter.y) < _RAISED * letter.size
    return near and letter.x0 < middle < letter.x1 and letter.text[:1].isalpha()
