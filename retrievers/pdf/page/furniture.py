"""What is printed on pages around the text: running heads and feet, page and line numbers.

Furniture shows only across pages: the same words, or words that count with the pages, at
the same height. Rows are looked at from the page's edge inwards, and the first that is no
furniture ends the search, so a heading below a running head is never taken for one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from headwise.retrievers.pdf.page.records import Line, Page, Span
from headwise.retrievers.text.numbering import roman_value
from headwise.retrievers.text.vocabulary import pattern

_ROWS = 4  # rows looked at from either edge
_ZONE = 0.17  # share of the page's height in which furniture stands
_DRIFT = 2.5  # points by which the same furniture may differ in height
_NUMBER = re.compile(r"\d+|\b[ivxl]+\b", re.IGNORECASE)
_ONLY_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.)\s*)?(\d{1,4}|[ivxl]{1,7})\W*"
    r"(?:(?:of|von|/)\s*\d+\W*|\|?\s*(?:page|P a g e)\W*)?",
    re.IGNORECASE,
)
_CAPTION = re.compile(rf"{pattern('figure', 'table', 'listing')}\s*[\dIVX]", re.IGNORECASE)
_MIN_LINE_NUMBERS = 12
_LONGEST_NUMBERED = 40  # characters of a heading that is little more than its number


def without_line_numbers(page: Page) -> Page:
    """Return the page without the line numbers in its margins, as manuscripts have them."""
    digits = [s for s in page.spans if s.text.strip().isdecimal() and len(s.text.strip()) <= 4]
    if len(digits) < _MIN_LINE_NUMBERS:
        return page
    drop: set[int] = set()
    margins: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in digits:
        # Numbers of growing length share an edge: the right one in the left margin.
        margins[0, round(span.x1 / 3)].append(span)
        margins[1, round(span.x0 / 3)].append(span)
    for spans in margins.values():
        ordered = sorted(spans, key=lambda s: s.y)
        values = [int(s.text) for s in ordered]
        steps = [b - a for a, b in pairwise(values)]
        if len(values) >= _MIN_LINE_NUMBERS and sum(s == 1 for s in steps) >= 0.9 * len(steps):
            drop.update(id(s) for s in ordered)
    if not drop:
        return page
    kept = [s for s in page.spans if id(s) not in drop]
    return replace(page, spans=kept)


def find_furniture(lines: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[int]:
    """Return the ``id`` of each line that is a running head or foot or a page number."""
    found: set[int] = set()
    numbered = _numbered_inside(lines, heights)
    for from_top in (True, False):
        rows = [
            _edge_rows(page, height, from_top=from_top)
            for page, height in zip(lines, heights, strict=True)
        ]
        found |= _furniture_at(rows, numbered)
    return found


def _numbered_inside(
    lines: Sequence[Sequence[Line]], heights: Sequence[float]
) -> dict[str, set[str]]:
    """Return the lines within the text that are little more than a number, by their words.

    Where "Question 2" and "Question 3" stand there, "Question 4" at the edge of a page is a
    heading that happens to stand at it.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for page, height in zip(lines, heights, strict=True):
        for line in page:
            within = _ZONE * height < line.y < (1.0 - _ZONE) * height
            if within and len(line.text) <= _LONGEST_NUMBERED and _NUMBER.search(line.text):
                found[_key(line.text)].add(line.text)
    return found


_Row = tuple[float, list[Line]]


def _edge_rows(lines: Sequence[Line], height: float, *, from_top: bool) -> list[_Row]:
    """Return the rows nearest an edge, outermost first, with their distance from it."""
    zone = [
        line
        for line in lines
        if (line.y < _ZONE * height if from_top else line.y > (1.0 - _ZONE) * height)
    ]
    zone.sort(key=lambda line: line.y if from_top else -line.y)
    rows: list[_Row] = []
    for line in zone:
        distance = line.y if from_top else height - line.y
        if rows and abs(rows[-1][0] - distance) < _DRIFT:
            rows[-1][1].append(line)
        elif len(rows) < _ROWS:
            rows.append((distance, [line]))
        else:
            break
    return rows


def _text(row: _Row) -> str:
    return " ".join(line.text for line in sorted(row[1], key=lambda line: line.x0))


def _key(text: str) -> str:
    """Return the words of a row without numbers, which count on from page to page."""
    words = re.findall(r"[^\W\d_]+", _NUMBER.sub(" ", text).casefold())
    return " ".join(words) if any(map(str.isalnum, text)) else text  # crop marks, ornaments


def _counted(text: str, page: int) -> int | None:
    """Return page number minus index of the page, if the text begins or ends with a number."""
    words = text.split()
    for word in (words[0], words[-1]) if words else ():
        plain = word.strip("-–—.|[]() ")
        value = int(plain) if plain.isdecimal() and len(plain) <= 4 else roman_value(plain)
        if value is not None:
            return value - page
    return None


class _Edge:
    """The rows at one edge of all pages, and what repeats in them."""

    def __init__(self, pages: Sequence[Sequence[_Row]], numbered: dict[str, set[str]]) -> None:
        self._pages = pages
        self._numbered = numbered
        self._words: dict[str, list[tuple[int, float]]] = defaultdict(list)
        offsets: Counter[int | None] = Counter()
        for index, rows in enumerate(pages):
            for row in rows:
                self._words[_key(_text(row))].append((index, row[0]))
                offsets[_counted(_text(row), index)] += 1
        enough = max(2, len(pages) // 5)
        self._offsets = {o for o, count in offsets.items() if o is not None and count >= enough}

    def counts(self, index: int, row: _Row) -> bool:
        """Whether a row bears a number that counts with the pages."""
        return _counted(_text(row), index) in self._offsets

    def repeats(self, index: int, row: _Row) -> bool:
        """Whether the words of a row stand at the same height of other pages too."""
        text = _text(row)
        key = _key(text)
        series = self._numbered.get(key, set())
        if not key or _CAPTION.match(text) or (len(series) >= 2 and text not in series):
            return False
        others = {i for i, y in self._words[key] if abs(y - row[0]) <= _DRIFT and i != index}
        return len(others) >= (2 if len(self._pages) > 6 else 1)

    def is_page_number(self, index: int, row: _Row) -> bool:
        """Whether a row is nothing but a page number."""
        if not _ONLY_NUMBER.fullmatch(_text(row)):
            return False
        return self.counts(index, row) or len(self._pages) < 3


def _furniture_at(pages: Sequence[Sequence[_Row]], numbered: dict[str, set[str]]) -> set[int]:
    """Return the ``id`` of each furniture line among the rows of one edge."""
    edge = _Edge(pages, numbered)
    found: set[int] = set()
    heights: Counter[tuple[float, float]] = Counter()
    later: list[tuple[int, _Row]] = []
    for index, rows in enumerate(pages):
        for row in rows:
            if edge.is_page_number(index, row) or edge.repeats(index, row):
                found.update(id(line) for line in row[1])
                heights[row[0], row[1][0].size] += 1
                continue
            if _stands_apart(rows, row) and not _CAPTION.match(_text(row)):
                later.append((index, row))
            break
    # Heads that change with the chapter stand where the constant ones stand, or begin or end
    # with the page's number on several pages at one height.
    bearing = [row[0] for index, row in later if edge.counts(index, row)]
    for index, row in later:
        near = sum(
            count
            for (y, size), count in heights.items()
            if abs(y - row[0]) <= _DRIFT and abs(size - row[1][0].size) < 0.2
        )
        alike = sum(1 for y in bearing if abs(y - row[0]) <= _DRIFT)
        if near >= 3 or (edge.counts(index, row) and alike >= 3):
            found.update(id(line) for line in row[1])
    return found


def _stands_apart(rows: Sequence[_Row], row: _Row) -> bool:
    """Whether the next row inwards is further away than a line of text would be."""
    inner = [other for other in rows if other[0] > row[0] + _DRIFT]
    return not inner or inner[0][0] - row[0] > 1.5 * row[1][0].size
