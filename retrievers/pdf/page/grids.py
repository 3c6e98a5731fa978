"""Tables whose cells are all drawn with ruling lines: found by their rules, filled with text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headwise.retrievers.pdf.page.cells import stacked
from headwise.retrievers.pdf.page.markdown import render
from headwise.retrievers.pdf.page.records import Line, Rule

_TOUCH = 2.5  # points between rules that belong together
_MAX_RULES = 800  # more are a drawing
_MAX_COLUMNS, _MAX_ROWS = 40, 120  # on a page; more are squared paper
_MIN_FILLED = 0.4  # share of cells with text; the grid behind a chart has hardly any


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a ruled table's columns and rows."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def holds(self, line: Line) -> bool:
        """Whether a line stands inside."""
        return self.covers((line.x0 + line.x1) / 2, line.y)

    def covers(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.ys[0] <= y <= self.ys[-1] + 1.0 and self.xs[0] <= x <= self.xs[-1]


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """Return the ruled tables of at least two rows and two columns."""
    if not 6 <= len(rules) <= _MAX_RULES:
        return []
    grids = []
    for group in _touching(rules):
        xs = _edges([(rule.x0 + rule.x1) / 2 for rule in group if not rule.horizontal])
        ys = _edges([(rule.y0 + rule.y1) / 2 for rule in group if rule.horizontal])
        if 2 < len(xs) <= _MAX_COLUMNS and 2 < len(ys) <= _MAX_ROWS:
            grids.append(Grid(xs, ys))
    return grids


def grid_markdown(lines: Sequence[Line], grid: Grid, join: Callable[[str, str], str]) -> str | None:
    """Return the lines inside a grid as a Markdown table, or None if it is hardly filled."""
    bands: list[list[list[str]]] = [[] for _ in grid.ys[1:]]
    for line in lines:
        band = min(max(bisect_right(grid.ys, line.y) - 1, 0), len(bands) - 1)
        row = [""] * (len(grid.xs) - 1)
        for piece in line.pieces:
            at = min(max(bisect_right(grid.xs, piece.x0 + _TOUCH) - 1, 0), len(row) - 1)
            row[at] = join(row[at], piece.text.strip())
        bands[band].append(row)
    rows: list[list[str]] = []
    for own in bands:
        one = [_joined(cells, join) for cells in zip(*own, strict=True)]
        rows += own if stacked(own) else [one]
    rows = [row for row in rows if any(row)]
    columns = [index for index in range(len(grid.xs) - 1) if any(row[index] for row in rows)]
    rows = [[row[index] for index in columns] for row in rows]
    filled = sum(bool(cell) for row in rows for cell in row)
    if len(rows) < 2 or len(columns) < 2 or filled < _MIN_FILLED * len(rows) * len(columns):
        return None
    return render(rows)


def _joined(lines: Sequence[str], join: Callable[[str, str], str]) -> str:
    """Return the lines of one cell as its text."""
    text = ""
    for line in lines:
        text = join(text, line)
    return text


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Group rules that touch or cross each other, directly or through others."""
    groups: list[list[Rule]] = []
    boxes: list[list[float]] = []
    for rule in sorted(rules, key=lambda r: (r.y0, r.x0)):
        own = [rule]
        box = [rule.x0, rule.y0, rule.x1, rule.y1]
        for index in range(len(groups) - 1, -1, -1):
            x0, y0, x1, y1 = boxes[index]
            near = (
                x0 - _TOUCH <= box[2]
                and box[0] - _TOUCH <= x1
                and y0 - _TOUCH <= box[3]
                and box[1] - _TOUCH <= y1
            )
            if near:
                own += groups.pop(index)
                old = boxes.pop(index)
                box = [*map(min, box[:2], old[:2]), *map(max, box[2:], old[2:])]
        groups.append(own)
        boxes.append(box)
    return groups


def _edges(places: Sequence[float]) -> tuple[float, ...]:
    """Return places without those that nearly repeat another."""
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > 2 * _TOUCH:
            edges.append(place)
    return tuple(edges)
