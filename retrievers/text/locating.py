"""Finding a passage again in a page's text that differs from it here and there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SEED = 10
"""Letters that stand once on the page, or near the last match: a match is extended from them."""
GAP = 72
"""Letters between two matches, in passage and page, that are taken with them: a formula, say."""
LEAST = 24
"""Letters that matches near each other have to have, or else half of the passage."""


@dataclass(frozen=True)
class _Match:
    """Letters ``begin`` to ``end`` of the passage stand on the page from ``first`` to ``last``."""

    begin: int
    end: int
    first: int
    last: int
    letters: int
    """Of these, how many are equal."""


def found_ranges(page: str, passage: str) -> tuple[list[tuple[int, int]], int]:
    """Return the ranges of ``page`` that ``passage`` takes, and how many of its letters are there.

    Both are letters and digits alone, so hyphens, spaces and Markdown do not matter. What does not
    stand there as a whole is put together of matches, in the passage's order, with what lies
    between two that are near each other.

    >>> found_ranges("aboutpoolingshrinksmapsandmore", "poolingshrinksmaps")
    ([(5, 23)], 18)
    >>> found_ranges("nothingofit", "poolingshrinksmaps")
    ([], 0)
    """
    if not passage:
        return [], 0
    if (whole := page.find(passage)) >= 0:
        return [(whole, whole + len(passage))], len(passage)
    least = min(LEAST, len(passage) / 2)
    found = [match for match in _joined(page, passage) if match.letters >= least]
    return [(match.first, match.last) for match in found], sum(match.letters for match in found)


def _joined(page: str, passage: str) -> Iterator[_Match]:
    """Yield matches, those near each other as one."""
    so_far: _Match | None = None
    for match in _matches(page, passage):
        if so_far is None:
            so_far = match
        elif match.begin - so_far.end <= GAP and 0 <= match.first - so_far.last <= GAP:
            letters = so_far.letters + match.letters
            so_far = _Match(so_far.begin, match.end, so_far.first, match.last, letters)
        else:
            yield so_far
            so_far = match
    if so_far is not None:
        yield so_far


def _matches(page: str, passage: str) -> Iterator[_Match]:
    """Yield ranges of equal letters, in the passage's order."""
    once = _places_of_seeds(page)
    at = end = last = 0  # the last two: where the match before has ended
    while at <= len(passage) - SEED:
        seed = passage[at : at + SEED]
        place = page.find(seed, last, last + GAP + SEED) if 0 < end >= at - GAP else -1
        if place < 0:
            place = once.get(seed, -1)
        if place < 0:
            at += 1
            continue
        begin, first = at, place
        free = last if place >= last else 0
        while begin > end and first > free and passage[begin - 1] == page[first - 1]:
            begin, first = begin - 1, first - 1
        end, last = at + SEED, place + SEED
        while end < len(passage) and last < len(page) and passage[end] == page[last]:
            end, last = end + 1, last + 1
        yield _Match(begin, end, first, last, end - begin)
        at = end


def _places_of_seeds(page: str) -> dict[str, int]:
    """Return where the seeds begin that stand on the page once; -1 for the others."""
    places: dict[str, int] = {}
    for at in range(len(page) - SEED + 1):
        seed = page[at : at + SEED]
        places[seed] = -1 if seed in places else at
    return places
