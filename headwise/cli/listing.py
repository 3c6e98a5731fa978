"""``headwise list``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from headwise._inert import one_line
from headwise._names import distinct_names
from headwise._wording import counted
from headwise.cli import options
from headwise.cli.rendering import Screen
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note, print_json, result

if TYPE_CHECKING:
    from headwise.retrievers import IndexedDocument

HEADS = ("collection", "pages", "sections", "title", "file")


@click.command("list")
@options.library
@options.as_json
@options.quiet
def list_documents(library: str | None, as_json: bool) -> int:
    """List the documents in the library."""
    from headwise import Library

    opened = Library(library)
    documents = opened.documents()
    if as_json:
        print_json([document.model_dump(mode="json") for document in documents])
    elif documents:
        _print(documents)
    elif foreign := opened.foreign():
        for collection, count in foreign.counts().items():
            result(f"{one_line(collection)}  {counted(count, 'record')}, not made by Headwise")
    else:
        note(f"{opened.location}: the library is empty; 'headwise index' adds PDFs")
    return ANSWERED


def _print(documents: Sequence[IndexedDocument]) -> None:
    names = distinct_names(document.source for document in documents)
    rows = [_row(document, names[document.source]) for document in documents]
    if sys.stdout.isatty():
        Screen().table(HEADS, rows)
        return
    cells = [[one_line(cell) for cell in row] for row in (HEADS, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        result("  ".join(padded).rstrip())


def _row(document: IndexedDocument, file: str) -> tuple[str, ...]:
    """Return the cells of a document, below `HEADS`."""
    others = f" (and {len(document.duplicates)} more)" if document.duplicates else ""
    pages, sections = str(document.pages), str(document.sections)
    return document.collection_name, pages, sections, document.title, f"{file}{others}"
