"""How far a candidate stands from the text above and below it."""

from __future__ import annotations

from collections.abc import Sequence

from headwise.retrievers.pdf.headings.forms import is_separator
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body

_BESIDE = 0.95  # pitches between the baselines of lines that stand side by side, at most
_APART = 1.0  # em between them, at least
_OFF_ABOVE, _OFF_BELOW = 1.3, 1.2  # pitches around a line that stands off from the text below it
_SHORT = 0.75  # share of the column's width up to which a line is short
_WIDE, _LETTERS = 0.6, 20  # share of the column's width and letters of running text, at least


def gaps_of(
    lines: Sequence[Line], start: int, end: int, body: Body
) -> tuple[float | None, float | None]:
    """Return the distances of baselines above and below, in units of the body's pitch.

    They are None where a block begins or ends. Separators count as space, and what stands beside
    a candidate, as a drawing's labels and a column that was not told, is passed over.
    """
    unit = body.pitch * body.size
    first, last = lines[start], lines[end - 1]
    above, below = start - 1, end
    while above > 0 and (
        is_separator(lines[above].text) or _is_beside(lines[above], first, _BESIDE * unit)
    ):
        above -= 1
    while below < len(lines) - 1 and _is_beside(lines[below], last, _BESIDE * unit):
        below += 1
    return (
        (first.y - lines[above].y) / unit
        if above >= 0 and lines[above].block == first.block
        else None,
        (lines[below].y - last.y) / unit
        if below < len(lines) and lines[below].block == last.block
        else None,
    )


def is_short(line: Line) -> bool:
    """Whether a good part of the column is free beside a line."""
    return line.x1 - line.x0 < _SHORT * max(1.0, line.right - line.left)


def stands_off(above: float | None, below: float | None, after: Line) -> bool:
    """Whether a line has space above and below it, and running text ``after`` it."""
    apart = above is not None and above >= _OFF_ABOVE and below is not None and below >= _OFF_BELOW
    wide = after.x1 - after.x0 > _WIDE * (after.right - after.left)
    return apart and wide and len(after.cells) < 2 and sum(map(str.isalpha, after.text)) > _LETTERS


def _is_beside(other: Line, own: Line, near: float) -> bool:
    """Whether two lines stand side by side rather than one below the other."""
    gap = max(other.x0, own.x0) - min(other.x1, own.x1)
    near_by = other.block == own.block and abs(other.y - own.y) < near
    return near_by and gap > _APART * own.size and not own.in_table
