"""Tables in Markdown: their rows written, and those of the next page added."""

from __future__ import annotations

from collections.abc import Sequence


def render(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells in Markdown, the first as the head."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(rows[0]), line(["---"] * len(rows[0])), *map(line, rows[1:])])


def same_columns(table: str, other: str) -> bool:
    """Whether both texts are tables with equally many columns."""
    rules = [text.split("\n")[1:2] for text in (table, other)]
    return rules[0] == rules[1] != [] and rules[0][0].startswith("| ---")


def continued(table: str, other: str) -> str:
    """Return a table with the rows of another one, whose head is left out if it is the same."""
    rows, more = table.split("\n"), other.split("\n")
    head = [] if more[0] == rows[0] else more[:1]
    return "\n".join([*rows, *head, *more[2:]])
