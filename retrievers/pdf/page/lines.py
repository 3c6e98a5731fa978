"""Printed lines in reading order, with the style that most of their letters have."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence

from headwise.retrievers.pdf.page.accents import with_accents
from headwise.retrievers.pdf.page.blocks import Block, blocks_of
from headwise.retrievers.pdf.page.columns import Fragment, fragments_of, gutters_of
from headwise.retrievers.pdf.page.direction import is_leftward, mirrored, with_brackets
from headwise.retrievers.pdf.page.drop_caps import without_drop_caps
from headwise.retrievers.pdf.page.fields import TICKED, chosen
from headwise.retrievers.pdf.page.formulas import on_one_line
from headwise.retrievers.pdf.page.grids import find_grids
from headwise.retrievers.pdf.page.insets import insets_of
from headwise.retrievers.pdf.page.margins import margin_notes
from headwise.retrievers.pdf.page.records import Cell, Font, Line, Page, Rule, Span
from headwise.retrievers.pdf.page.scripts import SMALL, with_scripts
from headwise.retrievers.pdf.page.shadows import without_shadows
from headwise.retrievers.pdf.page.sidebars import sidebar_of
from headwise.retrievers.pdf.page.spacing import cells_of, column_starts, with_gaps
from headwise.retrievers.pdf.page.styles import is_code
from headwise.retrievers.pdf.page.underlines import mark_underlined

_CELL_GAP = 1.6  # em; wider gaps within a line set apart cells, or a number from its heading
_PIECE_GAP = 0.7  # em; where a table has narrow gaps, its columns show at these
_FULL_SIZE = 0.2  # share of a line's characters that are no scripts, at least
_WORD = 4  # letters; fewer may be a script


def lines_of(pages: Sequence[Page]) -> list[list[Line]]:
    """Return the lines of each page in reading order, columns one after the other."""
    fragments = [
        fragments_of(
            without_drop_caps(without_shadows(on_one_line(with_accents(page.spans), page.rules)))
        )
        for page in pages
    ]
    gutters = gutters_of(fragments, [page.width for page in pages])
    notes = [
        beside or ([] if columns else insets_of(found, page))
        for beside, columns, found, page in zip(
            margin_notes(pages, fragments, gutters), gutters, fragments, pages, strict=True
        )
    ]
    gutters = [
        columns if columns or beside else sidebar_of(found, page)
        for page, found, columns, beside in zip(pages, fragments, gutters, notes, strict=True)
    ]
    lines = [
        _page_lines(page, blocks_of(page, found, columns, beside))
        for page, found, columns, beside in zip(pages, fragments, gutters, notes, strict=True)
    ]
    mark_underlined(lines, [page.rules for page in pages])
    return lines


def _page_lines(page: Page, blocks: Sequence[Block]) -> list[Line]:
    lines = []
    grids = find_grids(page.rules)
    uprights = [rule for rule in page.rules if not rule.horizontal]
    for number, block in enumerate(blocks):
        rows = _rows(block.fragments)
        for row, columns in zip(rows, column_starts(map(_spans_of, rows)), strict=True):
            line = _line(page.number, row, uprights, columns)
            line.block, line.left, line.right = number, block.left, block.right
            line.in_table = any(grid.holds(line) for grid in grids)
            if line.text:
                lines.append(line)
    return lines


def _rows(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Group the fragments of a block by baseline; scripts go with the line they hang on."""
    rows: list[list[Fragment]] = []
    lead: list[Fragment] = []  # of each row, the fragment with the largest letters
    for fragment in sorted(fragments, key=lambda f: (-round(f.size), f.y)):
        home = None
        nearest = 1.0
        for index, first in enumerate(lead):
            script = fragment.size < SMALL * first.size or len(fragment.spans[0].text) <= 2
            drift = abs(fragment.y - first.y) / first.size
            if drift < (0.5 if script else 0.25) and drift < nearest:
                if (
                    script
                    and drift > 0.1
                    and (
                        _is_below(fragment, first)
                        or not any(_beside(fragment, other) for other in rows[index])
                    )
                ):
                    continue
                home, nearest = index, drift
        if home is None:
            rows.append([fragment])
            lead.append(fragment)
        else:
            rows[home].append(fragment)
    _attach_scripts(rows, lead)
    order = [index for index in sorted(range(len(rows)), key=lambda i: lead[i].y) if rows[index]]
    return [sorted(rows[index], key=lambda f: f.x0) for index in order]


def _attach_scripts(rows: list[list[Fragment]], lead: Sequence[Fragment]) -> None:
    """Give rows of a sign or two in small print, as limits of sums, to the line beside them."""
    for index, row in enumerate(rows):
        if len(row) != 1 or sum(len(span.text) for span in row[0].spans) > 3:
            continue
        own = row[0]
        for other, first in enumerate(lead):
            near = own.size < SMALL * first.size and abs(own.y - first.y) < 0.75 * first.size
            if other != index and near and any(f.x0 <= own.x0 <= f.x1 + 2.0 for f in rows[other]):
                rows[other].append(own)
                rows[index] = []
                break


def _beside(fragment: Fragment, other: Fragment) -> bool:
    """Whether the gap between two fragments is small, so that one can be the other's script."""
    return max(fragment.x0, other.x0) - min(fragment.x1, other.x1) < 3.0 * other.size


def _is_below(fragment: Fragment, lead: Fragment) -> bool:
    """Whether words stand above or below large letters, as a chapter's title below its number."""
    words = sum(map(str.isalpha, fragment.spans[0].text)) >= _WORD
    shared = min(fragment.x1, lead.x1) - max(fragment.x0, lead.x0)
    return words and shared > 0.5 * min(fragment.x1 - fragment.x0, lead.x1 - lead.x0)


def _spans_of(row: Sequence[Fragment]) -> list[Span]:
    return [span for fragment in row for span in fragment.spans]


def _line(
    page: int, row: Sequence[Fragment], uprights: Sequence[Rule], columns: Collection[int]
) -> Line:
    spans = _spans_of(row)
    leftward = is_leftward(spans)
    starts = set() if leftward else {id(fragment.spans[0]) for fragment in row}
    if leftward:
        spans = mirrored(spans)
    letters = [sum(map(str.isalnum, span.text)) for span in spans]
    size, font, color = _commonest_style(spans, letters)
    caps = _two_sizes_of_capitals(spans)
    if caps is not None:
        size = caps
    y = next((s.y for s in spans if s.size == size), spans[0].y)
    small = 0.9 * size if caps is not None else 0.0
    spaced = with_gaps(with_scripts(spans, *_base_of(spans, size, y)), small, starts, uprights)
    cells = cells_of(spaced, _CELL_GAP * size)
    pieces = cells_of(spaced, _PIECE_GAP * size, columns)
    text = _text(cells)
    left, right = min(s.x0 for s in spans), max(s.x1 for s in spans)
    if leftward:
        left, right = -right, -left
        cells = [Cell(with_brackets(cell.text), -cell.x1, -cell.x0) for cell in cells]
        pieces = [Cell(with_brackets(cell.text), -cell.x1, -cell.x0) for cell in pieces]
    return Line(
        page=page,
        text=text,
        x0=left,
        x1=right,
        y=y,
        size=size,
        font=font,
        color=color,
        bold=_share(spans, letters, lambda font: font.bold),
        italic=_share(spans, letters, lambda font: font.italic),
        small_caps=caps is not None or _share(spans, letters, lambda font: font.small_caps) > 0.5,
        code=_share(spans, letters, lambda font: is_code(font.family)) == 1.0,
        figure=all(s.figure for s in spans),
        cells=tuple(cells),
        pieces=tuple(pieces),
        lead=_lead(spans, text),
    )


def _text(cells: Sequence[Cell]) -> str:
    """Return the text of a line, with the answers of a form where boxes are ticked."""
    text = " ".join(cell.text for cell in cells).strip()
    if TICKED not in text:
        return text
    questions: list[str] = []
    for cell in cells:
        if questions and ":" not in cell.text:
            questions[-1] += f" {cell.text}"
        else:
            questions.append(cell.text)
    return " ".join(map(chosen, questions)).strip()


def _commonest_style(spans: Sequence[Span], letters: Sequence[int]) -> tuple[float, Font, int]:
    """Return size, font and colour of most letters."""
    weights: dict[tuple[float, Font, int], int] = defaultdict(int)
    for span, count in zip(spans, letters, strict=True):
        weights[span.size, span.font, span.color] += count * 10 + 1
    return max(weights, key=weights.__getitem__)


def _share(spans: Sequence[Span], letters: Sequence[int], has: Callable[[Font], bool]) -> float:
    """Return the share of letters, 0 to 1, whose font has something."""
    own = sum(count for span, count in zip(spans, letters, strict=True) if has(span.font))
    return own / sum(letters) if own else 0.0


def _base_of(spans: Sequence[Span], size: float, y: float) -> tuple[float, float]:
    """Return size and baseline of a line's full-size letters; a formula may have few of them."""
    letters: Counter[tuple[float, float]] = Counter()
    for span in spans:
        letters[span.size, span.y] += len(span.text)
    enough = _FULL_SIZE * sum(letters.values())
    return max((key for key, count in letters.items() if count >= enough), default=(size, y))


def _two_sizes_of_capitals(spans: Sequence[Span]) -> float | None:
    """Return the larger size if the line is set in capitals of two sizes, as small capitals."""
    letters = [s for s in spans if any(map(str.isalpha, s.text))]
    if any(c.islower() for s in letters for c in s.text):
        return None
    sizes = {s.size for s in letters}
    if len(sizes) != 2 or sum(len(s.text) for s in letters) < 4:
        return None
    small, large = sorted(sizes)
    lengths = [sum(len(s.text) for s in letters if s.size == size) for size in (small, large)]
    return large if 0.7 <= small / large <= 0.88 and 2 * lengths[0] >= lengths[1] else None


def _lead(spans: Sequence[Span], text: str) -> str:
    """Return the emphasised words that a line begins with, if plain text follows them."""
    words = ""
    for span in spans:
        if not words and not any(map(str.isalpha, span.text)):
            continue  # a number or a bullet
        font = span.font
        if not (font.bold or font.italic or font.small_caps):
            return _as_printed(words, text)
        words += span.text.strip() + " "
    return ""


def _as_printed(words: str, text: str) -> str:
    """Return words with the spaces that they have in a text: letters may be spans of their own."""
    letters = "".join(words.split())
    found = re.search(r"\s*".join(map(re.escape, letters)), text) if letters else None
    return found[0] if found else words.strip()
