"""Where the columns of a page are: its gutter, and the blocks to read one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.records import Page, Rule, Span

# Chosen on the two-column and the one-column files of the development corpus: all pages
# with columns are split, and no page of a one-column file is, apart from real column lists.
_MIN_LINES = 4  # lines that a column needs at least on both sides of the gutter
_MIN_FILL = 0.45  # median share of the column's width that its wide lines take
_WIDE = 0.2  # a fragment this wide, as a share of the page, tells about columns
_ACROSS = 0.12  # what reaches this share of a column into both columns spans them
_NEAR = 8.0  # gutters of different pages this close (points) are the same


@dataclass(slots=True)
class Fragment:
    """Spans that follow each other closely on one baseline."""

    spans: list[Span]
    x0: float
    x1: float
    y: float
    size: float


@dataclass(slots=True)
class Block:
    """A part of the page that is read as a whole: one column, or a stretch across columns."""

    left: float
    right: float
    fragments: list[Fragment] = field(default_factory=list)


def fragments_of(spans: Sequence[Span]) -> list[Fragment]:
    """Join spans that follow each other in the file and stand side by side.

    Sub- and superscripts join the fragment that they hang on.
    """
    fragments: list[Fragment] = []
    last: Fragment | None = None
    for span in spans:
        if last is not None:
            size = max(last.size, span.size)
            gap = span.x0 - last.x1
            # A full-size neighbour shares the baseline, a script is off by half its size.
            drift = 0.2 if abs(last.size - span.size) < 0.2 * size else 0.55
            if -0.4 * size < gap < 1.2 * size and abs(span.y - last.y) <= drift * size:
                last.spans.append(span)
                last.x1 = max(last.x1, span.x1)
                if span.size > last.size + 0.5:
                    last.size, last.y = span.size, span.y
                continue
        last = Fragment([span], span.x0, span.x1, span.y, span.size)
        fragments.append(last)
    return fragments


def find_gutter(
    fragments: Sequence[Fragment], width: float, like: float | None = None
) -> float | None:
    """Return the x where the right column begins, or None for a page of one column.

    ``like`` is the gutter of other pages: a page that fits it needs less evidence.
    """
    wide = [f for f in fragments if f.x1 - f.x0 >= _WIDE * width and not f.spans[0].figure]
    starts = Counter(round(f.x0) for f in wide if 0.3 * width <= f.x0 <= 0.75 * width)
    if not starts:
        return None
    peak = max(starts, key=lambda x: starts[x - 1] + starts[x] + starts[x + 1])
    edge = min(f.x0 for f in wide if abs(f.x0 - peak) <= 1.5)
    left = [f for f in wide if f.x1 <= edge + 1.0]
    right = [f for f in wide if f.x0 >= edge - 1.0]
    across = [f for f in wide if f.x0 < edge - 0.05 * width and f.x1 > edge + 0.05 * width]
    known = like is not None and abs(like - edge) <= _NEAR
    fewer = min(len(left), len(right))
    if fewer < (2 if known else _MIN_LINES) or len(across) > (6 if known else 2) * fewer:
        return None
    start, end = min(f.x0 for f in left), max(f.x1 for f in right)
    fill_left = median(f.x1 - f.x0 for f in left) / max(1.0, edge - start)
    fill_right = median(f.x1 - f.x0 for f in right) / max(1.0, end - edge)
    if min(fill_left, fill_right) < _MIN_FILL and not known:
        return None
    return edge


def usual_gutter(gutters: Sequence[float | None]) -> float | None:
    """Return the gutter that at least two pages and a quarter of all pages share, if any."""
    found = [g for g in gutters if g is not None]
    if not found:
        return None
    best = max(found, key=lambda g: sum(abs(g - other) <= _NEAR for other in found))
    shared = [g for g in found if abs(g - best) <= _NEAR]
    return median(shared) if len(shared) >= max(2, len(gutters) / 4) else None


def blocks_of(page: Page, fragments: Sequence[Fragment], gutter: float | None) -> list[Block]:
    """Return the page's blocks in reading order: left column, right column, across, ..."""
    if not fragments:
        return []
    left, right = min(f.x0 for f in fragments), max(f.x1 for f in fragments)
    if gutter is None:
        return [Block(left, right, list(fragments))]
    reach_left, reach_right = _ACROSS * (gutter - left), _ACROSS * (right - gutter)
    bands = _spanning_bands(page.rules, fragments, gutter, reach_left, reach_right)
    blocks: list[Block] = []
    columns: tuple[Block, Block] | None = None
    spanning: Block | None = None
    for fragment in sorted(fragments, key=lambda f: f.y):
        across = fragment.x0 < gutter - reach_left and fragment.x1 > gutter + reach_right
        if across or any(top <= fragment.y <= bottom for top, bottom in bands):
            if spanning is None:
                spanning = Block(left, right)
                blocks.append(spanning)
                columns = None
            spanning.fragments.append(fragment)
            continue
        if spanning is not None and _same_row(fragment, spanning.fragments):
            spanning.fragments.append(fragment)
            continue
        if columns is None:
            columns = (Block(left, gutter), Block(gutter, right))
            blocks.extend(columns)
            spanning = None
        middle = (fragment.x0 + fragment.x1) / 2
        columns[middle >= gutter].fragments.append(fragment)
    for block in blocks:
        if block.fragments:
            block.left = min(f.x0 for f in block.fragments)
    return [block for block in blocks if block.fragments]


def _same_row(fragment: Fragment, others: Sequence[Fragment]) -> bool:
    """Whether a fragment stands beside one that spans the columns."""
    return any(
        abs(fragment.y - other.y) < 0.3 * min(fragment.size, other.size) for other in others[-4:]
    )


def _spanning_bands(
    rules: Sequence[Rule],
    fragments: Sequence[Fragment],
    gutter: float,
    reach_left: float,
    reach_right: float,
) -> list[tuple[float, float]]:
    """Return the (top, bottom) of tables across both columns, known by their ruling lines."""
    across = sorted(
        rule.y0
        for rule in rules
        if rule.horizontal and rule.x0 < gutter - reach_left and rule.x1 > gutter + reach_right
    )
    bands = []
    for top, bottom in pairwise(across):
        inside = [f for f in fragments if top < f.y < bottom + 1.0]
        # Between the rules under the running head and above the foot stands ordinary text.
        prose = sum(1 for f in inside if f.x1 - f.x0 > 4.0 * reach_left)
        if inside and prose * 3 < len(inside) and bottom - top > 1.0:
            bands.append((top, bottom))
    return bands
