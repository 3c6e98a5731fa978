"""Insets: boxes, quotations and captions that running text flows around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.page.columns import Fragment
from headwise.retrievers.pdf.page.margins import Note
from headwise.retrievers.pdf.page.records import Page
from headwise.retrievers.pdf.page.running_text import paragraph_starts

_GAP = 0.7  # em between an inset and the text
_FEWEST = 3  # lines of text beside an inset
_FILLED = 0.75  # share of the room beside an inset that lines of running text take
_WIDE = 0.2  # share of the page's width that they take at least
_LETTERS = 7.0  # a line, on either side; labels of drawings and figures in tables have fewer
_FARTHEST = 6.0  # em between lines of blocks that stand side by side
_STACKED = 2.0  # em between lines of one inset
_MOST_STACKS = 2  # in an inset: a box may have a heading
_ROW = 0.7  # em between where two cells of a row begin
_LEVEL = 0.25  # em between the baselines of cells in one row
_ALIGNED = 0.6  # share of an inset's lines that are level with the text's, at most


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


def insets_of(fragments: Sequence[Fragment], page: Page) -> list[Note]:
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
        first, above, done = index, done, index
        while first > above and stretch.take(rows[first - 1]):
            first -= 1
        while done < len(rows) and stretch.take(rows[done]):
            done += 1
        note = _inset(stretch, page)
        if note is not None:
            found.append(note)
    return found


def _inset(stretch: _Stretch, page: Page) -> Note | None:
    """Return what is to be read apart in a stretch; None for the rows of a table."""
    left, right = (sorted(own, key=lambda f: (f.y, f.x0)) for own in (stretch.left, stretch.right))
    if min(_letters_a_line(left), _letters_a_line(right)) < _LETTERS or _is_ruled(stretch, page):
        return None
    for text, inset in ((left, right), (right, left)):
        beside = _beside(text, inset)
        if len(beside) < _FEWEST or _are_rows(inset, text):
            return None
        room = max(f.x1 for f in text) - min(f.x0 for f in text)
        filled = median(f.x1 - f.x0 for f in beside)
        wide = filled >= max(_FILLED * room, _WIDE * page.width) and len(text) >= len(inset)
        if wide and len(_stacks(inset)) <= _MOST_STACKS:
            size = median(f.size for f in beside)
            return Note(inset, left=inset is left, size=size, apart=True, inset=True)
    if any(b.y - a.y > _FARTHEST * a.size for own in (left, right) for a, b in pairwise(own)):
        return None
    last = max(f.y + 0.5 * f.size for f in _beside(left, right))
    return Note(right, left=False, size=left[0].size, apart=True, inset=True, behind=last)


def _letters_a_line(fragments: Sequence[Fragment]) -> float:
    """Return how many letters lines have on average; figures and signs count against them."""
    if len(fragments) < _FEWEST:
        return 0.0
    text = "".join(span.text for fragment in fragments for span in fragment.spans)
    visible = sum(not char.isspace() for char in text)
    return (2 * sum(map(str.isalpha, text)) - visible) / len(fragments)


def _is_ruled(stretch: _Stretch, page: Page) -> bool:
    """Whether a rule crosses the gap, as in a table."""
    ys = [f.y for f in (*stretch.left, *stretch.right)]
    size = stretch.left[0].size
    whole: dict[int, tuple[float, float]] = {}  # with the borders of all cells of a row
    for rule in page.rules:
        if rule.horizontal and min(ys) - size < rule.y0 < max(ys) + size:
            x0, x1 = whole.get(round(rule.y0), (rule.x0, rule.x1))
            whole[round(rule.y0)] = min(x0, rule.x0), max(x1, rule.x1)
    low, high = stretch.low - size, stretch.high + size
    return any(x0 < low and x1 > high for x0, x1 in whole.values())


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
    level = sum(any(abs(f.y - o.y) < _LEVEL * f.size for o in text) for f in inset)
    cells, starts = paragraph_starts(inset, around=True), paragraph_starts(text)
    rows = sum(any(abs(y - start) < _ROW * inset[0].size for start in starts) for y in cells)
    listed = len(cells) > _MOST_STACKS and rows > _ALIGNED * len(cells)
    return listed or level > _ALIGNED * len(inset)
