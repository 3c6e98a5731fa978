"""What the rest of the document says about a candidate: contents, styles, what is around."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.front import prose_below, score_front
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, Style, alike, is_code, style_of
from headwise.retrievers.text.numbering import split_number
from headwise.retrievers.text.numbers import readings
from headwise.retrievers.text.vocabulary import squash, titles

_MOSTLY = 0.65  # share of the lines of a style that stand as headings do, outside of paragraphs
_CLOSE = 1.25  # body pitches between the head of a table and its first row, at most
_HEAD = 1.2  # size relative to the rows', up to which a line may be the head of a table
_ROW = 60  # characters of a row of a table, at most
_SAME_COLUMN = 2.0  # points between the left edges of cells in one column
_LARGER = 1.1  # size relative to the text's, in which no head of a table comes again and again
_FAINT = 1.2  # looks of headings of the text's size that are neither bold nor in capitals
_SEVERAL = 3  # as many faint lines must stand as headings do for any to be one
_REFERENCES = titles("references")


def score_context(
    candidates: Sequence[Candidate],
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    body: Body,
    *,
    outlined: bool,
) -> None:
    """Score candidates by each other and by the text around; ``outlined`` with an outline."""
    _score_contents(candidates, contents)
    _score_references(candidates)
    _score_below(candidates, pages, body)
    _score_headed(candidates)
    _score_regularity(candidates, pages, body)
    _score_styles(candidates, outlined=outlined)
    score_front(candidates, pages, body)


def _score_contents(candidates: Sequence[Candidate], contents: Contents) -> None:
    """Credit candidates that the printed table of contents lists."""
    entries: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(contents.entries):
        for key in {squash(entry.title), squash(split_number(entry.title, known=True)[1])}:
            if len(key) >= 3:
                entries[key].append(index)
    numbers = {
        way
        for entry in contents.entries
        if (number := split_number(entry.title)[0])
        for way in readings(number)
    }
    for candidate in candidates:
        keys = (squash(candidate.text), squash(split_number(candidate.text, known=True)[1]))
        for key in keys:
            if key in entries:
                candidate.contents = entries[key][0]
                candidate.add("in contents", WEIGHTS.in_contents)
                break
        else:
            ways = readings(candidate.number or "")
            if any(way in numbers and way.kind == "decimal" and way.depth == 1 for way in ways):
                candidate.add("number of another", WEIGHTS.number_taken)


def _score_references(candidates: Sequence[Candidate]) -> None:
    """Below the heading of the references, until the next that looks as strong, are entries.

    Several such headings mean short lists in each chapter, which end with it.
    """
    starts = [
        index
        for index, c in enumerate(candidates)
        if squash(c.heading) in _REFERENCES and c.distinct and c.score > 1.0
    ]
    if len(starts) != 1:
        return
    own = candidates[starts[0]]
    for c in candidates[starts[0] + 1 :]:
        stronger = c.style.size >= own.style.size + 1 and c.style.bold >= own.style.bold
        if c.outline_level is not None or alike(c.style, own.style) or stronger:
            return
        if c.contents is None and not c.supported:
            c.add("in references", WEIGHTS.in_references)


def _score_below(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body
) -> None:
    """A heading has text of the body or another heading below it, a label of a figure has not."""
    starts = {(c.page, c.start) for c in candidates if c.looks > 0}
    for c in candidates:
        lines = pages[c.page - 1]
        page, index = c.page, c.end
        if index >= len(lines):
            page, index = page + 1, 0
        if page > len(pages) or index >= len(pages[page - 1]):
            continue
        line = pages[page - 1][index]
        texty = sum(map(str.isalpha, line.text)) >= 12 and line.size >= 0.85 * body.size
        if not texty and (page, index) not in starts:
            c.add("no text below", WEIGHTS.no_text_below)
        if page == c.page and _is_table_head(c, lines):
            c.add("head of a table", WEIGHTS.table_head)


def _is_table_head(c: Candidate, lines: Sequence[Line]) -> bool:
    """Whether the lines right below, of its page, are the first rows of a table without rules."""
    line, after = lines[c.end], lines[c.end + 1] if c.end + 1 < len(lines) else None
    if c.below is None or c.number is not None or c.style.size > _HEAD * line.size:
        return False
    if line.in_table and not c.lines[-1].in_table:
        return False  # it stands above the grid
    rows = c.below < _CLOSE and _is_row(line) and (after is None or _in_columns(line, after))
    return rows or _in_columns(c.lines[-1], line)


def _in_columns(head: Line, line: Line) -> bool:
    """Whether the words of two lines stand in the same columns, at either edge of them."""
    ours, theirs = head.pieces[1:], line.pieces[1:]
    return (
        bool(ours)
        and len(ours) == len(theirs)
        and all(
            min(abs(a.x0 - b.x0), abs(a.x1 - b.x1)) < _SAME_COLUMN
            for a, b in zip(ours, theirs, strict=True)
        )
    )


def _is_row(line: Line) -> bool:
    """Whether a line is a row of a table rather than a numbered heading or justified text."""
    narrow = sum(len(cell.text) for cell in line.cells) <= _ROW
    return len(line.cells) >= 2 and narrow and split_number(line.text)[0] is None


def _score_headed(candidates: Sequence[Candidate]) -> None:
    """Right below a heading there is less space above than elsewhere."""
    for before, c in pairwise(candidates):
        if (before.page, before.end) != (c.page, c.start) or before.score < WEIGHTS.threshold:
            continue
        told = not alike(before.style, c.style) or before.style.caps != c.style.caps
        if c.distinct and told and before.style.size >= c.style.size:
            c.headed = True
            if "gap above" not in c.notes:
                c.add("below a heading", WEIGHTS.gap_above - c.notes.get("no gap above", 0.0))


def _score_regularity(
    candidates: Sequence[Candidate], pages: Sequence[Sequence[Line]], body: Body
) -> None:
    """Credit styles that nothing but lines standing as headings have."""
    uses = _uses(pages)
    groups: dict[Style, list[Candidate]] = defaultdict(list)
    for c in candidates:
        if c.distinct:
            groups[c.style].append(c)
    for style, all_alike in groups.items():
        group = [c for c in all_alike if "full stop" not in c.notes]
        spaced = [c for c in group if c.above is None or c.above >= 1.3 or c.headed]
        regular = len(spaced) >= 3 and len(spaced) >= 0.75 * len(group)
        regular = regular and sum(c.end - c.start for c in group) >= _MOSTLY * uses[style]
        if regular:
            tables = 2 * sum("head of a table" in c.notes for c in spaced) > len(spaced)
            tables = tables and style.size < _LARGER * body.size
            for c in spaced:
                c.add("regular style", WEIGHTS.regular_style)
                if not tables and "head of a table" in c.notes:
                    c.score -= c.notes.pop("head of a table")
                if c.notes.get("long") == WEIGHTS.long:
                    c.add("long, but regular", -WEIGHTS.long)
        if all_alike[0].looks < _FAINT:
            fewest = 1 if regular else 3
            _score_shape(
                [c for c in spaced if _is_shaped(c) and prose_below(c, pages, body) >= fewest]
            )


def _score_shape(shaped: Sequence[Candidate]) -> None:
    """Credit candidates of one faint style that stand as headings do, if there are several.

    Where most are numbered, only these.
    """
    if len(shaped) < _SEVERAL:
        return
    numbered = [c for c in shaped if c.supported]
    for c in numbered if 2 * len(numbered) > len(shaped) else shaped:
        c.add("shaped style", WEIGHTS.shaped_style)


def _is_shaped(c: Candidate) -> bool:
    """Whether it begins and ends as headings do, and is no code."""
    last = c.text[-1:]
    usual = c.heading[:1].isupper() and (last.isalnum() or last in ")?!:：？！）")
    return usual and c.below is not None and not is_code(c.style.family)


def _uses(pages: Sequence[Sequence[Line]]) -> Counter[Style]:
    """Return how many lines each style has outside of paragraphs set in it."""
    uses: Counter[Style] = Counter()
    for lines in pages:
        for style, run in groupby(lines, style_of):
            own = list(run)
            if not own[-1].text.endswith("."):
                uses[style] += len(own)
    return uses


def _score_styles(candidates: Sequence[Candidate], *, outlined: bool) -> None:
    """Credit candidates that look like proven ones, by outline, contents or numbers."""
    proven: dict[Style, int] = defaultdict(int)
    for c in candidates:
        if (
            c.outline_level is not None
            or c.contents is not None
            or (c.supported and c.score >= 3.5 and "lower case" not in c.notes)
        ):
            proven[c.style] += 1
    if not proven:
        return
    listed = outlined or sum(c.contents is not None for c in candidates) >= 5
    for c in candidates:
        if sum(count for style, count in proven.items() if alike(style, c.style)) >= 2:
            if c.looks >= 1.0:
                c.add("proven style", WEIGHTS.proven_style)
        elif listed and c.contents is None and (c.distinct or not c.supported):
            c.add("foreign style", WEIGHTS.foreign_style)
