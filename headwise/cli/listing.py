"""``headwise list``."""

from __future__ import annotations

import click

from headwise._inert import one_line
from headwise._wording import counted
from headwise.cli import options
from headwise.cli.terminal import note, print_json, result


@click.command("list")
@options.library
@options.as_json
@options.quiet
def list_documents(library: str | None, as_json: bool, quiet: bool) -> int:
    """List the documents in the library."""
    from headwise import Library

    shelf = Library(library)
    documents = shelf.documents()
    foreign = None if documents else shelf.foreign()
    if foreign and not as_json:
        for collection, count in foreign.counts().items():
            result(f"{one_line(collection)}  {counted(count, 'record')}, not made by Headwise")
        return 0
    if as_json:
        print_json([document.model_dump(mode="json") for document in documents])
        return 0
    if not documents:
        note(f"{shelf.location}: the library is empty; 'headwise index' adds PDFs", quiet=quiet)
        return 0
    rows = [("collection", "pages", "sections", "title", "source")]
    rows += [
        (
            document.collection_name,
            str(document.pages),
            str(document.sections),
            document.title,
            document.source
            + (f" (and {len(document.duplicates)} more)" if document.duplicates else ""),
        )
        for document in documents
    ]
    cells = [[one_line(cell) for cell in row] for row in rows]
    name, pages, sections, title = (max(len(row[i]) for row in cells) for i in range(4))
    title = min(title, 60)
    for row in cells:
        result(
            f"{row[0]:{name}}  {row[1]:>{pages}}  {row[2]:>{sections}}  "
            f"{_cut(row[3], title):{title}}  {row[4]}"
        )
    return 0


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
