"""Rows of the Markdown tables in a text, under the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]?\d)")
_SPANNED = 2
"""Column from which an empty head belongs to the one on its left: the first holds labels."""


@dataclass(frozen=True)
class Row:
    """A row of a table below its head."""

    head: list[str]
    cells: list[str]
    group: str = ""
    """The label without figures that it stands below: "Earnings per share"."""

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
        return f"{group}{first}: {'; '.join(others)}.".replace(": .", ".").replace("..", ".")


def rows_of(text: str) -> Iterator[Row]:
    r"""Yield the rows of the tables in ``text``; a head of several lines counts as one.

    >>> head = "|  | Ended June 30, |  |\n| --- | --- | --- |\n|  | 2025 | 2024 |\n"
    >>> [row.head for row in rows_of(head + "| Sales | 9 | 7 |")]
    [['', 'Ended June 30, 2025', 'Ended June 30, 2024']]
    """
    head: list[str] = []
    group = ""
    is_below_head = False
    for line in text.splitlines():
        if not line.lstrip().startswith("|"):
            head, group, is_below_head = [], "", False
            continue
        own = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if not head:
            head = own
        elif not any(cell.strip("-: ") for cell in own):
            continue
        elif not head[0] and _is_head(own):
            head = own if is_below_head else _joined(head, own)
            is_below_head = False
        else:
            is_below_head = True
            row = Row(head, own, group)
            group = own[0].rstrip(": ") if row.is_label else group
            yield row


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
