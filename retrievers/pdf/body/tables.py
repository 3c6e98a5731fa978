"""Where tables without ruled cells stand: runs of lines in aligned cells.

Precision before recall: whatever does not line up stays the lines that it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from headwise.retrievers.pdf.page.cells import columns_of, place_in
from headwise.retrievers.pdf.page.records import Line

_MIN_ROWS = 3
_EQUATION_NUMBER = re.compile(r"\(?\d{1,3}(?:\.\d{1,3})*[a-z]?\)|\([A-Z]\.?\d+\)")
_PARAGRAPH_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})+\.?")
_PROSE_WORDS = 5  # of such a paragraph's first line, in the mean
_WRAP = 1.35  # em; a line closer than this to a row may be the rest of its cells
_APART = 3.2  # em; rows further apart are not of one table


def table_end(lines: Sequence[Line], start: int) -> int:
    """Return the end of the run of lines in cells that begins at ``start``.

    ``start`` itself if there is no such run. Single cells between rows of several belong
    to the run: wrapped text of a cell. So do rows with narrower gaps at both ends, if their
    parts stand in the columns of the others.
    """
    first = start
    while first < len(lines) and first - start < 3 and not is_row(lines[first]):
        if len(lines[first].pieces) < 2 or _parted(lines, first):
            return start
        first += 1
    end = _run_end(lines, first)
    if end == first or _are_paragraphs(lines[first:end]):
        return start
    columns = columns_of(lines[first:end])
    if any(not _fits(line, columns) for line in lines[start:first]):
        return start
    return _with_rest(lines, first, end, columns)


def is_row(line: Line) -> bool:
    """Whether a line consists of cells; a formula with its number does not."""
    cells = line.cells
    return len(cells) >= 2 and not (len(cells) == 2 and _EQUATION_NUMBER.fullmatch(cells[-1].text))


def _are_paragraphs(lines: Sequence[Line]) -> bool:
    """Whether lines are paragraphs "3.1", "3.2" …, their numbers parted from them by a tab."""
    rows = [line.cells for line in lines if is_row(line)]
    numbers = [_PARAGRAPH_NUMBER.fullmatch(row[0].text.strip()) for row in rows]
    parts = [match[0].rstrip(".").split(".") for match in numbers if match]
    words = sum(len(cell.text.split()) for row in rows for cell in row[1:])
    return (
        len(parts) == len(rows)
        and all(len(row) == 2 for row in rows)
        and all(a[:-1] == b[:-1] and int(a[-1]) + 1 == int(b[-1]) for a, b in pairwise(parts))
        and words > _PROSE_WORDS * len(rows)
    )


def _run_end(lines: Sequence[Line], start: int) -> int:
    """Return the end of the rows with wide gaps that begin at ``start``."""
    end, rows, position = start, 0, start
    while position < len(lines):
        line = lines[position]
        if position > start and _parted(lines, position - 1):
            break
        if is_row(line):
            rows += 1
            end = position + 1
        elif position - end >= 2 or line.x1 - line.x0 > 0.8 * (line.right - line.left):
            break
        position += 1
    return end if rows >= _MIN_ROWS and is_row(lines[start]) else start


def _with_rest(
    lines: Sequence[Line], start: int, end: int, columns: Sequence[tuple[float, float]]
) -> int:
    """Return the end of a run with the rows of narrow gaps and the wrapped cells below it."""
    gaps = [lines[i + 1].y - lines[i].y for i in range(start, end - 1)]
    pitch = max(gaps) + 1.0
    while end < len(lines) and not _parted(lines, end - 1):
        line, gap = lines[end], lines[end].y - lines[end - 1].y
        row = len(line.pieces) >= 2 and gap <= pitch and _fits(line, columns)
        wraps = (
            len(line.pieces) == 1
            and gap < _WRAP * line.size
            and gap < 0.95 * max(gaps)
            and place_in(columns, line.pieces[0]) not in {None, 0}
            and line.x1 - line.x0 < 0.8 * (line.right - line.left)
        )
        if not (row or wraps):
            break
        end += 1
    return end


def _parted(lines: Sequence[Line], index: int) -> bool:
    """Whether the line after ``index`` stands in another block, or far below."""
    if index + 1 >= len(lines):
        return True
    before, line = lines[index], lines[index + 1]
    return line.block != before.block or line.y - before.y > _APART * max(line.size, before.size)


def _fits(line: Line, columns: Sequence[tuple[float, float]]) -> bool:
    """Whether the parts of a line stand each in a column of its own."""
    places = [place_in(columns, piece) for piece in line.pieces]
    return None not in places and len(set(places)) == len(places) >= 2
