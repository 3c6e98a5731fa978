"""Sixty tables in six styles, with the cells that they ought to be read as."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.retrievers.pdf.bodies.prose import CUTS, plain, whole
from tests.support.cells import HEADS, NAMES, figure

STYLES = ("grid", "booktabs", "ruled rows", "zebra", "bold head", "several lines")
_COUNT = 10  # of each style
_PAGE = {
    1: '#set page(width: 440pt, height: 620pt, margin: 50pt)\n#set text(size: 10pt)\n',
    2: '#set page(width: 600pt, height: 700pt, margin: 45pt, columns: 2)\n#set text(size: 9pt)\n',
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A page with one table."""

    name: str
    source: str
    cells: list[list[str]]


def cases() -> list[Case]:
    """Return the tables, the same ones every time."""
    return [_case(style, index) for style in STYLES for index in range(_COUNT)]


def _case(style: str, index: int) -> Case:
    rng = random.Random(f"{style}{index}")
    columns = 1 if index % 2 == 0 else 2
    several = style == "several lines"
    width = rng.randint(3, 5) if columns == 1 else rng.randint(2, 4)
    if several:
        width = 3
    cells = _cells(rng, rng.randint(3, 9), width, several=several)
    table = _table(style, cells, rng)
    figure = (
        f"#figure(kind: table, supplement: [Table], caption: [{plain(900 + index, 1)}], {table})"
    )
    if index % 3 == 2:
        figure = f"#align(center, {table})"
    body = f"= Trees\n{plain(500 + index, 6)}\n\n{figure}\n\n{plain(700 + index, 9)}"
    return Case(f"{style} {index}", f"{_PAGE[columns]}#set par(justify: true)\n{body}", cells)


def _cells(rng: random.Random, rows: int, columns: int, *, several: bool) -> list[list[str]]:
    heads = ["Tree", *rng.sample(HEADS, columns - 1)]
    kinds = [rng.choice(("whole", "decimal", "percent", "words", "gap")) for _ in heads]
    if several:
        kinds[-1] = "text"
    body = [[name, *(_value(rng, kind) for kind in kinds[1:])] for name in rng.sample(NAMES, rows)]
    return [heads, *body]


def _value(rng: random.Random, kind: str) -> str:
    match kind:
        case "whole" | "decimal" | "percent":
            return figure(rng, kind)
        case "gap":
            return rng.choice(("–", f"{rng.randint(1, 30)} ± {rng.randint(1, 9)}"))
        case "text":
            return " ".join(whole(rng.choice(CUTS)) for _ in range(rng.randint(2, 9)))
        case _:
            return " ".join(whole(rng.choice(CUTS)) for _ in range(rng.randint(1, 2)))


def _table(style: str, cells: list[list[str]], rng: random.Random) -> str:
    count = len(cells[0])
    align = ", ".join(["left", *(rng.choice(("left", "right", "center")) for _ in cells[0][1:])])
    columns = ", ".join(["auto"] * count)
    options = {
        "grid": "stroke: 0.5pt",
        "booktabs": "stroke: none",
        "ruled rows": "stroke: (x, y) => (bottom: 0.4pt, top: if y == 0 { 0.8pt })",
        "zebra": "stroke: none, fill: (x, y) => if calc.odd(y) { luma(235) }",
        "bold head": "stroke: none",
        "several lines": rng.choice(("stroke: 0.5pt", "stroke: (x, y) => (bottom: 0.4pt)")),
    }[style]
    if style == "several lines":
        columns, align = "(auto, auto, 90pt)", "left, right, left"
        columns = columns[1:-1]
    bold = style in ("bold head", "zebra")
    head = [f"[*{c}*]" if bold else f"[{c}]" for c in cells[0]]
    body = [f"[{_escaped(c)}]" for row in cells[1:] for c in row]
    if style == "booktabs":
        head = ["table.hline(stroke: 0.8pt)", *head, "table.hline(stroke: 0.4pt)"]
        body.append("table.hline(stroke: 0.8pt)")
    return (
        f"table(columns: ({columns}), align: ({align}), {options}, inset: (x: 6pt, y: "
        f"{rng.choice((3, 4, 5))}pt), {', '.join([*head, *body])})"
    )


def _escaped(text: str) -> str:
    return text.replace("~", "\\~")
