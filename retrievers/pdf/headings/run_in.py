"""Numbered headings on the first line of their text, as of the clauses of contracts.

"3.2 **Payment.** The customer shall …" says what follows as much as a heading on a line of its
own. In a list such words only lead an item, so the numbers must count on, and either be those of
subsections or go through the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from headwise.retrievers.pdf.page.records import Cell, Line
from headwise.retrievers.pdf.page.styles import Body
from headwise.retrievers.text.numbering import split_number
from headwise.retrievers.text.numbers import Number, is_first, readings

_FEWEST = 3  # of subsections, in a document
_FEWEST_ALONE = 4  # of one count that goes through the document
_THROUGH = 0.5  # share of the document's lines from the first to the last of them
_WORDS = 10  # of such a heading, at most
_LETTERS = 3  # at least
_ENDS = ".:–—"
_CAPITALS = re.compile(rf"[^\W\d_a-z][^{_ENDS}]*")


class _Parts(NamedTuple):
    """What a line says: a heading with its number, and the beginning of its text."""

    heading: str
    rest: str
    number: Number


@dataclass(frozen=True, slots=True)
class _Found:
    page: int
    index: int
    row: int
    """Lines in front of it, in the document."""
    parts: _Parts


def part_run_in(pages: Sequence[Sequence[Line]], body: Body) -> list[list[Line]]:
    """Return the lines with run-in headings as lines of their own, marked ``run_in``."""
    found: list[_Found] = []
    row = 0
    for page, lines in enumerate(pages):
        for index, line in enumerate(lines):
            parts = None if body.bold or line.in_table else _parts(line)
            if parts is not None:
                found.append(_Found(page, index, row, parts))
            row += 1
    chosen = {(f.page, f.index): f.parts for f in (*_divisions(found), *_counted(found, row))}
    return [
        [
            part
            for index, line in enumerate(lines)
            for part in _parted(line, chosen.get((page, index)))
        ]
        for page, lines in enumerate(pages)
    ]


def _parts(line: Line) -> _Parts | None:
    """Return the parts of a line that begins with a number and emphasised words."""
    printed, title = split_number(line.text, known=True)
    ways = readings(printed or "")
    if not ways or printed is None:
        return None
    lead = _lead(line, title)
    heading, rest = lead.rstrip(f" {_ENDS}"), title[len(lead) :]
    ended = lead[-1:] in tuple(_ENDS) or rest.lstrip()[:1] in tuple(_ENDS)
    rest = rest.lstrip(f" {_ENDS}")
    words = heading.split()
    named = 0 < len(words) <= _WORDS and sum(map(str.isalpha, heading)) >= _LETTERS
    if not (named and ended and heading[0].isupper() and rest and not rest[0].islower()):
        return None
    return _Parts(f"{printed} {heading}", rest, ways[0])


def _lead(line: Line, title: str) -> str:
    """Return the words that a title begins with, bold or in capitals; empty if it does not."""
    bold = line.lead if line.bold > line.italic else ""
    known = split_number(bold, known=True)[1]
    if bold and known and title.startswith(known):
        return known
    match = _CAPITALS.match(title)
    capitals = match[0] if match and match[0].isupper() else ""
    return capitals if sum(map(str.isalpha, capitals)) >= _LETTERS else ""


def _divisions(found: Sequence[_Found]) -> list[_Found]:
    """Return those with numbers of two parts and more that count on: 3.1, 3.2."""
    own = [f for f in found if f.parts.number.depth > 1]
    kept: list[_Found] = []
    for f in own:
        number = f.parts.number
        before = number.with_parts(*number.parts[:-1], number.parts[-1] - 1)
        if is_first(number) or any(k.parts.number == before for k in kept):
            kept.append(f)
    return kept if len(kept) >= _FEWEST else []


def _counted(found: Sequence[_Found], rows: int) -> list[_Found]:
    """Return those with plain numbers whose one count goes through the document."""
    kept: list[_Found] = []
    for f in (f for f in found if f.parts.number.depth == 1):
        number = f.parts.number
        if kept and number == kept[0].parts.number:
            return []  # lists, that each begin anew
        follows = kept and kept[-1].parts.number == number.with_parts(number.parts[0] - 1)
        if follows or (not kept and is_first(number)):
            kept.append(f)
    through = len(kept) >= _FEWEST_ALONE and kept[-1].row - kept[0].row >= _THROUGH * rows
    return kept if through else []


def _parted(line: Line, parts: _Parts | None) -> tuple[Line, ...]:
    """Return a line, or its heading and the beginning of the text as two."""
    if parts is None:
        return (line,)
    share = (len(line.text) - len(parts.rest)) / len(line.text)
    at = line.x0 + share * (line.x1 - line.x0)
    rest = replace(line, bold=0.0, italic=0.0, lead="")
    heading = replace(rest, bold=float(bool(line.lead)), run_in=True)
    return _worded(heading, parts.heading, line.x0, at), _worded(rest, parts.rest, at, line.x1)


def _worded(line: Line, text: str, x0: float, x1: float) -> Line:
    cells = (Cell(text, x0, x1),)
    return replace(line, text=text, x0=x0, x1=x1, cells=cells, pieces=cells)
