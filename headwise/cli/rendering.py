"""How answers, hits and documents look on a terminal: with rich, which knows widths and colours.

Everything is text to rich, never its markup, so nothing in a document can style or link anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from headwise._inert import one_line, visible
from headwise.cli.sources import SourceLines

if TYPE_CHECKING:
    from headwise.chains import AnswerSection

WIDEST = 100
"""Columns of prose, also on a wider terminal: longer lines are hard to follow."""


class Screen:
    """A terminal on which results are shown."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=False)
        self._sources = SourceLines()
        self._shown = False

    def section(self, section: AnswerSection) -> None:
        """Show a section: its heading bold, its summary wrapped, its sources dim."""
        self._head(section.heading)
        for paragraph in section.summary.split("\n\n"):
            self._print(_text(paragraph))
        for line in self._sources.of(section):
            self._print(_line(line, "dim"))

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show rows; columns whose cells are all numbers are set right."""
        kept = [list(row) for row in rows]
        table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
        for place, head in enumerate(heads):
            numbers = all(row[place].replace(".", "").isdigit() for row in kept)
            table.add_column(
                head, justify="right" if numbers else "left", no_wrap=numbers, overflow="fold"
            )
        for row in kept:
            table.add_row(*map(_line, row))
        self.console.print(table)

    def passage(self, heading: str, place: str, text: str) -> None:
        """Show a hit: heading bold, place dim, and the passage that is most similar."""
        self._head(heading)
        self._print(_line(place, "dim"))
        self._print(Padding(_text(text), (0, 0, 0, 2)))

    def _head(self, heading: str) -> None:
        if self._shown:
            self.console.print()
        self._shown = True
        self._print(_line(heading, "bold"))

    def _print(self, prose: RenderableType) -> None:
        self.console.print(prose, width=min(self.console.width, WIDEST))


def _line(text: str, style: str = "") -> Text:
    return Text(one_line(text), style)


def _text(text: str) -> Text:
    return Text(visible(text))
