"""Tables as Markdown, where aligned cells show them beyond doubt.

Precision before recall: whatever does not line up stays the lines that it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from headwise.retrievers.pdf.records import Line, Rule

_MIN_ROWS = 3
_MIN_FILLED = 0.6  # share of the cells of a table that have text
_MIN_FILLED_UNRULED = 0.75  # the same where no ruling lines confirm the table
_MAX_COLUMNS = 14
_MAX_CELL_WORDS = 14.0  # mean words per cell; columns of prose are no table
_MIN_PLAIN = 0.6  # share of cells with a word or a figure; rows of formulas have fewer
_PLAIN = re.compile(r"[^\W\d_]{3}|^[-+−±~<>≤≥$€£]?\s?\d|^[-–—✓✗xX•]$")
_EQUATION_NUMBER = re.compile(r"\(?\d{1,3}(?:\.\d{1,3})*[a-z]?\)|\([A-Z]\.?\d+\)")


def table_end(lines: Sequence[Line], start: int) -> int:
    """Return the end of the run of lines in cells that begins at ``start``.

    ``start`` itself if there is no such run. Single cells between rows of several belong
    to the run: wrapped text of a cell.
    """
    end, rows, position = start, 0, start
    while position < len(lines):
        line = lines[position]
        if position > start:
            before = lines[position - 1]
            if line.block != before.block or line.y - before.y > 3.2 * max(line.size, before.size):
                break
        if is_row(line):
            rows += 1
            end = position + 1
        elif position - end >= 2 or line.x1 - line.x0 > 0.8 * (line.right - line.left):
            break
        position += 1
    return end if rows >= _MIN_ROWS and is_row(lines[start]) else start


def is_row(line: Line) -> bool:
    """Whether a line consists of cells; a formula with its number does not."""
    cells = line.cells
    return len(cells) >= 2 and not (len(cells) == 2 and _EQUATION_NUMBER.fullmatch(cells[-1].text))


def as_markdown(lines: Sequence[Line], rules: Sequence[Rule]) -> str | None:
    """Return lines as a Markdown table, or None if they do not make one for certain."""
    columns = _columns(lines)
    if not 2 <= len(columns) <= _MAX_COLUMNS:
        return None
    rows: list[list[str]] = []
    separators = _separators(lines, rules)
    for index, line in enumerate(lines):
        row = [""] * len(columns)
        for piece in line.pieces:
            at = next(i for i, (_, x1) in enumerate(columns) if piece.x0 <= x1)
            row[at] = f"{row[at]} {piece.text.strip()}".strip()
        close = index > 0 and line.y - lines[index - 1].y < 1.35 * line.size
        wraps = not row[0] and close and bool(rows) and index not in separators
        if wraps and sum(map(bool, row)) < len(columns) / 2 + 1:
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    if len(rows) < _MIN_ROWS or not _is_sound(rows, ruled=len(separators) >= 2):
        return None
    return render(rows)


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the x ranges that text of all lines covers together, left to right."""
    spans = sorted((piece.x0, piece.x1) for line in lines for piece in line.pieces)
    gap = 0.5 * min(line.size for line in lines)
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1] + gap:
            columns[-1] = columns[-1][0], max(columns[-1][1], x1)
        else:
            columns.append((x0, x1))
    return columns


def _separators(lines: Sequence[Line], rules: Sequence[Rule]) -> set[int]:
    """Return before which lines (the last index: after the last) a horizontal rule stands."""
    x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
    found: set[int] = set()
    for rule in rules:
        wide = rule.horizontal and min(rule.x1, x1) - max(rule.x0, x0) > 0.3 * (x1 - x0)
        top = lines[0].top - 2 * lines[0].size
        if wide and top <= rule.y0 <= lines[-1].bottom + 2 * lines[-1].size:
            found.add(sum(1 for line in lines if line.y < rule.y0 + 1.0))
    return found


def _is_sound(rows: Sequence[Sequence[str]], *, ruled: bool) -> bool:
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell]
    words = sum(len(cell.split()) for cell in filled) / max(1, len(filled))
    share = len(filled) / len(cells)
    plain = sum(1 for cell in filled if _PLAIN.search(cell)) / max(1, len(filled))
    if plain < _MIN_PLAIN:
        return False
    return words <= _MAX_CELL_WORDS and share >= (_MIN_FILLED if ruled else _MIN_FILLED_UNRULED)


def render(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells in Markdown, the first as the head."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(rows[0]), line(["---"] * len(rows[0])), *map(line, rows[1:])])
