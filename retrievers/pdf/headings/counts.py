"""Numbers of candidates that count on: 1, 1.1, 1.2, 2, and appendices A, B."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.styles import alike
from headwise.retrievers.text.numbering import lone_label, split_number
from headwise.retrievers.text.numbers import Number, is_first, readings

_APART, _BELOW = 1.3, 1.1  # body pitches between it and the lines above and below
_STRONGER = 1.2  # by so much must a rival's looks exceed those of an item of a list


class _Places:
    """Where numbers stand: indices of candidates, by each reading of their numbers."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self._indices: dict[Number, list[int]] = defaultdict(list)

    def add(self, way: Number, index: int) -> None:
        self._indices[way].append(index)

    def at(self, way: Number) -> list[Candidate]:
        return [self._candidates[index] for index in self._indices.get(way, ())]

    def before(self, way: Number, index: int, *, like: Candidate | None = None) -> bool:
        return any(i < index and self._fits(i, like) for i in self._indices.get(way, ()))

    def after(self, way: Number, index: int, *, like: Candidate | None = None) -> bool:
        return any(i > index and self._fits(i, like) for i in self._indices.get(way, ()))

    def _fits(self, index: int, like: Candidate | None) -> bool:
        return like is None or alike(self._candidates[index].style, like.style)


def score_numbers(candidates: Sequence[Candidate]) -> None:
    """Credit numbers that continue or begin a count of numbers printed alike.

    Also sets the number of candidates such as "B Proofs", whose letter is a number only
    because there is an "A".
    """
    places = _Places(candidates)
    split: dict[int, tuple[str, str]] = {}
    for index, candidate in enumerate(candidates):
        number, heading = split_number(candidate.text, known=True)
        label = number is None and lone_label(candidate.text)
        if label:
            number = heading = candidate.text
        if number is None:
            continue
        if (
            label
            or candidate.distinct
            or candidate.outline_level
            or _stands_alone(candidate, number)
        ):
            split[index] = number, heading
            for way in readings(number):
                places.add(way, index)
    for index, (number, heading) in split.items():
        candidate = candidates[index]
        ways = readings(number)
        if any(_is_taken(way, candidate, places) for way in ways):
            candidate.add("number taken", WEIGHTS.number_taken)
        if any(_is_supported(way, index, candidate, places) for way in ways):
            candidate.supported = True
            candidate.number, candidate.heading = number, heading
            candidate.add("supported", WEIGHTS.supported)


def _stands_alone(candidate: Candidate, number: str) -> bool:
    """Whether a line in the body's style stands as a heading "2.1 Words" does."""
    apart = candidate.above is None or candidate.above >= _APART
    apart = apart and candidate.below is not None and candidate.below >= _BELOW
    against = {"full stop", "colon", "long", "row of cells", "in table", "few letters"}
    sure = not number.isascii() or any(
        way.label or (way.kind == "decimal" and way.depth > 1) for way in readings(number)
    )
    return apart and sure and not against & candidate.notes.keys()


def _is_taken(way: Number, candidate: Candidate, places: _Places) -> bool:
    """Whether a clearly stronger candidate bears the number: this one is an item of a list."""
    if not way.kind.startswith("decimal") or way.depth > 1:
        return False
    return any(rival.looks >= candidate.looks + _STRONGER for rival in places.at(way))


def _is_supported(way: Number, index: int, candidate: Candidate, places: _Places) -> bool:
    """Whether siblings, parent or children of a number stand where they should."""
    prefix, last = way.parts[:-1], way.parts[-1]
    first = is_first(way)
    before = last > 0 and places.before(way.with_parts(*prefix, last - 1), index, like=candidate)
    after = places.after(way.with_parts(*prefix, last + 1), index, like=candidate)
    parent = bool(prefix) and places.before(way.with_parts(*prefix), index)
    child = places.after(way.with_parts(*way.parts, 1), index)
    if candidate.number is None and not (before or child or (after and first)):
        return False  # a bare letter is a number only in a count of bare letters
    if before or (first and (after or parent or child)) or (child and after):
        return True
    return way.depth > 1 and (parent or child or after)
