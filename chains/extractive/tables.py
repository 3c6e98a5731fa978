"""Rows of the Markdown tables in a text, under the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from headwise.retrievers.text.vocabulary import pattern

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]?\d)")
_SCALE = re.compile(rf"(?<!\w){pattern('scale')}(?!\w)", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\([^()]{1,100}\)")
_MOST_ABOVE = 3
"""Lines above a table that may tell the scale of its figures, or begin its head."""
_MOST_BEGUN = 8
"""Words of such a beginning: "Three months ended June 30,"."""
_SPANNED = 2
"""Column from which an empty head belongs to the one on its left: the first holds labels."""


@dataclass(frozen=True)
class Row:
    """A row of a table below its head."""

    head: list[str]
    cells: list[str]
    group: str = ""
    """The label without figures that it stands below: "Earnings per share"."""
    unit: str = ""
    """The scale of its table's figures, in parentheses: "(in thousands)"."""

    @property
    def text(self) -> str:
        """Its cells as one line."""
        return " ".join(self.cells)

    @property
    def is_label(self) -> bool:
        """Whether it has nothing but a label, and other rows have more."""
        return len(self.cells) > 1 and self.filled == self.cells[:1]

    @property
    def filled(self) -> list[str]:
        """The cells that are not empty."""
        return [cell for cell in self.cells if cell.strip("-: ")]

    def as_sentence(self, *, with_group: bool = False) -> str:
        """Return it to be read: figures get the head of their column.

        >>> Row(["", "May", "June 2025"], ["Sales", "$ 7", "$ 9"]).as_sentence()
        'Sales: May $ 7; $ 9 (June 2025).'
        """
        pairs = [*zip_longest(self.head, self.cells, fillvalue="")]
        is_wide = len(self.cells) > _SPANNED or not self.head[0]
        first, *others = (
            _headed(head, cell, is_wide=is_wide and number > 0)
            for number, (head, cell) in enumerate(pairs)
            if cell.strip("-: ")
        )
        group = f"{self.group}, " if with_group else ""
        is_scaled = any(not has_letters(cell) and "%" not in cell for cell in self.filled)
        unit = f" {self.unit}" if self.unit and is_scaled else ""
        return f"{group}{first}{unit}: {'; '.join(others)}.".replace(": .", ".").replace("..", ".")


def rows_of(text: str) -> Iterator[Row]:
    r"""Yield the rows of the tables in ``text``; a head of several lines counts as one.

    >>> head = "|  | Ended June 30, |  |\n| --- | --- | --- |\n|  | 2025 | 2024 |\n"
    >>> [row.head for row in rows_of(head + "| Sales | 9 | 7 |")]
    [['', 'Ended June 30, 2025', 'Ended June 30, 2024']]
    """
    above: list[str] = []
    for is_table, lines in groupby(text.splitlines(), lambda line: line.lstrip().startswith("|")):
        if is_table:
            yield from _rows(lines, above[-_MOST_ABOVE:])
        else:
            above = [line.strip() for line in lines if line.strip()]


def _rows(lines: Iterable[str], above: list[str]) -> Iterator[Row]:
    head: list[str] = []
    group = ""
    unit = _unit(above)
    is_below_head = False
    for line in lines:
        own = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if not head:
            head = _completed(own, above)
        elif not any(cell.strip("-: ") for cell in own):
            continue
        elif not head[0] and _is_head(own):
            head, group = (own, "") if is_below_head else (_joined(head, own), group)
            unit = _unit(own) or unit
            is_below_head = False
        else:
            is_below_head = True
            row = Row(head, own, group, unit)
            group = own[0].rstrip(": ") if row.is_label else group
            yield row


def _completed(head: list[str], above: list[str]) -> list[str]:
    """Return a head with the words above the table that it goes on from, after a comma."""
    begun = [line for line in above if line.endswith(",") and len(line.split()) <= _MOST_BEGUN]
    if not begun or head[0]:
        return head
    return ["", *(f"{begun[-1]} {one}".strip() for one in head[1:])]


def _unit(parts: list[str]) -> str:
    """Return what is in parentheses in ``parts`` and tells a scale; empty if nothing does."""
    found = (one for part in parts for one in _PARENTHESIS.findall(part) if _SCALE.search(one))
    return next(found, "")


def has_letters(cell: str) -> bool:
    """Whether a cell has a letter of any script."""
    return any(map(str.isalpha, cell))


def _is_head(cells: list[str]) -> bool:
    """Whether a row has no label, and words or years in place of figures."""
    return not cells[0] and all(has_letters(one) or _YEAR.fullmatch(one) for one in cells if one)


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Return two lines of a head as one; what spans columns is above each of them.

    What the lower one has in parentheses is the unit of all, not the head of one.
    """
    joined: list[str] = []
    spanning = ""
    for column, (above, below) in enumerate(zip_longest(upper, lower, fillvalue="")):
        spanning = above or (spanning if column >= _SPANNED and below else "")
        joined.append(f"{spanning} {'' if below.startswith('(') else below}".strip())
    return joined


def _headed(head: str, cell: str, *, is_wide: bool) -> str:
    """Return a cell with its head: after it if the head has figures too.

    In a narrow table only figures without a unit get one, and no year: its first row may be no
    head but the first of the data.
    """
    is_year = bool(_YEAR.search(head))
    if has_letters(cell):
        is_told = is_wide and any(map(str.isdigit, cell)) and (is_year or head[:1].isalpha())
    else:
        is_told = has_letters(head) or (is_wide and is_year)
    if not is_told:
        return cell
    return f"{cell} ({head})" if any(map(str.isdigit, head)) else f"{head} {cell}"
