from __future__ import annotations

from dataclasses import replace

import pytest

from headwise.retrievers.pdf.body.check_marks import marks_behind
from headwise.retrievers.pdf.page.records import Cell, Line
from tests.retrievers.pdf.making import line


def row(text: str, *marks: str, y: float = 0.0, x0: float = 400.0) -> Line:
    """Return a line of a table: text, and marks in columns of their own."""
    first = line(text, y)
    pieces = [Cell(text, first.x0, first.x1)]
    pieces += [Cell(mark, x0 + 20 * n, x0 + 20 * n + 5) for n, mark in enumerate(marks)]
    return replace(first, text=" ".join([text, *marks]), x1=pieces[-1].x1, pieces=tuple(pieces))


@pytest.mark.parametrize("marks", [("1",), ("✓", "✓", "1.0"), ("\uf0fc", "\uf0fc"), ("✓ ✓", "2.0")])
def test_marks_beside_a_wrapped_text_go_behind_it(marks: tuple[str, ...]) -> None:
    lines = [row("Verify that sessions", *marks), line("are invalidated.", 12.0)]

    assert marks_behind(lines) == ["Verify that sessions", "are invalidated.", " ".join(marks)]


@pytest.mark.parametrize(
    ("last", "below"),
    [
        ("layers", "are enough for it."),  # a word
        ("(3)", "is the equation."),  # a formula's number
        ("7", "and the text below it goes on beyond the place where the number stands " * 2),
    ],
)
def test_what_belongs_to_the_text_stays(last: str, below: str) -> None:
    lines = [row("The network has", last), line(below, 12.0)]

    assert marks_behind(lines) == [f"The network has {last}", below]


def test_a_line_alone_stays_as_it_is() -> None:
    assert marks_behind([row("The network has", "7")]) == ["The network has 7"]
