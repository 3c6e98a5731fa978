"""Tables known by their horizontal rules: booktabs, or a rule below each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from headwise.retrievers.pdf.page.records import Line, Rule

_SAME = 4.0  # points by which the ends of a table's rules may differ
_TOUCH = 3.0  # points between parts of one rule
_MIN_WIDTH = 60.0  # points; shorter rules are fractions and underlines
_MAX_RULES = 400  # more are a drawing
_PROSE_WIDTH, _PROSE_WORDS = 0.7, 7  # a line so wide, of so many words, in one cell is no row
_CAPTION = re.compile(r"(?:fig(?:ure|\.)|table|tab\.|algorithm|listing)\s*[\dIVX]+", re.IGNORECASE)
_HEAD = 2.2  # em above the first rule in which a head without a rule above it stands


@dataclass(frozen=True, slots=True)
class RowRules:
    """The horizontal rules of a table: from ``x0`` to ``x1`` at each of ``ys``, in points."""

    x0: float
    x1: float
    ys: tuple[float, ...]


def find_row_rules(rules: Sequence[Rule], lines: Sequence[Line]) -> dict[int, tuple[int, RowRules]]:
    """Return the index of the line where such a table begins, to its end and its rules."""
    horizontal = _whole([r for r in rules if r.horizontal]) if len(rules) <= _MAX_RULES else []
    groups: list[list[Rule]] = []
    for rule in sorted(horizontal, key=lambda r: r.y0):
        for group in groups:
            if abs(group[-1].x0 - rule.x0) <= _SAME and abs(group[-1].x1 - rule.x1) <= _SAME:
                group.append(rule)
                break
        else:
            groups.append([rule])
    found: dict[int, tuple[int, RowRules]] = {}
    for group in groups:
        for start, end, row_rules in _in_stack(group, lines):
            found.setdefault(start, (end, row_rules))
    return found


def _whole(rules: Sequence[Rule]) -> list[Rule]:
    """Join rules that go on where another one ends, as the borders of cells do."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.y0), r.x0)):
        last = joined[-1] if joined else None
        if last and abs(last.y0 - rule.y0) < 1.5 and last.x0 - 1.0 <= rule.x0 <= last.x1 + _TOUCH:
            joined[-1] = Rule(last.x0, last.y0, max(last.x1, rule.x1), max(last.y1, rule.y1))
        else:
            joined.append(rule)
    return [rule for rule in joined if rule.x1 - rule.x0 >= _MIN_WIDTH]


def _in_stack(rules: Sequence[Rule], lines: Sequence[Line]) -> list[tuple[int, int, RowRules]]:
    """Return start, end and rules of the tables in a stack of rules of one width."""
    x0, x1 = rules[0].x0, rules[0].x1
    found: list[tuple[int, int, RowRules]] = []
    run: list[float] = []
    inside: list[int] = []
    for upper, lower in pairwise([*(rule.y0 for rule in rules), float("inf")]):
        own = _between(lines, upper, lower, x0, x1)
        if own and lower < float("inf") and not _is_prose([lines[i] for i in own], x1 - x0):
            run = run or [upper]
            run.append(lower)
            inside += own
            continue
        if not own and lower - upper < 4.0 and run:
            continue  # a double rule
        if inside:
            found += _trimmed(lines, inside, RowRules(x0, x1, tuple(run)))
        run, inside = [], []
    return found


def _trimmed(
    lines: Sequence[Line], inside: Sequence[int], row_rules: RowRules
) -> list[tuple[int, int, RowRules]]:
    """Leave running text above and below a table out, and take in a head without a rule."""
    start, end = min(inside), max(inside) + 1
    if end - start != len(inside):
        return []
    explained = False  # by words above the table
    while start < end and (
        _is_wide(lines[start], row_rules.x1 - row_rules.x0)
        or (explained and len(lines[start].pieces) == 1 and _follows(lines, start))
    ):
        start, explained = start + 1, True
    while end > start and _is_wide(lines[end - 1], row_rules.x1 - row_rules.x0):
        end -= 1
    if start == end:
        return []
    if start > 0 and len(row_rules.ys) > 2:
        head, first = lines[start - 1], lines[start]
        near = head.block == first.block and row_rules.ys[0] - head.y < _HEAD * head.size
        within = row_rules.x0 - _SAME <= head.x0 and head.x1 <= row_rules.x1 + _SAME
        if near and within and len(head.pieces) >= 2 and head.y < row_rules.ys[0]:
            start -= 1
    return [(start, end, row_rules)]


def _between(lines: Sequence[Line], upper: float, lower: float, x0: float, x1: float) -> list[int]:
    return [
        index
        for index, line in enumerate(lines)
        if upper < line.y < lower + 1.0 and x0 - _SAME <= (line.x0 + line.x1) / 2 <= x1 + _SAME
    ]


def _is_prose(lines: Sequence[Line], width: float) -> bool:
    """Whether there is running text or a caption, which a table would not have."""
    wide = sum(_is_wide(line, width) for line in lines)
    return wide > 0.35 * len(lines) or any(_CAPTION.match(line.text) for line in lines)


def _is_wide(line: Line, width: float) -> bool:
    """Whether a line is one of running text."""
    return (
        len(line.pieces) == 1
        and line.x1 - line.x0 > _PROSE_WIDTH * width
        and len(line.text.split()) >= _PROSE_WORDS
    )


def _follows(lines: Sequence[Line], index: int) -> bool:
    """Whether a line stands right below the one before, like the last of a paragraph."""
    return lines[index].y - lines[index - 1].y < 1.5 * lines[index].size
