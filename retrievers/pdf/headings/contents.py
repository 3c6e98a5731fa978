"""Printed tables of contents: found so that they are no sections, and read as evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from headwise.retrievers.pdf.headings.recurring import find_recurring
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.text.numbering import lone_label, split_number
from headwise.retrievers.text.numbers import roman_value
from headwise.retrievers.text.vocabulary import squash, titles

_LEADERS = re.compile(r"(?:(?<!\s)\s++)?[.·…_](?:\s*+[.·…_]){2,}+\s*+")
_PAGE_AT_END = re.compile(
    r"^(?P<title>\s*[.·…_]|.*?[^\s.·…_])(?:(?:\s*+[.·…_]){2,}+\s*+|\s++·\s++)"
    r"(?P<page>\d{1,4}|[ivxl]{1,7})$",
    re.IGNORECASE,
)
_TITLES = titles("contents")
_LARGER = 1.1  # times the size of the entries: a heading above them
_MIN_ENTRIES = 3
_MIN_COLUMN = 8
_MAX_GAP = 2  # lines without a page number (long titles) between two entries


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table of contents."""

    title: str
    """As printed, with its number, without leaders and page."""
    page: int | None
    """The page number printed there, if arabic."""
    indent: float
    """How much further right than the leftmost entry of its column: deeper levels more."""
    column: tuple[int, int]
    """The page that it is printed on, 1-based, and the block there."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The tables of contents of a document."""

    entries: tuple[Entry, ...] = ()
    lines: frozenset[int] = frozenset()
    """The ``id`` of every line that belongs to one."""


def is_contents_title(text: str) -> bool:
    """Whether a heading announces a table of contents or a list of figures."""
    return squash(text) in _TITLES


def find_contents(pages: Sequence[Sequence[Line]]) -> Contents:
    """Return the entries of all tables of contents and the lines that they take up."""
    entries: list[Entry] = []
    taken: set[int] = set()
    page = 0  # of the last entry
    for lines in pages:
        marks = [_entry(line) for line in lines]
        start = 0
        while start < len(lines):
            announced = is_contents_title(lines[start].text)
            end = _run_end(marks, start + announced)
            run = [mark for mark in marks[start + announced : end] if mark is not None]
            own = lines[start:end]
            leaders = sum(1 for line in own if _has_leaders(line.text))
            rising = _mostly_rising(run)
            goes_on = bool(entries) and lines[start].page - page <= 1 and _continues(entries, run)
            sparse = announced and leaders > 0  # a list of one or two tables
            enough = len(run) >= (1 if sparse else 2 if goes_on else _MIN_ENTRIES)
            sure = (
                announced
                or leaders >= 2
                or goes_on
                or (
                    _is_column(own, marks[start:end])
                    and not _has_head(lines, marks, start)
                    and not _has_figures(own)
                )
            )
            ruled = leaders == 0 and 2 * sum(line.in_table for line in own) > len(own)
            if enough and rising and sure and (announced or not ruled):
                # An entry over two lines may begin the page.
                begin = 0 if goes_on and start <= _MAX_GAP else start
                entry = next(i for i in range(start + announced, end) if marks[i] is not None)
                begin = _without_larger(lines, begin, entry)
                taken.update(id(line) for line in lines[begin:end])
                first = start + announced if begin == start else begin
                entries.extend(_joined(lines[first:end], marks[first:end]))
                page = lines[start].page
                start = end
            else:
                start += 1
    others = [[line for line in lines if id(line) not in taken] for lines in pages]
    for line in find_recurring(others):
        taken.add(id(line))
        column = line.page, line.block
        entries.append(Entry(line.text, None, line.x0 - line.left, column))
    return Contents(tuple(entries), frozenset(taken))


def _without_larger(lines: Sequence[Line], begin: int, entry: int) -> int:
    """Return ``begin``, moved behind the headings above the first entry.

    They are set larger. The last is the title of the contents, in whatever language, but for
    that of a chapter that its own contents follow: "2 Roots", or "Chapter 2" and "Roots".
    """
    larger = [i for i in range(begin, entry) if lines[i].size > _LARGER * lines[entry].size]
    if not larger:
        return begin
    last = larger[-1]
    numbered = split_number(lines[last].text)[0] is not None
    of_chapter = numbered or (last > 0 and lone_label(lines[last - 1].text))
    if is_contents_title(lines[begin].text):
        return begin
    return last if last == entry - 1 and not of_chapter else last + 1


def _has_leaders(text: str) -> bool:
    return bool(_LEADERS.search(text) or _PAGE_AT_END.match(text))


def _entry(line: Line) -> Entry | None:
    """Read a line that ends with leaders and a page number, or with one set far apart."""
    match = _PAGE_AT_END.match(line.text)
    if line.in_table and not _has_leaders(line.text):
        return None
    if match:
        title, page = match["title"], match["page"]
    elif len(line.cells) >= 2 and _is_page(line.cells[-1].text):
        title = " ".join(cell.text for cell in line.cells[:-1])
        page = line.cells[-1].text.strip(" .")
    else:
        return None
    title = _LEADERS.sub(" ", title).strip()
    if not any(map(str.isalpha, title)):
        return None
    return Entry(
        title, int(page) if page.isdecimal() else None, line.x0 - line.left, (line.page, line.block)
    )


def _is_page(text: str) -> bool:
    plain = _LEADERS.sub("", text).strip(" .")
    return (plain.isdecimal() and len(plain) <= 4) or (plain.islower() and bool(roman_value(plain)))


def _run_end(marks: Sequence[Entry | None], start: int) -> int:
    """Return the end of the run of entries that begins at ``start``; start if there is none."""
    end, misses = start, 0
    for index in range(start, len(marks)):
        if marks[index] is not None:
            end, misses = index + 1, 0
        else:
            misses += 1
            if misses > _MAX_GAP:
                break
    return end


def _is_column(lines: Sequence[Line], marks: Sequence[Entry | None]) -> bool:
    """Whether many numbers end at one right edge, as without leaders only contents have them."""
    edges = [line.x1 for line, mark in zip(lines, marks, strict=True) if mark is not None]
    return len(edges) >= _MIN_COLUMN and max(edges) - min(edges) < 6.0


def _has_head(lines: Sequence[Line], marks: Sequence[Entry | None], start: int) -> bool:
    """Whether a row of words over the titles and the numbers makes them columns of a table."""
    entry = next(i for i in range(start, len(lines)) if marks[i] is not None)
    while entry and marks[entry - 1] is not None:
        entry -= 1  # the run may begin in the middle of the rows
    numbers = lines[entry].cells[-1]
    return any(
        len(line.cells) >= 2
        and line.block == lines[entry].block
        and not any(map(str.isdecimal, line.text))
        and line.cells[-1].x0 < numbers.x1 + 2.0
        and line.cells[-1].x1 > numbers.x0 - 2.0
        for line in lines[max(0, entry - 2) : entry]
    )


def _has_figures(own: Sequence[Line]) -> bool:
    """Whether most rows have several figures, as rows of a table have."""
    figures = sum(sum(_is_figure(cell.text) for cell in line.cells) > 1 for line in own)
    return 2 * figures > len(own)


def _is_figure(text: str) -> bool:
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


def _mostly_rising(run: Sequence[Entry]) -> bool:
    numbers = [entry.page for entry in run if entry.page is not None]
    falls = sum(1 for a, b in pairwise(numbers) if b < a)
    return falls <= len(numbers) // 10


def _continues(entries: Sequence[Entry], run: Sequence[Entry]) -> bool:
    """Whether a run goes on with the table of the page before."""
    before = next((e.page for e in reversed(entries) if e.page is not None), None)
    after = next((e.page for e in run if e.page is not None), None)
    return before is not None and after is not None and after >= before


def _joined(lines: Sequence[Line], marks: Sequence[Entry | None]) -> list[Entry]:
    """Join entries over several lines: the page number stands on the last."""
    entries: list[Entry] = []
    pending: list[Line] = []
    for line, mark in zip(lines, marks, strict=True):
        if mark is None:
            pending.append(line)
            continue
        if pending:
            title = " ".join([*(p.text for p in pending), mark.title])
            entries.append(Entry(title, mark.page, pending[0].x0 - pending[0].left, mark.column))
        entries.append(mark)
        pending = []
    return entries
