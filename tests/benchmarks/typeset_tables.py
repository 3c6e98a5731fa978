"""Tables with known cells, typeset by LaTeX, Typst, Chromium, and LibreOffice's Writer and Calc."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

import typst

from tests.support.cells import HEADS, NAMES, figure

Rows = Sequence[Sequence[str]]

_WORDS = (
    "grows on wet soil near rivers and lakes needs shade in summer often found with old "
    "stands of pine bears fruit in late autumn rarely planted in towns"
).split()
_BEFORE = "The table of case {} lists the trees that were counted in the valley that year."
_BEHIND = "After case {} the count went on in the next valley, where fewer trees stand today."


@dataclass(frozen=True)
class Table:
    """A table, its cells as printed."""

    number: int
    rows: Rows

    @property
    def before(self) -> str:
        """The sentence above it."""
        return _BEFORE.format(self.number)

    @property
    def behind(self) -> str:
        """The sentence below it."""
        return _BEHIND.format(self.number)


def tables(kind: str, count: int) -> list[Table]:
    """Return the tables of a kind, the same ones every time."""
    wrapped = "wrapped" in kind
    return [_table(random.Random(f"{kind} {n}"), n, wrapped=wrapped) for n in range(1, count + 1)]


def _table(rng: random.Random, number: int, *, wrapped: bool) -> Table:
    width = rng.randint(3, 5)
    kinds = [rng.choice(("whole", "decimal", "percent", "words", "gap")) for _ in range(width)]
    if wrapped:
        width, kinds = 3, ["words", "whole", "text"]
    rows = [["Tree", *rng.sample(HEADS, width - 1)]]
    rows += [
        [f"{name} {number}", *(_value(rng, kind) for kind in kinds[1:])]
        for name in rng.sample(NAMES, rng.randint(4, 9))
    ]
    return Table(number, rows)


def _value(rng: random.Random, kind: str) -> str:
    match kind:
        case "whole" | "decimal" | "percent":
            return figure(rng, kind)
        case "gap":
            return rng.choice(("–", f"{rng.randint(1, 30)} m"))
        case "text":
            return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(3, 14)))
        case _:
            return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 2)))


def _latex(style: str) -> Callable[[Sequence[Table], Path], Path | None]:
    def write(own: Sequence[Table], folder: Path) -> Path | None:
        parts = []
        for table in own:
            rows = [[cell.replace("%", r"\%") for cell in row] for row in table.rows]
            count = len(rows[0])
            lines = [" & ".join(row) + r" \\" for row in rows]
            form = "l" + "r" * (count - 1)
            if style == "booktabs":
                body = [r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule"]
            elif style == "grid":
                form = "|" + "|".join(form) + "|"
                body = [r"\hline", *(f"{line} \\hline" for line in lines)]
            elif style == "wrapped":
                form = r"lrp{4.5cm}"
                body = [r"\hline", lines[0], r"\hline", *lines[1:], r"\hline"]
            else:
                body = lines
            inner = "\n".join(body)
            parts.append(
                f"\\section{{Case {table.number}}}\n{table.before}\n\n\\begin{{table}}[H]\n"
                f"\\centering\n\\caption{{Trees of case {table.number}}}\n"
                f"\\begin{{tabular}}{{{form}}}\n{inner}\n\\end{{tabular}}\n\\end{{table}}\n\n"
                f"{table.behind}\n"
            )
        source = folder / "tables.tex"
        source.write_text(
            "\\documentclass{article}\n\\usepackage{booktabs,float}\n\\usepackage[T1]{fontenc}\n"
            "\\usepackage[utf8]{inputenc}\n\\begin{document}\n"
            + "\n".join(parts).replace("–", "--")
            + "\\end{document}\n",
            encoding="utf-8",
        )
        return _made(["pdflatex", "-interaction=batchmode", source.name], folder, "tables.pdf")

    return write


def _html(style: str, program: str) -> Callable[[Sequence[Table], Path], Path | None]:
    css = {
        "bordered": "table{border-collapse:collapse} td,th{border:1px solid #333;padding:3px 8px}",
        "zebra": "td,th{padding:4px 12px;text-align:left} tr:nth-child(even){background:#eee}",
        "wrapped": "table{border-collapse:collapse;width:420px} td,th{padding:4px 10px;"
        "border-bottom:1px solid #999;text-align:left;vertical-align:top}",
    }[style]

    def write(own: Sequence[Table], folder: Path) -> Path | None:
        parts = []
        for table in own:
            head, *body = [
                "".join(f"<t{tag}>{escape(cell)}</t{tag}>" for cell in row)
                for tag, row in zip("h" + "d" * len(table.rows), table.rows, strict=False)
            ]
            rows = "".join(f"<tr>{row}</tr>" for row in body)
            border = ' border="1" cellspacing="0" cellpadding="4"' if style == "bordered" else ""
            parts.append(
                f"<h2>Case {table.number}</h2><p>{table.before}</p><table{border}><thead><tr>"
                f"{head}</tr></thead><tbody>{rows}</tbody></table><p>{table.behind}</p>"
            )
        source = folder / "tables.html"
        source.write_text(
            f"<html><head><meta charset='utf-8'><style>{css}</style></head><body>"
            f"{''.join(parts)}</body></html>",
            encoding="utf-8",
        )
        if program == "chromium":
            options = ["--headless", "--no-sandbox", "--no-pdf-header-footer", "--disable-gpu"]
            return _made(
                ["chromium", *options, "--print-to-pdf=tables.pdf", source.name],
                folder, "tables.pdf",
            )  # fmt: skip
        return _office(source, "writer_web_pdf_Export")

    return write


def _sheet(own: Sequence[Table], folder: Path) -> Path | None:
    source = folder / "tables.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for table in own:
            writer.writerows([[f"Case {table.number}"], [], *table.rows, []])
    columns = "/".join(f"{column}/2" for column in range(1, 7))  # each cell as it is written
    return _office(source, "calc_pdf_Export", f"--infilter=CSV:44,34,76,1,{columns}")


def _typst(style: str) -> Callable[[Sequence[Table], Path], Path | None]:
    options = {
        "rows": "stroke: (x, y) => (bottom: 0.4pt)",
        "plain": "stroke: none",
        "wrapped": "stroke: 0.5pt",
    }[style]
    columns = "auto, auto, 120pt" if style == "wrapped" else ""

    def write(own: Sequence[Table], folder: Path) -> Path | None:
        parts = []
        for table in own:
            cells = ", ".join(f'"{cell}"' for row in table.rows for cell in row)
            count = columns or ", ".join(["auto"] * len(table.rows[0]))
            parts.append(
                f"= Case {table.number}\n{table.before}\n\n"
                f"#table(columns: ({count}), {options}, {cells})\n\n{table.behind}\n"
            )
        path = folder / "tables.pdf"
        path.write_bytes(typst.compile("\n".join(parts).encode()))
        return path

    return write


def _office(source: Path, export: str, *options: str) -> Path | None:
    profile = f"-env:UserInstallation={(source.parent / 'profile').absolute().as_uri()}"
    return _made(
        ["soffice", profile, "--headless", *options, "--convert-to", f"pdf:{export}", source.name],
        source.parent,
        "tables.pdf",
    )


def _made(command: Sequence[str], folder: Path, name: str) -> Path | None:
    """Return the file that a program makes, or nothing where the program is not installed."""
    if shutil.which(command[0]) is None:
        return None
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=180)
    path = folder / name
    return path if path.exists() else None


KINDS: dict[str, Callable[[Sequence[Table], Path], Path | None]] = {
    "LaTeX booktabs": _latex("booktabs"),
    "LaTeX grid": _latex("grid"),
    "LaTeX plain": _latex("plain"),
    "LaTeX wrapped": _latex("wrapped"),
    "Typst rows": _typst("rows"),
    "Typst plain": _typst("plain"),
    "Typst wrapped": _typst("wrapped"),
    "Chromium bordered": _html("bordered", "chromium"),
    "Chromium zebra": _html("zebra", "chromium"),
    "Chromium wrapped": _html("wrapped", "chromium"),
    "Writer bordered": _html("bordered", "writer"),
    "Writer zebra": _html("zebra", "writer"),
    "Calc sheet": _sheet,
}
