"""The running text of a page with one column: its edges, and where its paragraphs begin."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.page.columns import Fragment

_WIDE = 0.28  # share of the page's width from which a fragment is a line of running text
_FEWEST_LINES = 5  # of running text, on a page that shows a margin
_OUTSIDE = 0.25  # share of wide lines that may reach out of the running text
_LAST = 0.4  # the same for one that is surely the last of its paragraph
_RAGGED = 0.15  # share of the text's width by which a line that goes on may be shorter
_INDENT = 4.0  # em; beside an inset, lines begin further right
_PARAGRAPH = 1.3  # of the usual distance of lines; a wider one parts paragraphs


@dataclass(frozen=True, slots=True)
class RunningText:
    """The running text of a page: its edges, and its fragments from top to bottom."""

    left: float
    right: float
    fragments: list[Fragment]
    heights: list[float]

    def between(self, top: float, bottom: float) -> list[Fragment]:
        """Return the fragments on a stretch of the page."""
        first, last = bisect_left(self.heights, top), bisect_right(self.heights, bottom)
        return self.fragments[first:last]


def running_text(fragments: Sequence[Fragment], width: float) -> RunningText | None:
    """Return where nearly all wide lines of a page stand."""
    wide = [f for f in fragments if f.x1 - f.x0 >= _WIDE * width and not f.spans[0].figure]
    if len(wide) < _FEWEST_LINES:
        return None
    usual = Counter(round(f.x0) for f in wide).most_common(1)[0][0]
    own = [f for f in wide if abs(f.x0 - usual) <= 1.5]
    left, right = min(f.x0 for f in own), max(f.x1 for f in own)
    outside = sum(f.x0 < left - 1.0 or f.x1 > right + 2.0 for f in wide)
    if len(own) < _FEWEST_LINES or outside > _OUTSIDE * len(wide):
        return None
    inside = [f for f in fragments if f.x0 >= left - 1.0 and f.x1 <= right + 2.0]
    inside.sort(key=lambda f: f.y)
    return RunningText(left, right, inside, [f.y for f in inside])


def broken_lines(text: RunningText) -> list[float]:
    """Return the baselines of lines that end long before the right edge of the text."""
    ends: dict[float, float] = {}
    for fragment in text.fragments:
        ends[fragment.y] = max(ends.get(fragment.y, 0.0), fragment.x1)
    edge = text.right - _LAST * (text.right - text.left)
    return [y for y, end in ends.items() if end < edge]


def paragraph_starts(fragments: Sequence[Fragment], *, around: bool = False) -> list[float]:
    """Return the baselines at which paragraphs begin, from top to bottom.

    ``fragments`` are of one column, in the same order. Of text that flows ``around`` something,
    short lines and wide indents say nothing.
    """
    rows: list[list[Fragment]] = []
    for fragment in fragments:
        if rows and abs(fragment.y - rows[-1][0].y) < 0.5 * fragment.size:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    if not rows:
        return []
    edges = [(min(f.x0 for f in row), max(f.x1 for f in row)) for row in rows]
    left, right = min(x0 for x0, _ in edges), max(x1 for _, x1 in edges)
    ys = [row[0].y for row in rows]
    usual = median(b - a for a, b in pairwise(ys)) if len(ys) > 1 else 0.0
    starts = ys[:1]
    for index in range(1, len(ys)):
        broken = not around and edges[index - 1][1] < right - _RAGGED * (right - left)
        indent = edges[index][0] - edges[index - 1][0]
        size = rows[index][0].size
        indented = size < indent < (_INDENT * size if around else math.inf)
        if broken or indented or ys[index] - ys[index - 1] > _PARAGRAPH * usual:
            starts.append(ys[index])
    return starts
