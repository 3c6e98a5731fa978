"""Margin columns: side-headings and notes in a narrow column beside the running text.

A table whose first column is narrow looks much the same, so the evidence is taken from the whole
document: several notes of one style, at one place, which are not rows of what stands beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.page.columns import Fragment, Gutters
from headwise.retrievers.pdf.page.records import Page, Rule
from headwise.retrievers.pdf.page.running_text import RunningText, broken_lines, running_text

_NARROW = 0.6  # of the text's width, that a note takes at most
_GAP = 0.7  # em between the margin and the text
_STACKED = 1.7  # em between lines of one note
_LEVEL = 0.15  # em by which baselines of one row differ
_CELL = 1.6  # em between parts of a line that are cells
_LABEL = 4  # letters of a list's label at most; a note has more
_SMALL = 0.93  # size relative to the text's from which on a note is not a heading
_FEWEST = 3  # notes of one style at one place, in a document
_NEAR = 4.0  # points by which their edges may differ
_LINES_A_NOTE = 4  # of the running text, at least: a list has fewer
_AROUND = 3.0  # em above and below a note where there is running text
_DENSE = 0.35  # lines in the margin for each one beside it, from which it is a column


@dataclass(frozen=True, slots=True)
class Note:
    """Lines one below the other in a margin."""

    fragments: list[Fragment]
    left: bool
    size: float
    """Of the running text beside it."""
    apart: bool
    """Its lines are no rows of the running text."""
    inset: bool = False
    """The running text flows around it."""
    behind: float | None = None
    """The baseline that it is read behind, where it is no note to a paragraph."""

    @property
    def top(self) -> float:
        """Baseline of its first line."""
        return self.fragments[0].y

    @property
    def heads(self) -> bool:
        """Whether it is set as a heading of what stands beside it."""
        return self.left and not self.inset and self.fragments[0].size > _SMALL * self.size

    def is_like(self, other: Note) -> bool:
        """Whether two notes have one style and stand at one edge."""
        own, its = self.fragments[0], other.fragments[0]
        at_edge = min(abs(own.x0 - its.x0), abs(own.x1 - its.x1)) <= _NEAR
        font, others = own.spans[0].font, its.spans[0].font
        same = (font.family, font.bold) == (others.family, others.bold)
        return self.left == other.left and at_edge and same and abs(own.size - its.size) < 0.5


def margin_notes(
    pages: Sequence[Page], fragments: Sequence[Sequence[Fragment]], gutters: Sequence[Gutters]
) -> list[list[Note]]:
    """Return the notes in the margin of each page, from top to bottom."""
    found = [
        _notes_on(page, own, columns)
        for page, own, columns in zip(pages, fragments, gutters, strict=True)
    ]
    styles: list[tuple[Note, int]] = []  # one note of each, and how many stand apart
    for note in (note for own in found for note in own if note.apart):
        for index, (other, count) in enumerate(styles):
            if note.is_like(other):
                styles[index] = other, count + 1
                break
        else:
            styles.append((note, 1))
    usual = [note for note, count in styles if count >= _FEWEST]
    return [[note for note in own if any(map(note.is_like, usual))] for own in found]


def _notes_on(page: Page, fragments: Sequence[Fragment], gutters: Gutters) -> list[Note]:
    """Return what may be notes: on one side of the text, and no part of a table."""
    text = running_text(fragments, page.width) if len(gutters) < 2 else None
    if text is None:
        return []
    sides = [
        found
        for left in (True, False)
        if (found := _notes_beside(text, fragments, page.rules, left=left))
    ]
    if len(sides) != 1:
        return []
    (notes,) = sides
    rows = len({round(f.y) for f in text.fragments})
    dense = sum(len(note.fragments) for note in notes) > _DENSE * rows
    columns = bool(gutters) and any(note.heads for note in notes)
    return [] if dense or columns else notes


def _notes_beside(
    text: RunningText, fragments: Sequence[Fragment], rules: Sequence[Rule], *, left: bool
) -> list[Note]:
    """Return the notes on one side of the text; none if they are rows of a list there."""
    inside = [
        f
        for f in fragments
        if (f.x1 < text.left - _GAP * f.size if left else f.x0 > text.right + _GAP * f.size)
        and not f.spans[0].figure
    ]
    stacks = _stacks(inside, text)
    if len({round(f.y) for f in text.fragments}) < _LINES_A_NOTE * len(stacks):
        return []
    return [
        Note(stack, left, _size_of(beside), _is_apart(stack, beside))
        for stack in stacks
        if max(map(_letters, stack)) >= _LABEL
        and max(f.x1 - f.x0 for f in stack) <= _NARROW * (text.right - text.left)
        and (beside := _beside(stack, text, rules)) is not None
    ]


def _stacks(inside: list[Fragment], text: RunningText) -> list[list[Fragment]]:
    """Return the lines in a margin by notes."""
    stacks: list[list[Fragment]] = []
    ends = broken_lines(text)
    for fragment in sorted(inside, key=lambda f: (f.y, f.x0)):
        last = stacks[-1][-1] if stacks else None
        level = _LEVEL * fragment.size
        goes_on = (
            last is not None
            and abs(last.size - fragment.size) < 1.0
            and (fragment.y - last.y) / fragment.size < _STACKED
            # Where a row ends beside it, the next line is one of another row.
            and not (
                fragment.size > _SMALL * _size_of(text.fragments)
                and any(last.y - level < y < fragment.y - level for y in ends)
            )
        )
        if goes_on:
            stacks[-1].append(fragment)
        else:
            stacks.append([fragment])
    return stacks


def _beside(
    stack: Sequence[Fragment], text: RunningText, rules: Sequence[Rule]
) -> list[Fragment] | None:
    """Return the lines of running text beside a note; None for a row of a table."""
    size = stack[0].size
    found = text.between(stack[0].y - size, stack[-1].y + 0.5 * size)
    around = text.between(stack[0].y - _AROUND * size, stack[-1].y + _AROUND * size)
    wide = any(f.x1 - f.x0 > 0.5 * (text.right - text.left) for f in around)
    cells = sum(
        abs(a.y - b.y) < _LEVEL * size
        and abs(b.x0 - a.x1) > _CELL * size
        and min(_letters(a), _letters(b)) >= _LABEL
        for a, b in pairwise(sorted(found, key=lambda f: (round(f.y), f.x0)))
    )
    edge = text.left if stack[0].x1 < text.left else text.right
    through = [
        rule.y0
        for rule in rules
        if rule.horizontal and rule.x0 < edge - 2 * size and rule.x1 > edge + 2 * size
    ]
    ruled = len(through) > 2 and min(through) - 20.0 < stack[0].y < max(through)
    return None if not found or not wide or cells or ruled else found


def _is_apart(stack: Sequence[Fragment], beside: Sequence[Fragment]) -> bool:
    """Whether a note differs from the text in style or in the distance of its lines."""
    style = stack[0].spans[0]
    others = Counter((f.spans[0].font.bold, f.spans[0].color) for f in beside)
    usual = others.most_common(1)[0][0]
    own = [f for f in stack if any(_is_level(f, other) for other in beside)]
    return (
        (style.font.bold, style.color) != usual
        or (len(stack) > 1 and len(own) < len(stack))
        or (len(stack) > 1 and abs(stack[0].size - _size_of(beside)) > 0.07 * stack[0].size)
    )


def _letters(fragment: Fragment) -> int:
    return sum(sum(map(str.isalpha, span.text)) for span in fragment.spans)


def _is_level(fragment: Fragment, other: Fragment) -> bool:
    """Whether two fragments stand on one baseline."""
    return abs(fragment.y - other.y) < _LEVEL * fragment.size


def _size_of(fragments: Sequence[Fragment]) -> float:
    return median(f.size for f in fragments)
