"""Section numbers of a document: how each is read, and which kinds stand within which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.page.styles import alike, rank
from headwise.retrievers.text.numbering import lone_label
from headwise.retrievers.text.numbers import Number, readings
from headwise.retrievers.text.vocabulary import words

APPENDICES = frozenset(word.lower() for word in words("appendix"))
_LONG_COUNT = 10  # numbers from one beginning of a count to the next
Kind = tuple[str, str]
_IN_NUMERALS: tuple[Kind, Kind] = ("decimal", ""), ("roman", "")


def read_numbers(headings: Sequence[Candidate]) -> list[Number | None]:
    """Return each heading's number as the document counts: ``I.`` as a letter or a one."""
    numbers = [_reading(index, headings) for index in range(len(headings))]
    return _with_appendices(numbers, headings)


def kind_levels(numbers: Sequence[Number | None], headings: Sequence[Candidate]) -> dict[Kind, int]:
    """Return the level of a one-part number of each kind: ``I.``, ``A.``, ``1)``.

    A kind lies within another that began before it and goes on after it: A and B stand
    between II and III. Appendices, A and B after 7, do not.
    """
    places: dict[Kind, list[int]] = defaultdict(list)
    for index, number in enumerate(numbers):
        if number is not None:
            places[number.kind, number.label].append(index)
    tops = {
        kind: [index for index in found if (number := numbers[index]) and number.depth == 1]
        for kind, found in places.items()
    }

    def within(inner: Kind, outer: Kind) -> bool:
        beside = inner[1] in APPENDICES and outer[1] != "part"
        if inner == outer or beside or not tops[inner]:
            return False
        if inner[0].endswith(")") and not outer[0].endswith(")") and tops[outer]:
            return tops[outer][0] < tops[inner][0]  # 1) and a) divide what 1., A or I head
        if not _lies_within(tops[inner], tops[outer], headings):
            return False
        # Each may stand between the others: then figures lie within numerals, else the one that
        # more often follows itself within the other.
        if not _lies_within(tops[outer], tops[inner], headings):
            return True
        if (inner, outer) in (_IN_NUMERALS, _IN_NUMERALS[::-1]):
            return (inner, outer) == _IN_NUMERALS
        ours, theirs = _follow_themselves(tops[inner], tops[outer])
        return (ours, tops[inner][0]) > (theirs, tops[outer][0])

    base: dict[Kind, int] = {}
    kinds = sorted(places, key=lambda kind: sum(within(kind, other) for other in places))
    for kind in kinds:
        base[kind] = 1 + max((base[k] for k in base if within(kind, k)), default=0)
    appendices = [kind for kind in kinds if kind[1] in APPENDICES and tops[kind]]
    return base | {kind: _beside_chapters(kind, tops, base, headings) for kind in appendices}


def runs_on(numbers: Sequence[Number | None], base: Mapping[Kind, int]) -> bool:
    """Whether a count goes on within one that begins anew, as the articles in parts of a law."""
    counts: dict[Kind, list[int]] = defaultdict(list)
    for number in numbers:
        if number is not None and number.depth == 1:
            counts[number.kind, number.label].append(number.parts[0])
    starts = {kind: max(1, own.count(1)) for kind, own in counts.items()}
    return any(
        len(own) >= _LONG_COUNT * starts[kind]
        and any(count > 1 and base[other] < base[kind] for other, count in starts.items())
        for kind, own in counts.items()
    )


def below_nearest(levels: Sequence[int]) -> list[int]:
    """Return levels of which each is one below that of the heading that it stands under."""
    found: list[int] = []
    over: list[int] = []
    for level in levels:
        while over and over[-1] >= level:
            over.pop()
        over.append(level)
        found.append(len(over))
    return found


def _beside_chapters(
    kind: Kind,
    tops: dict[Kind, list[int]],
    base: dict[Kind, int],
    headings: Sequence[Candidate],
) -> int:
    """Return the level of appendices: that of the chapters set alike, be they in parts or not."""
    style = headings[tops[kind][0]].style
    same = [
        base[other]
        for other, places in tops.items()
        if other[1] not in APPENDICES and places and alike(headings[places[0]].style, style)
    ]
    return min(same, default=base[kind])


def _reading(index: int, headings: Sequence[Candidate]) -> Number | None:
    """Choose between the readings of a number: by its neighbours in a count, else by style."""
    own = headings[index]
    number = own.number or (own.text if lone_label(own.text) else "")
    ways = readings(number)
    if number.strip(" .") == "I":
        ways = (*ways, Number("decimal", (1,)))  # as scans are often recognised
    if len(ways) < 2:
        return ways[0] if ways else None
    others = {way for c in headings if c is not own and c.number for way in readings(c.number)}
    siblings = [_siblings(way, others) for way in ways]
    if siblings.count(max(siblings)) == 1:
        return ways[siblings.index(max(siblings))]
    distances = [(c.style != own.style, abs(i - index), i) for i, c in enumerate(headings)]
    for _, _, other in sorted(distances):
        theirs = readings(headings[other].number or "")
        if len(theirs) == 1 and alike(headings[other].style, own.style):
            for way in ways:
                if way.kind == theirs[0].kind:
                    return way
    return ways[0]


def _siblings(way: Number, others: set[Number]) -> int:
    """Return how many of the numbers just before and after one are there."""
    *prefix, last = way.parts
    return sum(way.with_parts(*prefix, last + step) in others for step in (-1, 1))


def _with_appendices(
    numbers: Sequence[Number | None], headings: Sequence[Candidate]
) -> list[Number | None]:
    """Tell appendices A and B from subsections A and B, by looking like the sections before."""
    tops = [
        i for i, n in enumerate(numbers) if n and n.depth == 1 and n.kind in ("roman", "decimal")
    ]
    letters = [i for i, n in enumerate(numbers) if n and n.kind == "upper" and not n.label]
    if not tops or not letters:
        return list(numbers)
    style = headings[tops[-1]].style
    own = [i for i in letters if i > tops[-1] and headings[i].style == style]
    if not own or all(headings[i].style == style for i in letters if i < tops[-1]):
        return list(numbers)
    named = {n.parts[0] for i in own if (n := numbers[i])}
    return [
        Number(n.kind, n.parts, "appendix")
        if n and i > tops[-1] and n.kind == "upper" and not n.label
        and (i in own or (n.depth > 1 and n.parts[0] in named))
        else n
        for i, n in enumerate(numbers)
    ]  # fmt: skip


def _follow_themselves(one: Sequence[int], other: Sequence[int]) -> tuple[int, int]:
    """Return how often the next of two counts after one of the first, or second, is its own."""
    order = [first for _, first in sorted([(i, True) for i in one] + [(i, False) for i in other])]
    own = [first for first, after in pairwise(order) if first == after]
    return sum(own), len(own) - sum(own)


def _lies_within(inner: Sequence[int], outer: Sequence[int], headings: Sequence[Candidate]) -> bool:
    """Whether most of ``inner`` stand between ``outer``, or all after it but set lower."""
    if not outer:
        return False
    between = sum(1 for index in inner if outer[0] < index < outer[-1])
    ours, theirs = headings[inner[0]].style, headings[outer[0]].style
    return between >= 0.5 * len(inner) or (
        inner[0] > outer[0] and not alike(ours, theirs) and rank(ours) > rank(theirs)
    )
