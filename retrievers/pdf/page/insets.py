"""Insets: boxes, quotations and captions that running text flows around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from headwise.retrievers.pdf.page.columns import Fragment
from headwise.retrievers.pdf.page.margins import Note, is_level

_GAP = 0.7  # em between an inset and the text
_FEWEST = 3  # lines of text beside an inset
_FILLED = 0.75  # share of the room beside an inset that lines of running text take
_WIDE = 0.25  # share of the page's width that they take at least
_ALIGNED = 0.5  # share of an inset's lines that may be level with the text's; of a table's, all are


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
    """Return what text flows around in a stretch, if there is such text on one side."""
    for text, inset, on_left in (
        (stretch.left, stretch.right, False),
        (stretch.right, stretch.left, True),
    ):
        own = sorted(inset, key=lambda f: (f.y, f.x0))
        if len(own) < 2:
            continue
        size = own[0].size
        beside = [f for f in text if own[0].y - size < f.y < own[-1].y + size]
        if len(beside) < _FEWEST:
            continue
        room = max(f.x1 for f in text) - min(f.x0 for f in text)
        filled = median(f.x1 - f.x0 for f in beside)
        level = sum(any(is_level(f, other) for other in beside) for f in own)
        if filled >= max(_FILLED * room, _WIDE * width) and level <= _ALIGNED * len(own):
            return Note(own, on_left, median(f.size for f in beside), apart=True, inset=True)
    return None
