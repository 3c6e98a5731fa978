"""Text that is printed again in one place: as a shadow, to look bold, or with its whole page."""

from __future__ import annotations

from collections.abc import Sequence

from headwise.retrievers.pdf.page.records import Span

_OFFSET = 0.15  # em by which a shadow stands off at most
_SHORTEST = 3  # characters; fewer may be signs that are set so on purpose


def without_shadows(spans: Sequence[Span]) -> list[Span]:
    """Return the spans without those that are printed again, be it a little beside.

    Of two that differ the longer one stays: a shadow may end with the word, the text goes on.
    """
    kept: list[Span] = []
    seen: set[tuple[str, int, int]] = set()
    for span in spans:
        place = span.text, int(10 * span.x0 + 0.5), int(10 * span.y + 0.5)  # faster than round
        if place in seen:
            continue
        seen.add(place)
        if kept and _cover(kept[-1], span):
            if len(span.text) >= len(kept[-1].text):
                span.space_before = kept[-1].space_before
                kept[-1] = span
            continue
        kept.append(span)
    return kept


def _cover(one: Span, other: Span) -> bool:
    """Whether one of two spans is printed upon the beginning of the other."""
    limit = _OFFSET * one.size
    if abs(one.x0 - other.x0) > limit or abs(one.y - other.y) > limit:
        return False
    short, long = sorted((one.text, other.text), key=len)
    return len(short) >= _SHORTEST and one.size == other.size and long.startswith(short)
