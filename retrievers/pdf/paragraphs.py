"""Lines of a section as paragraphs: running text, captions, tables, footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from headwise.retrievers.pdf.breaks import (
    Measure,
    begins_paragraph,
    hanging_of,
    pitches_of,
    rights_of,
)
from headwise.retrievers.pdf.grids import Grid, find_grids, grid_markdown
from headwise.retrievers.pdf.notes import (
    caption_end,
    figure_labels,
    footnotes,
    split_notes,
    starts_caption,
)
from headwise.retrievers.pdf.records import Line, Rule
from headwise.retrievers.pdf.styles import Body
from headwise.retrievers.pdf.tables import as_markdown, table_end
from headwise.retrievers.pdf.text import Words

_MIN_FIGURE_WORDS = 5  # lines inside drawings with fewer words are labels


@dataclass(slots=True)
class Paragraphs:
    """The text of a section so far, in the order it is to be read.

    Captions and tables wait until the paragraph that they interrupt has ended, footnotes
    until the section has.
    """

    words: Words
    body: Body
    page_end: int = 0
    """Last page that a line was taken from."""
    _texts: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _floats: list[str] = field(default_factory=list)
    _open: list[Line] = field(default_factory=list)
    _hanging: int = 0

    def add_page(self, lines: Sequence[Line], rules: Sequence[Rule], height: float) -> None:
        """Take in lines of one page that belong to the section."""
        notes = footnotes(lines, self.body, height)
        labels = figure_labels(lines, self.body)
        grids = find_grids(rules) if any(line.in_table for line in lines) else []
        pitches, rights = pitches_of(lines), rights_of(lines)
        usual = self.body.pitch * self.body.size
        index = 0
        while index < len(lines):
            line = lines[index]
            self.page_end = max(self.page_end, line.page)
            if index in notes:
                end = _while_in(index, notes)
                self._notes += map(self.words.paragraph, split_notes(lines[index:end]))
            elif index in labels:
                end = index + 1
            else:
                end = self._add_float(lines, index, rules, grids)
            if end == index:
                pitch = pitches.get(line.block, usual)
                right = rights.get(line.block, line.right)
                self._add_line(line, Measure(pitch, right, self._hanging))
                end = index + 1
            index = end

    def close(self) -> str:
        """Return the section's text: paragraphs with blank lines between, footnotes last."""
        self._flush()
        return "\n\n".join(text for text in (*self._texts, *self._notes) if text)

    def _add_float(
        self, lines: Sequence[Line], start: int, rules: Sequence[Rule], grids: Sequence[Grid]
    ) -> int:
        """Take in a caption, table or drawing; return where it ends, ``start`` if there is none."""
        line = lines[start]
        if line.figure:
            if len(line.text.split()) >= _MIN_FIGURE_WORDS:
                self._floats.append(line.text)
            return start + 1
        if starts_caption(lines, start, self._open[-1] if self._open else None, self.body):
            end = caption_end(lines, start)
            self._floats.append(self.words.paragraph([c.text for c in lines[start:end]]))
            return end
        end = self._add_grid(lines, start, grids)
        if end == start:
            end = table_end(lines, start)
            if end > start:
                self._floats.append(_table_text(lines[start:end], rules))
        return end

    def _add_grid(self, lines: Sequence[Line], start: int, grids: Sequence[Grid]) -> int:
        """Take in a ruled table; return where it ends, ``start`` if none begins there."""
        grid = next((grid for grid in grids if grid.holds(lines[start])), None)
        if grid is None:
            return start
        end = start
        while end < len(lines) and grid.holds(lines[end]):
            end += 1
        table = grid_markdown(lines[start:end], grid, self.words.join)
        if table is None:
            return start
        self._floats.append(table)
        return end

    def _add_line(self, line: Line, measure: Measure) -> None:
        if self._open and begins_paragraph(line, self._open, measure, self.body):
            self._flush()
        self._open.append(line)

    def _flush(self) -> None:
        if self._open:
            self._hanging += hanging_of(self._open)
            self._texts.append(self.words.paragraph([line.text for line in self._open]))
            self._open = []
        self._texts += self._floats
        self._floats = []


def _while_in(start: int, indices: set[int]) -> int:
    end = start
    while end in indices:
        end += 1
    return end


def _table_text(lines: Sequence[Line], rules: Sequence[Rule]) -> str:
    table = as_markdown(lines, rules)
    if table is not None:
        return table
    return "\n".join(" ".join(cell.text for cell in line.cells) for line in lines)
