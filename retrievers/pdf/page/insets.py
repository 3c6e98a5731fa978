"""Insets: boxes, quotations and captions that running text flows around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.page.columns import Fragment
from headwise.retrievers.pdf.page.margins import Note, is_level
from headwise.retrievers.pdf.page.running_text import paragraph_starts

_GAP = 0.7  # em between an inset and the text
_FEWEST = 3  # lines of text beside an inset
_FILLED = 0.75  # share of the room beside an inset that lines of running text take
_WIDE = 0.25  # share of the page's width that they take at least
_STACKED = 2.0  # em between lines of one inset
_MOST_STACKS = 2  # in an inset: a box may have a heading
_ROW = 0.7  # em between where two cells of a row begin
_ALIGNED = 0.5  # share of an inset's lines that are level with the text's, at most


@dataclass(slots=True)
class _Stretch:
    """A part of a page from top to bottom in which nothing crosses a vertical gap."""

    low: float
    high: float
    left: list[Fragment] = field(default_factory=list)
    right: list[Fragment] = field(default_factory=list)

    def take(self, fragment: Fragment) -> bool:
        """Add a fragment if it leaves the gap open."""
        low, high = self.low, self.high
        on_left = (fragment.x0 + fragment.x1) / 2 < (low + high) / 2
        if on_left:
            low = max(low, fragment.x1)
        else:
            high = min(high, fragment.x0)
        if high - low < _GAP * fragment.size:
            return False
        self.low, self.high = low, high
        (self.left if on_left else self.right).append(fragment)
        return True


def insets_of(fragments: Sequence[Fragment], width: float) -> list[Note]:
    """Return the insets of a page of one column."""
    rows = sorted(fragments, key=lambda f: (f.y, f.x0))
    found: list[Note] = []
    done = 0
    for index in range(len(rows) - 1):
        if index < done:
            continue
        one, other = sorted(rows[index : index + 2], key=lambda f: f.x0)
        beside = abs(one.y - other.y) < max(one.size, other.size)
        if not beside or other.x0 - one.x1 < _GAP * max(one.size, other.size):
            continue
        stretch = _Stretch(one.x1, other.x0)
        first, done = index, index
        while first > 0 and rows[first - 1] is not None and stretch.take(rows[first - 1]):
            first -= 1
        while done < len(rows) and stretch.take(rows[done]):
            done += 1
        note = _inset(stretch, width)
        if note is not None:
            found.append(note)
    return found


def _inset(stretch: _Stretch, width: float) -> Note | None:
    """Return what is to be read apart in a stretch; None for the rows of a table."""
    left, right = (sorted(own, key=lambda f: (f.y, f.x0)) for own in (stretch.left, stretch.right))
    for text, inset in ((left, right), (right, left)):
        beside = _beside(text, inset)
        if len(inset) < 2 or len(beside) < _FEWEST or _are_rows(inset, text):
            return None
        room = max(f.x1 for f in text) - min(f.x0 for f in text)
        filled = median(f.x1 - f.x0 for f in beside)
        if filled >= max(_FILLED * room, _WIDE * width) and len(_stacks(inset)) <= _MOST_STACKS:
            size = median(f.size for f in beside)
            return Note(inset, left=inset is left, size=size, apart=True, inset=True)
    if min(len(left), len(right)) < _FEWEST:
        return None
    last = max(f.y + 0.5 * f.size for f in _beside(left, right))
    return Note(right, left=False, size=left[0].size, apart=True, inset=True, behind=last)


def _beside(text: Sequence[Fragment], inset: Sequence[Fragment]) -> list[Fragment]:
    top, bottom = inset[0].y - inset[0].size, inset[-1].y + inset[-1].size
    return [f for f in text if top < f.y < bottom]


def _stacks(fragments: Sequence[Fragment]) -> list[float]:
    """Return where lines one close below the other begin."""
    starts = [fragments[0].y]
    for above, fragment in pairwise(fragments):
        if fragment.y - above.y > _STACKED * max(fragment.size, above.size):
            starts.append(fragment.y)
    return starts


def _are_rows(inset: Sequence[Fragment], text: Sequence[Fragment]) -> bool:
    """Whether lines are level with those beside them, or begin where paragraphs do."""
    level = sum(any(is_level(f, other) for other in text) for f in inset)
    cells, starts = paragraph_starts(inset, around=True), paragraph_starts(text)
    rows = sum(any(abs(y - start) < _ROW * inset[0].size for start in starts) for y in cells)
    listed = len(cells) > _MOST_STACKS and rows > _ALIGNED * len(cells)
    return listed or level > _ALIGNED * len(inset)
