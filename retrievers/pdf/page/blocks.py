"""The blocks of a page, to be read one after the other: columns, and what spans them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from headwise.retrievers.pdf.page.columns import Fragment, Gutters
from headwise.retrievers.pdf.page.margins import Note
from headwise.retrievers.pdf.page.records import Page, Rule
from headwise.retrievers.pdf.page.running_text import paragraph_starts

_ACROSS = 0.12  # what reaches this share of a column into two columns spans them
_NEAR = 8  # fragments before and after one, in order of height, that may stand beside it
_SAME_SIZE = 0.2  # points
_OPEN = 0.15  # share of the width that a line which goes on leaves free at most
_FOOT = 3.0  # em from the last line of the text to the foot of the page, at least
_PITCH = 1.6  # em from line to line of one text, at most


@dataclass(slots=True)
class Block:
    """A part of the page that is read as a whole: one column, or a stretch across columns."""

    left: float
    right: float
    fragments: list[Fragment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The edges of a page's columns, the right edge of the last one included."""

    edges: tuple[float, ...]

    def reach(self, x0: float, x1: float) -> tuple[int, int]:
        """Return the first and the last column that a stretch covers in more than its edge."""
        middle = (x0 + x1) / 2
        inner = self.edges[1:-1]
        slack = [_ACROSS * (right - left) for left, right in pairwise(self.edges)]
        first = sum(x0 >= edge - slack[i] for i, edge in enumerate(inner))
        last = sum(x1 > edge + slack[i + 1] for i, edge in enumerate(inner))
        if first < last:
            return first, last
        own = sum(middle >= edge for edge in inner)
        return own, own

    def block(self, first: int, last: int) -> Block:
        return Block(self.edges[first], self.edges[last + 1])

    @property
    def all(self) -> tuple[int, int]:
        return 0, len(self.edges) - 2


def blocks_of(
    page: Page, fragments: Sequence[Fragment], gutters: Gutters, notes: Sequence[Note] = ()
) -> list[Block]:
    """Return the page's blocks in reading order: left column, right column, across, ...

    ``notes`` stand in a margin: the rest is then one column.
    """
    if not fragments:
        return []
    if notes:
        return _beside_notes(fragments, notes)
    left, right = min(f.x0 for f in fragments), max(f.x1 for f in fragments)
    if not gutters:
        return [Block(left, right, list(fragments))]
    columns = _Columns((left, *gutters, right))
    reader = _Reader(columns)
    bands = _spanning_bands(page.rules, fragments, columns)
    ordered = sorted(fragments, key=lambda f: f.y)
    before: tuple[Fragment, tuple[int, int]] | None = None
    for index, fragment in enumerate(ordered):
        reach = columns.reach(fragment.x0, fragment.x1)
        for top, bottom, first, last in bands:
            if top <= fragment.y <= bottom and first <= reach[0] and reach[1] <= last:
                reach = first, last
        near = ordered[max(0, index - _NEAR) : index + _NEAR + 1]
        if before is not None and reach[0] == reach[1] and _goes_on(before[0], fragment, near):
            reach = before[1]
        if reach[0] < reach[1]:
            before = fragment, reach
        reader.add(fragment, reach)
    for block in reader.blocks():
        block.left = min(f.x0 for f in block.fragments)
    return reader.blocks()


def _goes_on(before: Fragment, fragment: Fragment, near: Sequence[Fragment]) -> bool:
    """Whether a short line ends a text across the columns: alike, and with nothing beside it."""
    one, other = before.spans[0], fragment.spans[0]
    return (
        (one.font, one.color) == (other.font, other.color)
        and abs(before.size - fragment.size) < _SAME_SIZE
        and 0.5 < (fragment.y - before.y) / fragment.size < _PITCH
        and not any(abs(f.y - fragment.y) < 0.5 * f.size for f in near if f is not fragment)
    )


def _beside_notes(fragments: Sequence[Fragment], notes: Sequence[Note]) -> list[Block]:
    """Return the text parted by the notes in its margin.

    A side-heading stands before the paragraph that begins beside it, a note behind the
    paragraph, and before it if it goes on on the next page.
    """
    apart = {id(fragment) for note in notes for fragment in note.fragments}
    text = sorted((f for f in fragments if id(f) not in apart), key=lambda f: f.y)
    starts = paragraph_starts(text, around=any(note.inset for note in notes))
    left, right = min(f.x0 for f in text), max(f.x1 for f in text)
    places = [_place_of(note, text, starts, right - _OPEN * (right - left)) for note in notes]
    blocks: list[Block] = []
    done = 0
    for place, note in sorted(zip(places, notes, strict=True), key=lambda pair: pair[0]):
        end = done
        while end < len(text) and text[end].y < place - 0.3 * text[end].size:
            end += 1
        x0, x1 = min(f.x0 for f in note.fragments), max(f.x1 for f in note.fragments)
        blocks += [Block(left, right, text[done:end]), Block(x0, x1, note.fragments)]
        done = end
    blocks.append(Block(left, right, text[done:]))
    return [block for block in blocks if block.fragments]


def _place_of(note: Note, text: Sequence[Fragment], starts: Sequence[float], full: float) -> float:
    """Return the baseline that a note stands before; a line that ends beyond ``full`` goes on."""
    if note.behind is not None:
        return note.behind
    slack = 0.8 * note.fragments[0].size
    level = [f.y for f in text if abs(f.y - note.top) < 0.25 * slack]
    if note.heads and level:
        return min(level)
    index = bisect_right(starts, note.top + (-slack if note.heads else slack))
    if not note.heads and 0 < index < len(starts):
        own = [f for f in text if starts[index - 1] <= f.y < starts[index]]
        alone = own[-1].y - own[0].y < slack and max(f.x1 for f in own) < full
        index += alone  # beside a heading, it is a note to what that heads
    place = starts[index] if index < len(starts) else math.inf
    ends = max((f for f in text if f.y < place - slack), key=lambda f: (f.y, f.x1), default=None)
    # Far below the text stands at most the foot of the page, and the paragraph may go on.
    if ends and index and ends.x1 > full and place - ends.y > _FOOT * ends.size:
        return starts[index - 1]
    return place


class _Reader:
    """Takes fragments from top to bottom, and puts them into blocks.

    What spans all columns ends the columns above it. What spans some of them parts only
    these: the others go on beside it.
    """

    def __init__(self, columns: _Columns) -> None:
        self._columns = columns
        self._done: list[Block] = []
        self._stacks: list[list[Block]] = []
        self._open: list[tuple[int, int] | None] = []
        self._begin()

    def add(self, fragment: Fragment, reach: tuple[int, int]) -> None:
        first, last = reach
        spanning = self._open[first]
        if first == last and spanning is not None and spanning[0] != spanning[1]:
            block = self._stacks[spanning[0]][-1]
            if _same_row(fragment, block.fragments):
                block.fragments.append(fragment)
                return
        if self._open[first] != reach:
            below: list[Fragment] = []
            if reach == self._columns.all or self._open[first] == self._columns.all:
                below = self._below_columns() if reach == self._columns.all else []
                self._begin()
            self._stacks[first].append(self._columns.block(first, last))
            self._stacks[first][-1].fragments += below
            for column in range(first, last + 1):
                self._open[column] = reach
        self._stacks[first][-1].fragments.append(fragment)

    def blocks(self) -> list[Block]:
        """Return the blocks so far, column after column."""
        return [*self._done, *(block for stack in self._stacks for block in stack)]

    def _below_columns(self) -> list[Fragment]:
        """Take back short lines that stand alone below columns that have ended.

        They begin what goes on across the page, and do not belong to the first column.
        """
        first, *others = self._stacks
        ends = [f.y for stack in others for block in stack for f in block.fragments]
        if not first or not ends:
            return []
        own = first[-1].fragments
        for index, (above, fragment) in enumerate(pairwise(own), 1):
            parted = fragment.y - above.y > _PITCH * max(fragment.size, above.size)
            if fragment.y > max(ends) + fragment.size and parted:
                first[-1].fragments = own[:index]
                return own[index:]
        return []

    def _begin(self) -> None:
        """Begin below everything so far."""
        count = len(self._columns.edges) - 1
        self._done = self.blocks()
        self._stacks = [[] for _ in range(count)]
        self._open = [None] * count


def _same_row(fragment: Fragment, others: Sequence[Fragment]) -> bool:
    """Whether a fragment stands beside one that spans the columns."""
    return any(
        abs(fragment.y - other.y) < 0.3 * min(fragment.size, other.size) for other in others[-4:]
    )


def _spanning_bands(
    rules: Sequence[Rule], fragments: Sequence[Fragment], columns: _Columns
) -> list[tuple[float, float, int, int]]:
    """Return top, bottom, first and last column of tables across columns, known by their rules."""
    across: dict[tuple[int, int], list[float]] = {}
    for rule in rules:
        reach = columns.reach(rule.x0, rule.x1)
        if rule.horizontal and reach[0] < reach[1]:
            across.setdefault(reach, []).append(rule.y0)
    bands = []
    for (first, last), heights in across.items():
        block = columns.block(first, last)
        for top, bottom in pairwise(sorted(heights)):
            inside = [
                f
                for f in fragments
                if top < f.y < bottom + 1.0 and block.left - 1.0 <= f.x0 < block.right
            ]
            # Between the rules under the running head and above the foot stands ordinary text.
            column = (columns.edges[first + 1] - columns.edges[first]) * _ACROSS
            prose = sum(1 for f in inside if f.x1 - f.x0 > 4.0 * column)
            if inside and prose * 3 < len(inside) and bottom - top > 1.0:
                bands.append((top, bottom, first, last))
    return bands
