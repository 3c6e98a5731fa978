"""Joining the spans of a line to its cells: what stands together, and what gaps and rules part."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from headwise.retrievers.pdf.page.direction import runs_left
from headwise.retrievers.pdf.page.glyphs import CJK_GAP, closed_up
from headwise.retrievers.pdf.page.records import Cell, Rule, Span
from headwise.retrievers.pdf.page.spaced import spaces_between

_OVERLAP = -0.5  # em; words that overlap more are printed over each other
_CLOSING = (".", ",", ")")  # behind a script they stand a little apart
_COLUMN_GAP = 0.3  # em between cells, where one is as wide as its column
_ROWS = 4  # that show a column, one below the other
_OVERHANG = -0.15  # em; an f that slants may reach so far into the next word
_SPACE_GAP = 0.2  # em; narrower gaps between spans are kerning
_CURRENCY = re.compile(r"(?:[A-Z]{1,2})?[$€£¥₹]|EUR|CHF|USD|GBP")
_AMOUNT = re.compile(r"[(−-]?[\d.,]*\d|[—–-]+$")


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
    for single, run in groupby(spaced, lambda one: len(one.text) == 1):
        letters = list(run)
        if single and all(one.space for one in letters[1:]):  # placed one by one, far apart
            spaces = spaces_between([one.text for one in letters], [one.gap for one in letters[1:]])
            for one, space in zip(letters[1:], spaces, strict=False):
                one.space = space
    return spaced


def column_starts(rows: Iterable[Sequence[Span]]) -> list[set[int]]:
    """Return for each row where columns begin that it shares with those above and below.

    Words of running text seldom begin at one place in several lines. What stands behind the
    label of an item is no column, nor is a share in brackets behind its count.
    """
    starts = [set(_starts(row)) for row in rows]
    shared: list[set[int]] = [set() for _ in starts]
    for index in range(len(starts) - _ROWS + 1):
        common = set.intersection(*starts[index : index + _ROWS])
        for own in shared[index : index + _ROWS]:
            own.update(common)
    return shared


def _starts(row: Sequence[Span]) -> Iterator[int]:
    letters = 0
    for before, span in pairwise(row):
        letters += sum(map(str.isalpha, before.text))
        wide = span.x0 - before.x1 > _COLUMN_GAP * span.size
        if wide and letters > 1 and not span.text.startswith("("):
            yield round(span.x0)


def cells_of(
    spaced: Sequence[Spaced], widest_gap: float, columns: Collection[int] = ()
) -> list[Cell]:
    """Join spans with no wider gap between them.

    Where other rows show that a column begins (``columns``), a narrow gap parts them, too.
    """
    cells: list[Cell] = []
    for one in spaced:
        column = one.gap > _COLUMN_GAP * one.span.size and round(one.span.x0) in columns
        if one.gap > widest_gap or column:
            cells.append(Cell(one.text, one.span.x0, one.span.x1))
        else:
            cells[-1].text += one.space + one.text
            cells[-1].x1 = max(cells[-1].x1, one.span.x1)
    return _with_currencies(cells)


def _with_currencies(cells: Sequence[Cell]) -> list[Cell]:
    """Join signs of currencies, which stand in a column of their own, to the amounts behind them.

    >>> [cell.text for cell in _with_currencies([Cell("$", 10, 15), Cell("1,250", 40, 60)])]
    ['$ 1,250']
    """
    joined: list[Cell] = []
    for cell in cells:
        before = joined[-1] if joined else None
        if before and _CURRENCY.fullmatch(before.text.strip()) and _AMOUNT.match(cell.text):
            joined[-1] = Cell(f"{before.text.strip()} {cell.text}", before.x0, cell.x1)
        else:
            joined.append(cell)
    return joined


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
    if span.space_before and _overhangs(previous, span):
        return gap > _OVERHANG * near
    return gap > _SPACE_GAP * near or (
        (span.space_before or starts) and gap > (0.1 if starts else 0.05) * near
    )


def _overhangs(previous: Span, span: Span) -> bool:
    """Whether a slanted f reaches into the space between two words, as that of "of" does."""
    letters = previous.text.endswith("f") and span.text[:1].isalpha()
    return letters and previous.font.italic and span.size == previous.size


def _parted(left: Span, right: Span, uprights: Sequence[Rule]) -> bool:
    """Whether a vertical rule stands between two spans: they are in cells of a table."""
    return any(
        left.x1 - 2.0 <= rule.x1
        and rule.x0 <= right.x0 + 2.0
        and rule.y0 <= right.y <= rule.y1 + 1.0
        for rule in uprights
        if right.x0 > left.x0
    )
