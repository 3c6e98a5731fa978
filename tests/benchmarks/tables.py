"""Print how many cells of typeset tables are read as they are printed.

    python -m tests.benchmarks.tables [--count N] [--keep FOLDER] [KIND ...]

Each kind is typeset by its program (``typeset_tables``), which is skipped with a note where it
is not installed. A cell is exact if a Markdown table of the text has it in the row of its first
cell and at its place. Words lost stand nowhere in the text.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from headwise.retrievers.pdf import read_pdf
from tests.benchmarks.typeset_tables import KINDS, Table, tables

COUNT = 16


def rows_of(text: str) -> Iterator[list[str]]:
    """Yield the cells of each row of the Markdown tables in a text."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            cells = re.split(r"(?<!\\) \| ", line.strip()[1:-1])
            yield [cell.strip().replace("\\|", "|") for cell in cells]


def exact(table: Table, found: Sequence[Sequence[str]]) -> int:
    """Return how many cells of a table stand where they should among the rows found."""
    firsts = {row[0]: row for row in reversed(found)}
    heads = [row for row in found if list(row) == list(table.rows[0])]
    count = len(table.rows[0]) if heads else 0
    for row in table.rows[1:]:
        own = firsts.get(row[0], [])
        count += sum(a == b for a, b in zip(row, own, strict=False))
    return count


def main() -> None:
    """Typeset, read, and print."""
    options = argparse.ArgumentParser()
    options.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    options.add_argument("--count", type=int, default=COUNT, help="tables of each kind")
    options.add_argument("--keep", type=Path, help="folder for the files and their texts")
    wanted = options.parse_args()
    right = whole = missing = 0
    for kind in wanted.kinds or KINDS:
        with tempfile.TemporaryDirectory() as temporary:
            folder = wanted.keep / kind if wanted.keep else Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            own = tables(kind, wanted.count)
            path = KINDS[kind](own, folder)
            if path is None:
                print(f"{kind:20} skipped: its program is not installed")
                continue
            text = "\n\n".join(section.text for section in read_pdf(path).sections)
            if wanted.keep:
                (folder / "read.txt").write_text(text, encoding="utf-8")
        found = list(rows_of(text))
        cells = sum(len(row) for table in own for row in table.rows)
        good = sum(exact(table, found) for table in own)
        printed = Counter(
            word for table in own for row in table.rows for cell in row for word in cell.split()
        )
        lost = (printed - Counter(re.sub(r"[|]", " ", text).split())).total()
        right, whole, missing = right + good, whole + cells, missing + lost
        print(f"{kind:20} cells exact {good / cells:6.1%} of {cells:4}, words lost {lost}")
    if whole:
        print(f"{'all':20} cells exact {right / whole:6.1%} of {whole:4}, words lost {missing}")


if __name__ == "__main__":
    main()
