"""Finding a passage again in a page's text that differs from it here and there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

SEED = 10
"""Letters that stand once on the page, or near the last match: a match is extended from them."""
GAP = 72
"""Letters between two matches, in passage and page, that are near each other."""
MORE = 24
"""Letters that the page may have more between two matches than the passage, to be marked too."""
LEAST = 20
"""Letters that matches near each other have to have, or else half of the passage."""


@dataclass(frozen=True)
class _Match:
    """Letters ``begin`` to ``end`` of the passage stand on the page from ``first`` to ``last``."""

    begin: int
    end: int
    first: int
    last: int

    def is_near(self, before: _Match) -> bool:
        """Whether not much lies between the match before and this one."""
        return self.begin - before.end <= GAP and 0 <= self.first - before.last <= GAP


def found_ranges(page: str, passage: str) -> tuple[list[tuple[int, int]], int]:
    """Return the ranges of ``page`` that ``passage`` takes, and how many of its letters are there.

    Both are letters and digits alone, so hyphens, spaces and Markdown do not matter. What does not
    stand there as a whole is put together of matches, in the passage's order.

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
    groups = [group for group in _groups(page, passage) if _letters(group) >= least]
    ranges = [found for group in groups for found in _ranges(group)]
    return ranges, sum(map(_letters, groups))


def _groups(page: str, passage: str) -> Iterator[list[_Match]]:
    """Yield matches that are near each other."""
    group: list[_Match] = []
    for match in _matches(page, passage):
        if group and not match.is_near(group[-1]):
            yield group
            group = []
        group.append(match)
    if group:
        yield group


def _letters(group: Sequence[_Match]) -> int:
    return sum(match.end - match.begin for match in group)


def _ranges(group: Sequence[_Match]) -> Iterator[tuple[int, int]]:
    """Yield ranges of the page, with what else lies between two matches: a formula, say."""
    first = group[0].first
    for match, after in pairwise(group):
        if after.first - match.last > after.begin - match.end + MORE:
            yield first, match.last
            first = after.first
    yield first, group[-1].last


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
        yield _Match(begin, end, first, last)
        at = end


def _places_of_seeds(page: str) -> dict[str, int]:
    """Return where the seeds begin that stand on the page once; -1 for the others."""
    places: dict[str, int] = {}
    for at in range(len(page) - SEED + 1):
        seed = page[at : at + SEED]
        places[seed] = -1 if seed in places else at
    return places
