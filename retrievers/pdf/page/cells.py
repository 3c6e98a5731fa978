"""Lines of a table as the cells of a Markdown table, if they line up beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.page.markdown import render
from headwise.retrievers.pdf.page.records import Cell, Line
from headwise.retrievers.pdf.page.styles import is_code

_MIN_ROWS = 3
_MIN_FILLED = 0.6  # share of the cells of a table that have text
_MIN_FILLED_UNRULED = 0.75  # the same where no ruling lines confirm the table
_MAX_COLUMNS = 14
_MAX_CELL_WORDS = 14.0  # mean words per cell; columns of prose are no table
_MIN_PLAIN = 0.6  # share of cells with a word or a figure; rows of formulas have fewer
_PLAIN = re.compile(r"[^\W\d_]{3}|^[-+−±~<>≤≥$€£]?\s?\d|^[-–—✓✗xX•]$")
_NUMBER = re.compile(r"[(<>~±+−-]?\s?[$€£]?\s?\d|[-–—]$|n/?a$", re.IGNORECASE)
_PROSE_WORDS = 3.5  # mean words of a cell; two such columns without rules are text side by side
_LABEL = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):]|\[\w{1,9}\+?\]|[•‣◦▪■–—*·-]")
_MIN_ALIGNED = 0.7  # share of a column's cells with a common edge or middle
_COLUMN_GAP = 0.5  # em between columns, at least
_EDGE = 2.5  # points by which cells with a common edge may differ
_WRAP = 1.35  # em; a line closer than this to a row may be the rest of its cells

Columns = Sequence[tuple[float, float]]
Join = Callable[[str, str], str]


def as_markdown(
    lines: Sequence[Line], separators: Sequence[float] = (), join: Join = "{} {}".format
) -> str | None:
    """Return lines as a Markdown table, or None if they do not make one for certain.

    ``separators`` are the heights of horizontal rules that go through the table, ``join``
    puts the lines of a cell together.
    """
    columns = columns_of(lines)
    if not 2 <= len(columns) <= _MAX_COLUMNS:
        return None
    inside = [y for y in separators if lines[0].y < y < lines[-1].y]
    ruled = len(separators) >= 2
    rows = _rows(lines, columns, inside, join)
    if len(rows) < (2 if ruled else _MIN_ROWS) or not _is_sound(rows, ruled=ruled):
        return None
    if not ruled and (_is_code(lines) or _is_prose(rows) or not _is_aligned(lines, columns)):
        return None
    return render(rows)


def columns_of(lines: Sequence[Line]) -> Columns:
    """Return the x ranges of the columns, left to right.

    They are what text of all lines covers together. A head over several columns would hide
    the gaps between these: lines with fewer parts than most are left out if that shows more.
    """
    columns = _with_heads(lines, _covered(lines))
    usual = median(len(line.pieces) for line in lines)
    full = [line for line in lines if len(line.pieces) >= usual]
    if len(columns) < usual and len(full) >= _MIN_ROWS - 1:
        narrower = _with_heads(full, _covered(full))
        if len(narrower) > len(columns):
            return narrower
    return columns


def place_in(columns: Columns, piece: Cell) -> int | None:
    """Return the one column that a part of a line stands in, if there is just one."""
    met = [i for i, (x0, x1) in enumerate(columns) if piece.x0 < x1 + 1.0 and piece.x1 > x0 - 1.0]
    return met[0] if len(met) == 1 else None


def _covered(lines: Sequence[Line]) -> list[tuple[float, float]]:
    spans = sorted((piece.x0, piece.x1) for line in lines for piece in line.pieces)
    gap = _COLUMN_GAP * min(line.size for line in lines)
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 < columns[-1][1] + gap:
            columns[-1] = columns[-1][0], max(columns[-1][1], x1)
        else:
            columns.append((x0, x1))
    return columns


def _with_heads(lines: Sequence[Line], columns: list[tuple[float, float]]) -> Columns:
    """Join heads to the columns that they stand beside: centred ones, those of spreadsheets."""
    if len(lines) < _MIN_ROWS:
        return columns
    filled = [{place_in(columns, piece) for piece in line.pieces} for line in lines]
    below = set().union(*filled[1:])
    headless = {index for index in range(len(columns)) if index not in filled[0]}
    merged = dict(enumerate(columns))
    for head in range(len(columns)):
        beside = [index for index in (head - 1, head + 1) if index in headless & below]
        if head in filled[0] and head not in below and beside:
            # Labels at the left have a head last of all.
            gaps = [(i == 0, columns[max(i, head)][0] - columns[min(i, head)][1]) for i in beside]
            own = beside[gaps.index(min(gaps))]
            headless.discard(own)
            ends = merged.pop(head), columns[own]
            merged[own] = min(x0 for x0, _ in ends), max(x1 for _, x1 in ends)
    return sorted(merged.values())


def _rows(
    lines: Sequence[Line], columns: Columns, inside: Sequence[float], join: Join
) -> list[list[str]]:
    """Return the cells row by row, lines that are the rest of a row joined to it."""
    printed = [_row(line, columns) for line in lines]
    bands = [sum(line.y > y for y in inside) for line in lines]
    each = _rule_each_row(printed, bands)
    stacks = [
        stacked([row for row, other in zip(printed, bands, strict=True) if other == band])
        for band in range(max(bands) + 1)
    ]
    gaps = [b.y - a.y for a, b in pairwise(lines)]
    close = _close_gap(gaps[1:])
    rows: list[list[str]] = []
    for index, (line, row) in enumerate(zip(lines, printed, strict=True)):
        same_band = index > 0 and bands[index] == bands[index - 1]
        if stacks[bands[index]]:
            wraps = False
        elif each:
            wraps = same_band
        elif not same_band or not rows:
            wraps = False
        else:
            gap = gaps[index - 1]
            filled = sum(map(bool, row))
            usual = max(_WRAP * line.size, 1.1 * min(gaps)) if filled == 1 else _WRAP * line.size
            near = gap < (usual if close is None else close)
            partial = filled < len(columns) / 2 + 1
            wraps = near and (not row[0] and partial if close is None else not all(row))
        if wraps:
            rows[-1] = [join(a, b) if a and b else a or b
                        for a, b in zip(rows[-1], row, strict=True)]  # fmt: skip
        else:
            rows.append(row)
    return rows


def _row(line: Line, columns: Columns) -> list[str]:
    row = [""] * len(columns)
    for piece in (part for whole in line.pieces for part in _parted(whole, columns)):
        at = next((i for i, (_, x1) in enumerate(columns) if piece.x0 <= x1), len(columns) - 1)
        row[at] = f"{row[at]} {piece.text.strip()}".strip()
    return row


def _parted(piece: Cell, columns: Columns) -> list[Cell]:
    """Return the words of a part that has one for each of the columns it stands in.

    Columns of figures can stand close: then a wide figure is only a space away from the next.
    """
    covered = [(x0, x1) for x0, x1 in columns if piece.x0 < x1 and piece.x1 > x0]
    words = list(re.finditer(r"\S+", piece.text))
    if len(covered) < 2 or len(words) != len(covered):
        return [piece]
    if not all(_NUMBER.match(word.group()) for word in words):
        return [piece]  # the head of several columns
    step = (piece.x1 - piece.x0) / len(piece.text)
    parts = [
        Cell(word.group(), piece.x0 + step * word.start(), piece.x0 + step * word.end())
        for word in words
    ]
    within = all(
        x0 - _EDGE <= (part.x0 + part.x1) / 2 <= x1 + _EDGE
        for part, (x0, x1) in zip(parts, covered, strict=True)
    )
    return parts if within else [piece]


def _rule_each_row(rows: Sequence[Sequence[str]], bands: Sequence[int]) -> bool:
    """Whether rules part all rows: hardly a stretch between two has two filled first cells."""
    count = max(bands) + 1
    if count < _MIN_ROWS:
        return False
    firsts = [0] * count
    for row, band in zip(rows, bands, strict=True):
        firsts[band] += bool(row[0])
    return sum(n > 1 for n in firsts) <= 0.25 * count and max(firsts) <= 3


def stacked(rows: Sequence[Sequence[str]]) -> bool:
    """Whether lines between two rules are rows of their own: each full, with a number in each."""
    if len(rows) < 2:
        return False
    filled = [i for i in range(len(rows[0])) if any(row[i] for row in rows)]
    least = 0.75 * len(filled)
    if len(filled) < 2 or any(sum(bool(row[i]) for i in filled) < least for row in rows):
        return False
    return any(all(_NUMBER.match(row[i]) for row in rows) for i in filled)


def _close_gap(gaps: Sequence[float]) -> float | None:
    """Return what parts the gaps within rows from those between them, if there are two kinds."""
    if not gaps:
        return None
    least = min(gaps)
    wide = [gap for gap in gaps if gap > 1.25 * least]
    if len(wide) < 2 or len(wide) < 0.25 * len(gaps) or len(wide) == len(gaps):
        return None
    return 1.12 * least if all(gap <= 1.08 * least or gap > 1.2 * least for gap in gaps) else None


def _is_sound(rows: Sequence[Sequence[str]], *, ruled: bool) -> bool:
    filled = [cell for row in rows for cell in row if cell]
    words = sum(len(cell.split()) for cell in filled) / max(1, len(filled))
    # Among figures, a row of one cell heads those below it or says their unit: "(in thousands)".
    whole = [row for row in rows if sum(map(bool, row)) > 1] if _has_figures(rows) else rows
    share = sum(bool(cell) for row in whole for cell in row) / (len(whole) * len(rows[0]))
    plain = sum(1 for cell in filled if _PLAIN.search(cell)) / max(1, len(filled))
    labels = sum(1 for row in rows if _LABEL.fullmatch(row[0]))
    if plain < _MIN_PLAIN or (len(rows[0]) == 2 and 2 * labels >= len(rows)):
        return False
    return words <= _MAX_CELL_WORDS and share >= (_MIN_FILLED if ruled else _MIN_FILLED_UNRULED)


def _has_figures(rows: Sequence[Sequence[str]]) -> bool:
    """Whether at least two columns are figures for the most part."""
    columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    figures = [sum(map(_is_figure, column)) for column in columns]
    pairs = zip(figures, columns, strict=True)
    return sum(n >= _MIN_ROWS and 2 * n > len(own) for n, own in pairs) >= 2


def _is_figure(text: str) -> bool:
    return bool(_NUMBER.match(text)) and not any(map(str.isalpha, text))


def _is_code(lines: Sequence[Line]) -> bool:
    """Whether most lines are set like a program, whose blanks are no columns."""
    return sum(1 for x in lines if is_code(x.font.family)) > 0.5 * len(lines)


def _is_prose(rows: Sequence[Sequence[str]]) -> bool:
    """Whether columns are text side by side, or authors with their addresses."""
    wordy = 0
    for column in zip(*rows, strict=True):
        filled = [cell for cell in column if cell]
        wordy += sum(len(cell.split()) for cell in filled) > _PROSE_WORDS * len(filled)
    text = "".join(map("".join, rows))
    if "@" in text or wordy >= 2:
        return True
    return wordy == 1 and len(rows[0]) == 2 and not any(map(str.isdecimal, text))


def _is_aligned(lines: Sequence[Line], columns: Columns) -> bool:
    """Whether cells of nearly each column, its figures if any, share an edge or their middles."""
    aligned = 0
    for x0, x1 in columns:
        own = [p for line in lines for p in line.pieces if x0 - 1.0 <= p.x0 and p.x1 <= x1 + 1.0]
        figures = [p for p in own if _is_figure(p.text)]
        own = figures if len(figures) >= _MIN_ROWS else own  # their heads may be in the middle
        aligned += any(
            sum(abs(place - other) <= _EDGE for place in places) >= _MIN_ALIGNED * len(own)
            for places in (
                [p.x0 for p in own], [p.x1 for p in own], [(p.x0 + p.x1) / 2 for p in own],
            )
            for other in places
        )  # fmt: skip
    return aligned >= len(columns) - (len(columns) > 3)
