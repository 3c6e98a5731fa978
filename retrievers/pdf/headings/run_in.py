"""Headings on the first line of their text, as of the clauses of contracts.

"3.2 **Payment.** The customer shall …" says what follows as much as a heading on a line of its
own. In a list such words only lead an item, so the numbers must count on, and either be those of
subsections or go through the document. Words without numbers must do so too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from headwise.retrievers.pdf.page.records import Cell, Line, Rule
from headwise.retrievers.pdf.page.styles import Body
from headwise.retrievers.pdf.page.underlines import Underlines
from headwise.retrievers.text.numbering import split_number
from headwise.retrievers.text.numbers import Number, is_first, readings
from headwise.retrievers.text.vocabulary import squash

_FEWEST = 3  # of subsections, in a document
_FEWEST_ALONE = 4  # of those that go through the document
_THROUGH = 0.5  # share of the document's lines from the first to the last of them
_WORDS = 10  # of such a heading, at most
_LETTERS = 3  # at least
_SHORT = 0.85  # share of the column's width up to which a line ends a paragraph
_ENDS = ".:–—"
_CAPITALS = re.compile(rf"[^\W\d_a-z][^{_ENDS}]*")
_FIRST = re.compile(rf"[^{_ENDS}]*")


class _Parts(NamedTuple):
    """What a line says: a heading, maybe with its number, and the beginning of its text."""

    heading: str
    rest: str
    number: Number | None


@dataclass(frozen=True, slots=True)
class _Found:
    page: int
    index: int
    row: int
    """Lines in front of it, in the document."""
    parts: _Parts


def part_numbered(
    pages: Sequence[Sequence[Line]], rules: Sequence[Sequence[Rule]], body: Body
) -> list[list[Line]]:
    """Return the lines with numbered run-in headings as lines of their own, marked ``run_in``.

    Args:
        pages: The lines of each page, without furniture and contents.
        rules: Those drawn on each page.
        body: The style of the text.
    """
    underlines = [Underlines(drawn) for drawn in rules]

    def parts(page: int, index: int) -> _Parts | None:
        line = pages[page][index]
        return None if body.bold else _numbered(line, underlines[page])

    def choose(found: Sequence[_Found], rows: int) -> list[_Found]:
        return [*_divisions(found), *_counted(found, rows)]

    return _parted_pages(pages, parts, choose)


def part_unnumbered(pages: Sequence[Sequence[Line]], body: Body) -> list[list[Line]]:
    """Return the lines of a document without other headings, parted like those with numbers."""

    def parts(page: int, index: int) -> _Parts | None:
        line, before = pages[page][index], pages[page][index - 1] if index else None
        if body.bold or (before and not _ends_paragraph(before)):
            return None
        return _split(line.text, line.lead, "", None)

    def choose(found: Sequence[_Found], rows: int) -> list[_Found]:
        own = [f for f in found if f.parts.number is None]
        different = len({squash(f.parts.heading) for f in own}) == len(own)  # no names of speakers
        return own if different and _goes_through(own, rows) else []

    return _parted_pages(pages, parts, choose)


def _parted_pages(
    pages: Sequence[Sequence[Line]],
    parts_of: Callable[[int, int], _Parts | None],
    choose: Callable[[Sequence[_Found], int], list[_Found]],
) -> list[list[Line]]:
    found: list[_Found] = []
    row = 0
    for page, lines in enumerate(pages):
        for index, line in enumerate(lines):
            if not line.in_table and (parts := parts_of(page, index)):
                found.append(_Found(page, index, row, parts))
            row += 1
    chosen = {(f.page, f.index): f.parts for f in choose(found, row)}
    return [
        [
            part
            for index, line in enumerate(lines)
            for part in _parted(line, chosen.get((page, index)))
        ]
        for page, lines in enumerate(pages)
    ]


def _ends_paragraph(line: Line) -> bool:
    short = line.x1 - line.left < _SHORT * (line.right - line.left)
    return short or line.text.endswith((".", ":", "?", "!"))


def _numbered(line: Line, underlines: Underlines) -> _Parts | None:
    """Return the parts of a line that begins with a number and emphasised words."""
    printed, title = split_number(line.text, known=True)
    ways = readings(printed or "")
    if not ways or printed is None:
        return None
    return _split(title, _lead(line, title, underlines), f"{printed} ", ways[0])


def _split(text: str, lead: str, printed: str, number: Number | None) -> _Parts | None:
    """Return a text parted behind its lead, if that reads like a heading of what follows."""
    heading, rest = lead.rstrip(f" {_ENDS}"), text[len(lead) :]
    ended = lead[-1:] in tuple(_ENDS) or rest.lstrip()[:1] in tuple(_ENDS)
    rest = rest.lstrip(f" {_ENDS}")
    words = heading.split()
    named = 0 < len(words) <= _WORDS and sum(map(str.isalpha, heading)) >= _LETTERS
    named = named and len(words[-1]) > 1  # not "SMITH, J."
    begins = text.startswith(lead) and heading[:1].isupper() and rest and not rest[0].islower()
    return _Parts(printed + heading, rest, number) if named and ended and begins else None


def _lead(line: Line, title: str, underlines: Underlines) -> str:
    """Return the words that a title begins with: bold, in capitals or underlined."""
    bold = line.lead if line.bold > line.italic else ""
    known = split_number(bold, known=True)[1]
    if bold and known and title.startswith(known):
        return known
    match = _CAPITALS.match(title)
    capitals = match[0] if match and match[0].isupper() else ""
    if sum(map(str.isalpha, capitals)) >= _LETTERS:
        return capitals
    first = _FIRST.match(title)
    words = first[0] if first else ""
    start = len(line.text) - len(title)
    return words if underlines.under(line, start, start + len(words)) else ""


def _divisions(found: Sequence[_Found]) -> list[_Found]:
    """Return those with numbers of two parts and more that count on: 3.1, 3.2."""
    kept: dict[Number, list[_Found]] = {}
    for f in found:
        number = f.parts.number
        if number is None or number.depth < 2:
            continue
        before = number.with_parts(*number.parts[:-1], number.parts[-1] - 1)
        if is_first(number) or before in kept:
            kept.setdefault(number, []).append(f)
    every = [f for own in kept.values() for f in own]
    return every if len(every) >= _FEWEST else []


def _counted(found: Sequence[_Found], rows: int) -> list[_Found]:
    """Return those with plain numbers whose one count goes through the document."""
    kept: list[_Found] = []
    last: Number | None = None
    for f in found:
        number = f.parts.number
        if number is None or number.depth > 1:
            continue
        if last and number == kept[0].parts.number:
            return []  # lists, that each begin anew
        if is_first(number) if last is None else number == last.with_parts(last.parts[0] + 1):
            kept.append(f)
            last = number
    return kept if _goes_through(kept, rows) else []


def _goes_through(own: Sequence[_Found], rows: int) -> bool:
    return len(own) >= _FEWEST_ALONE and own[-1].row - own[0].row >= _THROUGH * rows


def _parted(line: Line, parts: _Parts | None) -> tuple[Line, ...]:
    """Return a line, or its heading and the beginning of the text as two."""
    if parts is None:
        return (line,)
    share = (len(line.text) - len(parts.rest)) / len(line.text)
    at = line.x0 + share * (line.x1 - line.x0)
    rest = replace(line, bold=0.0, italic=0.0, lead="")
    heading = replace(rest, bold=float(line.bold > 0), run_in=True)
    return _worded(heading, parts.heading, line.x0, at), _worded(rest, parts.rest, at, line.x1)


def _worded(line: Line, text: str, x0: float, x1: float) -> Line:
    cells = (Cell(text, x0, x1),)
    return replace(line, text=text, x0=x0, x1=x1, cells=cells, pieces=cells)
