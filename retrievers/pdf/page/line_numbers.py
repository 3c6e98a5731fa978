"""Line numbers in the margins, as manuscripts have them: no part of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from headwise.retrievers.pdf.page.grids import find_grids
from headwise.retrievers.pdf.page.records import Page, Span

_MIN_NUMBERS = 12
_CELL_GAP = 1.6  # em between the cells of a table
_SAME_ROW = 2.5  # points between the baselines of one row
_BESIDE = 0.95  # share of a page's other text that stands to one side of its line numbers


def without_line_numbers(page: Page) -> Page:
    """Return the page without the line numbers in its margins, as manuscripts have them."""
    digits = [s for s in page.spans if s.text.strip().isdecimal() and len(s.text.strip()) <= 4]
    if len(digits) < _MIN_NUMBERS:
        return page
    drop: set[int] = set()
    margins: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in digits:
        # Numbers of growing length share an edge: the right one in the left margin.
        margins[0, round(span.x1 / 3)].append(span)
        margins[1, round(span.x0 / 3)].append(span)
    grids = find_grids(page.rules)
    for spans in margins.values():
        ordered = sorted(spans, key=lambda s: s.y)
        values = [int(s.text) for s in ordered]
        steps = [b - a for a, b in pairwise(values)]
        if (
            len(values) >= _MIN_NUMBERS
            and sum(s == 1 for s in steps) >= 0.9 * len(steps)
            and _in_margin(page.spans, ordered)
            and not any(grid.covers(s.x0, s.y) for grid in grids for s in ordered)
            and not _in_rows(page.spans, ordered)
        ):
            drop.update(id(s) for s in ordered)
    if not drop:
        return page
    kept = [s for s in page.spans if id(s) not in drop]
    return replace(page, spans=kept)


def _in_margin(spans: Sequence[Span], numbers: Sequence[Span]) -> bool:
    """Whether nearly all other text stands to one side: over a column of a table it does not."""
    own = set(map(id, numbers))
    others = [span for span in spans if id(span) not in own]
    left, right = min(s.x0 for s in numbers), max(s.x1 for s in numbers)
    most = _BESIDE * len(others)
    return sum(s.x0 >= right for s in others) >= most or sum(s.x1 <= left for s in others) >= most


def _in_rows(spans: Sequence[Span], numbers: Sequence[Span]) -> bool:
    """Whether numbers are a table's first column: set as its other cells, which gaps part."""
    style = numbers[0].font, numbers[0].size
    others = [span for span in spans if (span.font, span.size) == style]
    parted = 0
    for number in numbers:
        row = [s for s in others if abs(s.y - number.y) < _SAME_ROW and s is not number]
        row.sort(key=lambda s: s.x0)
        parted += any(b.x0 - a.x1 > _CELL_GAP * a.size for a, b in pairwise(row))
    return 2 * parted > len(numbers)
