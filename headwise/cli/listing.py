"""``headwise list``."""

from __future__ import annotations

import sys

import click

from headwise._inert import one_line
from headwise._names import distinct_names
from headwise._wording import counted
from headwise.cli import options
from headwise.cli.rendering import Screen
from headwise.cli.terminal import note, print_json, result

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
    foreign = None if documents else opened.foreign()
    if foreign and not as_json:
        for collection, count in foreign.counts().items():
            result(f"{one_line(collection)}  {counted(count, 'record')}, not made by Headwise")
        return 0
    if as_json:
        print_json([document.model_dump(mode="json") for document in documents])
        return 0
    if not documents:
        note(f"{opened.location}: the library is empty; 'headwise index' adds PDFs")
        return 0
    names = distinct_names(document.source for document in documents)
    rows = [
        (
            document.collection_name,
            str(document.pages),
            str(document.sections),
            document.title,
            names[document.source]
            + (f" (and {len(document.duplicates)} more)" if document.duplicates else ""),
        )
        for document in documents
    ]
    if sys.stdout.isatty():
        Screen().table(HEADS, rows)
        return 0
    cells = [[one_line(cell) for cell in row] for row in (HEADS, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(HEADS))]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        result("  ".join(padded).rstrip())
    return 0
