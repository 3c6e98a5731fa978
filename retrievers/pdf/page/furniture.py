"""What is printed on pages around the text: running heads and feet, and page numbers.

Furniture shows only across pages: the same words, or words that count with the pages, at
the same height. Rows are looked at from the page's edge inwards, and the first that is no
furniture ends the search, so a heading below a running head is never taken for one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import body_of
from headwise.retrievers.text.numbers import roman_value
from headwise.retrievers.text.vocabulary import pattern

_ROWS = 4  # rows looked at from either edge
_ZONE = 0.17  # share of the page's height in which furniture stands
_FILLED = 8  # lines of a page that has more than furniture
_DRIFT = 2.5  # points by which the same furniture may differ in height
_NUMBER = re.compile(r"\d+|\b[ivxl]+\b", re.IGNORECASE)
_ONLY_NUMBER = re.compile(
    rf"[^\w§]*+(?:{pattern('page')}\s*+)?(\d{{1,4}}|[ivxl]{{1,7}})\W*+"
    rf"(?:(?:{pattern('of')}\s*+|(?<=/)|(?<=/\s))\d++\W*+|(?:{pattern('page')}|P a g e)\W*+)?",
    re.IGNORECASE,
)
_PAGE = re.compile(rf"{pattern('page')}\s*(\d{{1,4}})\b", re.IGNORECASE)
_OF_ALL = re.compile(r"(?<=\d)\s?/\s?\d{1,4}(?!\S)")
_CAPTION = re.compile(rf"{pattern('figure', 'table', 'listing')}\s*[\dIVX]", re.IGNORECASE)
_LARGE = 1.15  # size relative to the body's from which a row may be a heading that comes again
_SHARE = 0.1  # of the pages, on which such a row is furniture all the same


def find_furniture(lines: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[int]:
    """Return the ``id`` of each line that is a running head or foot or a page number."""
    found: set[int] = set()
    size = body_of(lines).size
    for from_top in (True, False):
        pages = [
            _edge_rows(page, height, from_top=from_top)
            for page, height in zip(lines, heights, strict=True)
        ]
        found |= _furniture_at(_Edge(pages, size), [len(page) > _FILLED for page in lines])
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    """Lines at one height near the edge of a page."""

    distance: float
    """From the edge, in points."""
    lines: list[Line]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in sorted(self.lines, key=lambda line: line.x0))

    @property
    def size(self) -> float:
        return self.lines[0].size


def _edge_rows(lines: Sequence[Line], height: float, *, from_top: bool) -> list[_Row]:
    """Return the rows nearest an edge, outermost first."""
    zone = [
        line
        for line in lines
        if (line.y < _ZONE * height if from_top else line.y > (1.0 - _ZONE) * height)
        and not line.in_table
    ]
    zone.sort(key=lambda line: line.y if from_top else -line.y)
    rows: list[_Row] = []
    for line in zone:
        distance = line.y if from_top else height - line.y
        if rows and abs(rows[-1].distance - distance) < _DRIFT:
            rows[-1].lines.append(line)
        elif len(rows) < _ROWS:
            rows.append(_Row(distance, [line]))
        else:
            break
    return rows


class _Edge:
    """The rows at one edge of all pages, and what repeats in them."""

    def __init__(self, pages: Sequence[Sequence[_Row]], size: float) -> None:
        self.pages = pages
        self._large = _LARGE * size
        offsets: Counter[int] = Counter()
        for index, rows in enumerate(pages):
            offsets.update({o for row in rows for o in _offsets(row.text, index)})
        enough = max(2, len(pages) // 5)
        self._offsets = {offset for offset, count in offsets.items() if count >= enough}
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for index, rows in enumerate(pages):
            for row in rows:
                for key in self._keys(index, row):
                    self._places[key].append((index, row.distance))

    def _keys(self, index: int, row: _Row) -> list[str]:
        """Return what equal rows share: the words, with a sign for each number that counts.

        Beside the page's number, all other numbers may differ too: those of sections.
        """

        def counting(match: re.Match[str]) -> str:
            value = _value(match.group())
            counts = value is not None and value - index in self._offsets
            return "#" if counts else match.group()

        text = " ".join(row.text.casefold().split())
        keys = [_NUMBER.sub(counting, text)]
        if self.counts(index, row):
            keys.append(" ".join(_NUMBER.sub(" ", text).split()))
        return keys

    def counts(self, index: int, row: _Row) -> bool:
        """Whether a row begins or ends with a number that counts with the pages."""
        return bool(self._offsets & _offsets(row.text, index))

    def repeats(self, index: int, row: _Row) -> bool:
        """Whether a row stands at the same height of other pages too, but for their numbers.

        What is set larger than the text may be the title of several slides: it is furniture
        only on a good part of all pages.
        """
        if _CAPTION.match(row.text):
            return False
        places = [place for key in self._keys(index, row) for place in self._places[key] if key]
        others = {i for i, y in places if abs(y - row.distance) <= _DRIFT and i != index}
        enough = 2 if len(self.pages) > 6 else 1
        if self.is_large(row):
            enough = max(2, round(_SHARE * len(self.pages)))
        return len(others) >= enough

    def is_large(self, row: _Row) -> bool:
        """Whether a row is set clearly larger than the text."""
        return max(line.size for line in row.lines) >= self._large

    def is_page_number(self, index: int, row: _Row) -> bool:
        """Whether a row is nothing but a page number."""
        if not _ONLY_NUMBER.fullmatch(row.text):
            return False
        return bool(self._offsets & _offsets(row.text, index)) or len(self.pages) < 3


def _value(number: str) -> int | None:
    return int(number) if number.isdecimal() and len(number) <= 4 else roman_value(number)


def _offsets(text: str, page: int) -> set[int]:
    """Return the numbers at a row's ends and behind "Page", each less the index of its page.

    Of "3/12", the number of all pages does not count.
    """
    words = _OF_ALL.sub("", text).split()
    ends = {word.strip("-–—.|[]() ") for word in (*words[:1], *words[-1:])}
    ends.update(_PAGE.findall(text))
    return {value - page for end in ends if (value := _value(end)) is not None}


def _furniture_at(edge: _Edge, filled: Sequence[bool]) -> set[int]:
    """Return the ``id`` of each furniture line among the rows of one edge.

    Where heads that change stand, only pages ``filled`` with text say: on the others may stand
    that they are for notes.
    """
    found: set[int] = set()
    sure: list[_Row] = []
    later: list[tuple[int, _Row]] = []
    for index, rows in enumerate(edge.pages):
        for row in rows:
            if edge.is_page_number(index, row) or edge.repeats(index, row):
                found.update(id(line) for line in row.lines)
                sure += [row] if filled[index] else []
                continue
            if _stands_apart(rows, row) and not _CAPTION.match(row.text):
                later.append((index, row))
            break
    # Heads that change with the chapter stand where the constant ones stand, or begin or end
    # with the page's number on several pages at one height.
    bearing = [row for index, row in later if edge.counts(index, row)]
    for index, row in later:
        near = sum(_at_one_place(row, other) for other in sure)
        rivals = sum(_at_one_place(row, other) for _, other in later)
        alike = sum(abs(row.distance - other.distance) <= _DRIFT for other in bearing)
        bold = max(line.bold for line in row.lines) > 0.5
        in_place = near >= 3 and (near >= rivals or not bold)
        counts = edge.counts(index, row) and alike >= 3
        if (in_place or counts) and not edge.is_large(row):
            found.update(id(line) for line in row.lines)
    return found


def _at_one_place(row: _Row, other: _Row) -> bool:
    return abs(row.distance - other.distance) <= _DRIFT and abs(row.size - other.size) < 0.2


def _stands_apart(rows: Sequence[_Row], row: _Row) -> bool:
    """Whether the next row inwards is further away than a line of text would be."""
    inner = [other for other in rows if other.distance > row.distance + _DRIFT]
    return not inner or inner[0].distance - row.distance > 1.5 * row.size
