"""Joining chunks of one section that overlap, as text splitters make them."""

from __future__ import annotations

from collections.abc import Sequence

from headwise.retrievers.models import Hit
from headwise.retrievers.text.paging import Pages, joined

LEAST_OVERLAP = 40
"""Characters: more than two chunks share by chance, fewer than splitters let them overlap by."""


def without_overlaps(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with those that continue each other joined, in the order of the first.

    Args:
        hits: Of one section.
    """
    made: list[Hit] = []
    for hit in hits:
        one, place = hit, len(made)
        while (found := _continuing(made, one)) is not None:
            place, one = found
            del made[place]
        made.insert(place, one)
    return made


def shared_length(first: str, second: str) -> int:
    """Return how many characters at the end of ``first`` are the beginning of ``second``.

    0 if they are fewer than `LEAST_OVERLAP`.

    >>> shared_length("It begins. " + "Here two chunks overlap by one whole sentence. ",
    ...               "Here two chunks overlap by one whole sentence. And it goes on.")
    47
    """
    beginning = second[:LEAST_OVERLAP]
    if len(beginning) < LEAST_OVERLAP:
        return 0
    at = first.find(beginning, max(0, len(first) - len(second)))
    while at >= 0:
        if second.startswith(first[at:]):
            return len(first) - at
        at = first.find(beginning, at + 1)
    return 0


def _continuing(made: Sequence[Hit], hit: Hit) -> tuple[int, Hit] | None:
    """Return the first of ``made`` that ``hit`` overlaps with, by its place, and both joined."""
    for place, other in enumerate(made):
        for first, second in ((other, hit), (hit, other)):
            if shared := shared_length(first.text, second.text):
                return place, _joined(first, second, shared)
    return None


def _joined(first: Hit, second: Hit, shared: int) -> Hit:
    before = first.text[: len(first.text) - shared]
    text, pages = joined([(before, _pages(first)), (second.text, _pages(second))])
    starts = [hit.page_start for hit in (first, second) if hit.page_start is not None]
    ends = [hit.page_end for hit in (first, second) if hit.page_end is not None]
    return first.model_copy(
        update={
            "text": text,
            "page_offsets": pages if len(pages) > 1 else None,
            "page_start": min(starts, default=None),
            "page_end": max(ends, default=None),
            "page_labels": _labels(first, second),
            "similarity": max(first.similarity, second.similarity),
        }
    )


def _labels(*hits: Hit) -> tuple[str, ...]:
    """Return the printed numbers of all pages of hits, if those of each are known."""
    known: dict[int, str] = {}
    for hit in hits:
        known |= dict(enumerate(hit.page_labels, hit.page_start or 1))
    in_order = range(min(known, default=0), max(known, default=-1) + 1)
    return tuple(known.get(page, "") for page in in_order)


def _pages(hit: Hit) -> Pages:
    return hit.page_offsets or (((0, hit.page_start),) if hit.page_start is not None else ())
