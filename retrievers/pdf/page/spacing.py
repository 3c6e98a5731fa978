"""Joining the spans of a line to its cells: what stands together, and what gaps and rules part."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from headwise.retrievers.pdf.page.direction import runs_left
from headwise.retrievers.pdf.page.glyphs import CJK_GAP, closed_up
from headwise.retrievers.pdf.page.records import Cell, Rule, Span

_OVERLAP = -0.5  # em; words that overlap more are printed over each other
_CLOSING = (".", ",", ")")  # behind a script they stand a little apart
_SPACE_GAP = 0.2  # em; narrower gaps between spans are kerning


@dataclass(slots=True)
class Spaced:
    """A span of a line, and what is in front of it."""

    span: Span
    text: str
    gap: float
    """Width of the gap in points; infinite where a new cell begins in any case."""
    space: str
    """What joins it to the span in front of it, if they are in one cell."""


def with_gaps(
    spans: Iterable[Span], small: float, starts: Collection[int], uprights: Sequence[Rule]
) -> list[Spaced]:
    """Return the spans of a line with the gaps between them.

    Args:
        spans: From left to right.
        small: Size below which capitals are small capitals, and written small; 0 for none.
        starts: Ids of the spans that begin a fragment.
        uprights: Vertical rules, which part cells.
    """
    spaced: list[Spaced] = []
    previous: Span | None = None
    for span in spans:
        text = span.text.lower() if span.size < small else span.text
        if previous is None or _parted(previous, span, uprights):
            spaced.append(Spaced(span, text, math.inf, ""))
        else:
            space = " " if _is_apart(span, previous, starts=id(span) in starts) else ""
            spaced.append(Spaced(span, text, span.x0 - previous.x1, space))
        previous = span
    return spaced


def cells_of(spaced: Sequence[Spaced], widest_gap: float) -> list[Cell]:
    """Join spans with no wider gap between them."""
    cells: list[Cell] = []
    for one in spaced:
        if one.gap > widest_gap:
            cells.append(Cell(one.text, one.span.x0, one.span.x1))
        else:
            cells[-1].text += one.space + one.text
            cells[-1].x1 = max(cells[-1].x1, one.span.x1)
    return cells


def _is_apart(span: Span, previous: Span, *, starts: bool) -> bool:
    """Whether a space stands between two spans; ``starts`` if pdfium read them apart."""
    near = max(span.size, previous.size)
    gap = span.x0 - previous.x1
    if gap < CJK_GAP * near and closed_up(previous.text[-1:], span.text[:1]):
        return False
    if gap < _SPACE_GAP * near and span.text[:1] in _CLOSING and not span.space_stored:
        return False
    # Words in the text layer of a scan may overlap; Arabic stores marks of letters apart.
    leftward = any(map(runs_left, map(ord, previous.text[-1:] + span.text[:1])))
    if span.space_stored and not leftward and gap > _OVERLAP * near:
        return True
    return gap > _SPACE_GAP * near or (
        (span.space_before or starts) and gap > (0.1 if starts else 0.05) * near
    )


def _parted(left: Span, right: Span, uprights: Sequence[Rule]) -> bool:
    """Whether a vertical rule stands between two spans: they are in cells of a table."""
    return any(
        left.x1 - 2.0 <= rule.x1
        and rule.x0 <= right.x0 + 2.0
        and rule.y0 <= right.y <= rule.y1 + 1.0
        for rule in uprights
        if right.x0 > left.x0
    )
