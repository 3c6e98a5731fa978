"""Lines of a section as paragraphs: running text, captions, tables, listings, footnotes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from headwise.retrievers.pdf.body.breaks import (
    Measure,
    begins_paragraph,
    hanging_of,
    pitches_of,
    rights_of,
)
from headwise.retrievers.pdf.body.check_marks import marks_behind
from headwise.retrievers.pdf.body.listings import listing_end, listing_text
from headwise.retrievers.pdf.body.notes import (
    caption_end,
    figure_labels,
    note_text,
    starts_caption,
)
from headwise.retrievers.pdf.body.row_rules import RowRules, find_row_rules
from headwise.retrievers.pdf.body.tables import table_end
from headwise.retrievers.pdf.page.cells import as_markdown, columns_of
from headwise.retrievers.pdf.page.grids import Grid, find_grids, grid_markdown
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.markdown import continued, same_columns
from headwise.retrievers.pdf.page.records import Line, Rule
from headwise.retrievers.pdf.page.styles import Body
from headwise.retrievers.text.paging import Pages, joined

# Words in a drawing are kept apart as one paragraph; of more than so many, as in plots with
# a mark at every point, only those with letters.
_MAX_LABELS = 60


@dataclass(slots=True)
class _Piece:
    """A paragraph, caption, table or note, and where in it pages begin."""

    text: str
    pages: Pages


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
    _texts: list[_Piece] = field(default_factory=list)
    _notes: list[_Piece] = field(default_factory=list)
    _floats: list[_Piece] = field(default_factory=list)
    _labels: list[str] = field(default_factory=list)
    _table_page: int = 0
    """The page of the table that was last taken in, if nothing came after it."""
    _open: list[Line] = field(default_factory=list)
    _hanging: int = 0

    def add_page(
        self, lines: Sequence[Line], rules: Sequence[Rule], notes: Container[int] = ()
    ) -> None:
        """Take in lines of one page that belong to the section, but for its footnotes."""
        labels = figure_labels(lines, self.body)
        grids = find_grids(rules) if any(line.in_table for line in lines) else []
        row_rules = find_row_rules(rules, lines)
        pitches, rights = pitches_of(lines), rights_of(lines)
        usual = self.body.pitch * self.body.size
        index = 0
        while index < len(lines):
            line = lines[index]
            self.page_end = max(self.page_end, line.page)
            if index in notes:
                end = index + 1
            elif index in labels or line.figure:
                self._labels.append(line.text)
                end = index + 1
            else:
                end = self._add_float(lines, index, row_rules, grids)
            if end == index:
                pitch = pitches.get((line.block, line.size), usual)
                right = rights.get(line.block, line.right)
                self._add_line(line, Measure(pitch, right, self._hanging))
                end = index + 1
            index = end
        self._add_labels()

    def add_note(self, lines: Sequence[Line]) -> None:
        """Take in a footnote."""
        self.page_end = max(self.page_end, lines[-1].page)
        text = note_text(self.words.paragraph([line.text for line in lines]))
        self._notes.append(_Piece(text, ((0, lines[0].page),)))

    def add_aside(self, text: str) -> None:
        """Take in text that stands across the page: it interrupts none."""
        self._float(self.words.paragraph(text.split("\n")), self.page_end)

    def close(self) -> tuple[str, Pages]:
        """Return the section's text: paragraphs with blank lines between, footnotes last.

        With it, where in the text its pages begin.
        """
        self._flush()
        pieces = (piece for piece in (*self._texts, *self._notes) if piece.text)
        return joined(((piece.text, piece.pages) for piece in pieces), gap="\n\n")

    def _float(self, text: str, page: int) -> None:
        self._floats.append(_Piece(text, ((0, page),) if page else ()))

    def _add_float(
        self,
        lines: Sequence[Line],
        start: int,
        row_rules: Mapping[int, tuple[int, RowRules]],
        grids: Sequence[Grid],
    ) -> int:
        """Take in a caption, table or listing; return where it ends, ``start`` if there is none."""
        if starts_caption(lines, start, self._open[-1] if self._open else None, self.body):
            end = caption_end(lines, start, row_rules)
            caption = self.words.paragraph([c.text for c in lines[start:end]])
            self._float(caption, lines[start].page)
            return end
        end = self._add_grid(lines, start, grids)
        if end == start and start in row_rules:
            end = self._add_table(lines, start, *row_rules[start])
        if end == start:
            end = self._add_listing(lines, start)
        if end == start:
            end = self._add_table(lines, start, table_end(lines, start), None)
        return end

    def _add_listing(self, lines: Sequence[Line], start: int) -> int:
        """Take in a program, line by line; return where it ends, ``start`` if there is none."""
        end = listing_end(lines, start, self.body)
        if end > start:
            self._flush()
            text, page = listing_text(lines[start:end]), lines[start].page
            self._texts.append(_Piece(text, ((0, page),)))
        return end

    def _add_table(
        self, lines: Sequence[Line], start: int, end: int, row_rules: RowRules | None
    ) -> int:
        """Take in lines in cells: as a table, or where that is unsure as lines of their own."""
        if end == start:
            return start
        own = lines[start:end]
        table = as_markdown(own, row_rules.ys if row_rules else (), self.words.join)
        if table is None and row_rules is not None:
            return start
        if table is None:
            self._float("\n".join(line.text for line in own), own[0].page)
        else:
            self._put_table(table, own[0].page)
        return end

    def _put_table(self, table: str, page: int) -> None:
        """Add a table, to that of the page before if it goes on."""
        done = self._floats or ([] if self._open else self._texts)
        goes_on = done and self._table_page == page - 1 and same_columns(done[-1].text, table)
        if goes_on:
            begun = done[-1]
            done[-1] = _Piece(continued(begun.text, table), (*begun.pages, (len(begun.text), page)))
        else:
            self._float(table, page)
        self._table_page = page

    def _add_labels(self) -> None:
        labels = [text for text in self._labels if any(map(str.isalnum, text))]
        if len(labels) > _MAX_LABELS:
            labels = [text for text in labels if any(map(str.isalpha, text))]
        if labels:
            self._float(" · ".join(labels), self.page_end)
        self._labels = []

    def _add_grid(self, lines: Sequence[Line], start: int, grids: Sequence[Grid]) -> int:
        """Take in a ruled table; return where it ends, ``start`` if none begins there."""
        grid = next((grid for grid in grids if grid.holds(lines[start])), None)
        if grid is None:
            return start
        end = start
        while end < len(lines) and grid.holds(lines[end]):
            end += 1
        own = lines[start:end]
        table = None
        if len(columns_of(own)) > len(grid.xs) - 1:  # not all columns are ruled
            table = as_markdown(own, grid.ys, self.words.join)
        table = table or grid_markdown(own, grid, self.words.join)
        if table is None:
            return start
        self._put_table(table, lines[start].page)
        return end

    def _add_line(self, line: Line, measure: Measure) -> None:
        if self._open and begins_paragraph(line, self._open, measure, self.body):
            self._flush()
        self._open.append(line)

    def _flush(self) -> None:
        if self._open:
            self._hanging += hanging_of(self._open)
            self._texts.append(_Piece(self._paragraph(self._open), self._pages(self._open)))
            self._open = []
        self._texts += self._floats
        self._floats = []

    def _paragraph(self, lines: Sequence[Line]) -> str:
        return self.words.paragraph(marks_behind(lines))

    def _pages(self, lines: Sequence[Line]) -> Pages:
        """Return where in a paragraph pages begin, to the letter or so."""
        turns = [at for at in range(1, len(lines)) if lines[at].page != lines[at - 1].page]
        return (
            (0, lines[0].page),
            *((len(self._paragraph(lines[:at])) + 1, lines[at].page) for at in turns),
        )
