"""Where a paragraph begins: indentation, gaps, items of lists, lines broken on purpose."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body

ITEM = re.compile(r"(?:[•‣◦▪▫■□●○➢➤✓►–—*-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\w{1,8}\+?\])\s")
_SENTENCE_END = re.compile(r"[.!?:;][)\]”\"'’]*[¹²³⁴⁵⁶⁷⁸⁹⁰]*$")
_WORD = re.compile(r"[^\W\d_]+")
_RELATION = re.compile(r"[=<>≤≥≈≡∼≅∝→↦⇒⇔∈⊂⊆∑∏∫≪≫:]|\\|←|⊢|\+|−")
_EQUATION_NUMBER = re.compile(r"\(?[A-Z]?\.?\d{1,3}(?:[.-]\d{1,3})*[a-z]?\)|\([A-Z]\.?\d+\)")
_MAX_FORMULA_WORDS = 4
_NEW_GAP = 1.35  # in units of the body's pitch
_NO_GAP = 0.95  # closer lines are parts of one formula
_INDENT = 0.8  # em
_SAME_START = 2.5  # points
_ALONE = 0.5  # share of the width; no figure leaves less beside text
_HANGING = 2  # paragraphs that hang, less those that do not, to take a list for hanging


@dataclass(slots=True)
class Measure:
    """How text is set where a line stands."""

    pitch: float
    """Usual distance of baselines."""
    right: float
    """Where lines usually end."""
    hanging: int = 0
    """Paragraphs with a hanging indentation, as references have, less those without."""


def begins_paragraph(line: Line, lines: Sequence[Line], measure: Measure, body: Body) -> bool:
    """Whether a line begins a paragraph and does not go on with that of ``lines``."""
    before = lines[-1]
    if before.text[-2:-1].isalnum() and before.text.endswith("-") and line.text[:1].isdecimal():
        return False  # "COVID-" and "19"
    if ITEM.match(line.text) and _may_precede_item(before):
        return True
    if before.page != line.page or before.block != line.block:
        return _begins_column(line, before, measure)
    moved = abs(line.x0 - before.x0) > _INDENT * line.size
    if moved and is_formula(line, measure) != is_formula(before, measure):
        return True
    return _begins_below(line, lines, measure, body)


def _begins_below(line: Line, lines: Sequence[Line], measure: Measure, body: Body) -> bool:
    """Whether a line begins a paragraph by how it stands below the line before."""
    before = lines[-1]
    gap = (line.y - before.y) / measure.pitch
    if 0 <= gap < _NO_GAP and line.left != line.x0:
        return False
    scale = max(1.0, line.size / body.size)
    if gap > _NEW_GAP * scale or gap < -0.5 or abs(before.size - line.size) > 1.2:
        return True
    if measure.hanging >= _HANGING:
        return _at_left(line)
    return (
        _is_below_in_columns(line, before)
        or _is_forced(line, before, measure)
        or _is_indented(line, lines, measure)
    )


def _is_below_in_columns(line: Line, before: Line) -> bool:
    """Whether two lines in cells begin them at the same places, as few rows as there may be."""
    starts = [[cell.x0 for cell in one.cells[:2]] for one in (line, before)]
    return (
        all(len(own) == 2 for own in starts)
        and all(abs(a - b) < _SAME_START for a, b in zip(*starts, strict=True))
        and not any(cell.text[:1].islower() for cell in line.cells)  # text that goes on
    )


def is_formula(line: Line, measure: Measure) -> bool:
    """Whether a line is a displayed formula: set in, with signs and hardly a word."""
    words = sum(len(word) >= 3 for word in _WORD.findall(line.text))
    if words > _MAX_FORMULA_WORDS or line.x0 - line.left < _INDENT * line.size:
        return False
    cells = line.cells
    numbered = len(cells) > 1 and bool(_EQUATION_NUMBER.fullmatch(cells[-1].text.strip()))
    end = cells[-2].x1 if numbered else line.x1
    if measure.right - end <= 2 * line.size or not _RELATION.search(line.text):
        return False
    return numbered or words * 2 <= len(line.text.split())


def hanging_of(lines: Sequence[Line]) -> int:
    """Return 1 for a paragraph whose lines hang, -1 for one whose do not, 0 if it cannot tell."""
    if len(lines) < 2 or lines[0].block != lines[1].block or ITEM.match(lines[0].text):
        return 0
    indent = (lines[1].x0 - lines[0].x0) / lines[0].size
    return (indent > _INDENT) - (indent < _INDENT / 4)


def ends_sentence(text: str) -> bool:
    """Whether a text ends like a sentence."""
    return bool(_SENTENCE_END.search(text.rstrip()))


def pitches_of(lines: Sequence[Line]) -> dict[tuple[int, float], float]:
    """Return the most usual distance between baselines for each block and size of letters."""
    found: dict[tuple[int, float], Counter[float]] = defaultdict(Counter)
    for before, line in pairwise(lines):
        gap = line.y - before.y
        if before.block == line.block and before.size == line.size and 0 < gap < 2.2 * line.size:
            found[line.block, line.size][round(2 * gap) / 2] += 1
    most = {key: gaps.most_common(1)[0] for key, gaps in found.items()}
    return {key: gap for key, (gap, count) in most.items() if count >= 3}


def rights_of(lines: Sequence[Line]) -> dict[int, float]:
    """Return where the lines of each block usually end, which a wide table may exceed."""
    found: dict[int, Counter[float]] = defaultdict(Counter)
    for line in lines:
        if len(line.text) > 40:
            found[line.block][round(line.x1 / 3) * 3.0] += 1
    most = {block: ends.most_common(1)[0] for block, ends in found.items()}
    return {block: end for block, (end, count) in most.items() if count >= 3}


def _may_precede_item(before: Line) -> bool:
    """Whether an item may begin: a dash or number in mid-sentence is none."""
    ended = before.text.endswith((".", ":", ";", "?", "!", ",", " and", " or", ")"))
    return ended or before.right - before.x1 > 0.1 * (before.right - before.left)


def _begins_column(line: Line, before: Line, measure: Measure) -> bool:
    """Whether the first line of a column or page begins a paragraph."""
    if abs(before.size - line.size) > 0.6:
        return True
    if measure.hanging >= _HANGING:
        return _at_left(line)
    indented = line.x0 - line.left > _INDENT * line.size
    return ends_sentence(before.text) and (indented or not line.text[:1].islower())


def _at_left(line: Line) -> bool:
    return line.x0 - line.left < 0.4 * line.size


def _is_forced(line: Line, before: Line, measure: Measure) -> bool:
    """Whether the line before was broken on purpose, and not by a figure beside it."""
    room, width = measure.right - before.x1, measure.right - before.left
    roomy = room > _first_word(line) + 3 * line.size and room > 0.15 * width
    alone = room > _ALONE * width and line.text[:1].isupper()
    alone = alone or abs(line.x1 - before.x1) > 2 * line.size
    return roomy and alone and not line.text[:1].islower()


def _first_word(line: Line) -> float:
    """Return about the width of the first word."""
    return (line.x1 - line.x0) * len(line.text.split(" ", 1)[0]) / len(line.text)


def _is_indented(line: Line, lines: Sequence[Line], measure: Measure) -> bool:
    """Whether a line stands further in than the one before, or out again."""
    before = lines[-1]
    indent = (line.x0 - before.x0) / line.size
    if indent < -_INDENT:
        # Text runs on below a drop cap or a picture.
        full = before.x1 + _first_word(line) > max(one.x1 for one in lines)
        runs_on = full and line.text[:1].islower() and not ends_sentence(before.text)
        return len(lines) > 1 and not runs_on
    if indent <= _INDENT or not ends_sentence(before.text):
        return False
    full = measure.right - before.x1 < 0.1 * (measure.right - before.left)
    return not full or not (len(lines) == 1 and ITEM.match(before.text))
