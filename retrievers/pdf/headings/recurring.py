"""Tables of contents without page numbers, as in laws: their entries stand again further on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.text.numbering import lone_label, split_number
from headwise.retrievers.text.numbers import Number, readings
from headwise.retrievers.text.vocabulary import squash

_FRONT_PAGES = 20  # pages on which such a table may begin
_MIN_ENTRIES = 6  # that stand again further on
_MOST_BETWEEN = 3  # lines between two of them that do not, but for labels such as "Part 2"
_APART = 0.8  # share of entries that are parted by text where they stand again
_GOES_ON = 0.25  # share of lines that go on in lower case, from which they are text


class Place(NamedTuple):
    """Where a line stands in the document."""

    page: int
    row: int


def find_recurring(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines of a table of contents without page numbers; none if there is no such.

    Each of its entries is printed once more, in the same order and with text between, which
    rows of a form that comes again do not have.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    order: list[tuple[Place, str]] = []
    for page, lines in enumerate(pages):
        for index, line in enumerate(lines):
            key = _key(line)
            order.append((Place(page, index), key))
            if len(key) >= 3:
                places[key].append(Place(page, index))
    numbers = {place: number for number, (place, _) in enumerate(order)}
    found: list[Line] = []
    end = 0
    for start, (place, key) in enumerate(order):
        if place.page >= _FRONT_PAGES:
            break
        if start < end or _again(place, places[key]) is None:
            continue
        end, hits = _run(order, start, places, pages)
        own = [pages[p.page][p.row] for p, _ in order[start:end]]
        if len(hits) >= _MIN_ENTRIES and _are_headings(hits, numbers) and not _is_text(own):
            found += own
    return found


def _is_text(lines: Sequence[Line]) -> bool:
    """Whether lines go on from one to the next, as in a text that is printed twice."""
    return sum(line.text[:1].islower() for line in lines) > _GOES_ON * len(lines)


def _key(line: Line) -> str:
    return squash(split_number(line.text, known=True)[1])


def _again(place: Place, same: Sequence[Place]) -> Place | None:
    """Return where a line stands again, if it does so once, on a later page or further down."""
    return same[1] if len(same) == 2 and same[0] == place else None


def _run(
    order: Sequence[tuple[Place, str]],
    start: int,
    places: Mapping[str, Sequence[Place]],
    pages: Sequence[Sequence[Line]],
) -> tuple[int, list[Place]]:
    """Return the end of the lines that stand again or count on, and where the former stand."""
    hits: list[Place] = []
    last = start
    between = 0
    number: Number | None = None
    for index in range(start, len(order)):
        place, key = order[index]
        if hits and place >= hits[0]:
            break
        text = pages[place.page][place.row].text
        way = _number(text)
        again = _again(place, places[key])
        counts_on = way is not None and way == number
        if again is not None and (not hits or again > hits[-1]):
            hits.append(again)
        elif not counts_on:
            between += not lone_label(text)
            if between > _MOST_BETWEEN:
                break
            continue
        last, between = index, 0
        number = way.with_parts(way.parts[0] + 1) if way else number
    return last + 1, hits


def _number(text: str) -> Number | None:
    """Return the number of a line, if it is a plain figure."""
    ways = readings(split_number(text)[0] or "")
    return ways[0] if ways and ways[0].kind == "decimal" and ways[0].depth == 1 else None


def _are_headings(hits: Sequence[Place], numbers: Mapping[Place, int]) -> bool:
    """Whether text stands between the lines, as below headings."""
    parted = sum(numbers[b] - numbers[a] > 1 for a, b in pairwise(hits))
    return parted >= _APART * (len(hits) - 1)
