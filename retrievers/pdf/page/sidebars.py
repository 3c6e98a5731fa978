"""Sidebars: a narrow column with a text of its own beside the rest of the page, as in a CV.

Its lines keep their own distances. The rows of a table, and labels beside what they name, stand
level with what is next to them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.page.columns import Fragment, Gutters
from headwise.retrievers.pdf.page.records import Page, Rule

_FEWEST = 8  # lines on either side
_EDGES = 3  # left edges looked at, those of most lines first
_MARGIN = 0.15  # share of the page's width in which no column begins, on either side
_AT_EDGE = 1.5  # points
_CLEAR = 0.7  # em of free space between the sides
_LEVEL = 0.2  # em by which baselines of one row differ
_APART = 0.25  # share of the lines of the shorter side that are level with none of the other
_STACKED = 2.0  # em from line to line of one text
_DENSE = 0.5  # share of the lines that stand so close
_UPRIGHTS = 2  # rules that frame a sidebar; a table has more
_LETTERS = 4  # of a line that is more than a figure or a sign
_NARROW = 0.75  # width of the narrower side relative to the other


def sidebar_of(fragments: Sequence[Fragment], page: Page) -> Gutters:
    """Return where the right one of two sides of a page begins, or nothing."""
    own = [f for f in fragments if not f.spans[0].figure]
    starts = Counter(
        round(f.x0) for f in own if _MARGIN < f.x0 / max(1.0, page.width) < 1.0 - _MARGIN
    )
    for start, count in starts.most_common(_EDGES):
        if count < _FEWEST // 2:
            break
        edge = min(f.x0 for f in own if abs(f.x0 - start) <= _AT_EDGE)
        if _parts(own, edge, page):
            return (edge,)
    return ()


def _parts(fragments: Sequence[Fragment], edge: float, page: Page) -> bool:
    """Whether two texts, independent of each other, stand left and right of an edge."""
    right = [f for f in fragments if f.x0 >= edge - _AT_EDGE]
    left = [f for f in fragments if f.x1 <= edge - _CLEAR * f.size]
    if min(len(left), len(right)) < _FEWEST:
        return False
    top = max(min(f.y for f in side) for side in (left, right))
    bottom = min(max(f.y for f in side) for side in (left, right))
    sides = [[f for f in side if top <= f.y <= bottom] for side in (left, right)]
    across = sum(top <= f.y <= bottom for f in fragments) - sum(map(len, sides))
    if across or _is_ruled(page.rules, edge, top, bottom):
        return False
    heights = [sorted({round(f.y, 1) for f in side}) for side in sides]
    fewer, more = sorted(heights, key=len)
    extents = sorted(max(f.x1 for f in side) - min(f.x0 for f in side) for side in sides if side)
    if len(fewer) < _FEWEST or extents[0] > _NARROW * extents[1]:
        return False
    if any(2 * sum(map(_has_words, side)) < len(side) for side in sides):
        return False  # figures
    size = median(f.size for f in fragments)
    apart = sum(not _is_level(y, more, _LEVEL * size) for y in fewer)
    close = sum(b - a < _STACKED * size for a, b in pairwise(fewer))
    return apart >= _APART * len(fewer) and close >= _DENSE * (len(fewer) - 1)


def _is_ruled(rules: Sequence[Rule], edge: float, top: float, bottom: float) -> bool:
    """Whether rules between rows cross the edge, or several between columns stand there."""
    inside = [r for r in rules if top < r.y1 and r.y0 < bottom]
    crossing = any(r.horizontal and r.x0 < edge - 2.0 and r.x1 > edge + 2.0 for r in inside)
    return crossing or len({round(r.x0) for r in inside if not r.horizontal}) > _UPRIGHTS


def _has_words(fragment: Fragment) -> bool:
    return sum(c.isalpha() for span in fragment.spans for c in span.text) >= _LETTERS


def _is_level(y: float, heights: Sequence[float], slack: float) -> bool:
    index = bisect_left(heights, y - slack)
    return index < len(heights) and heights[index] <= y + slack
