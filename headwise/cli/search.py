"""``headwise search``."""

from __future__ import annotations

from typing import Literal

import click

from headwise.cli import options
from headwise.cli.answering import nothing_similar
from headwise.cli.status import ANSWERED, FAILED, NOTHING_SIMILAR
from headwise.cli.terminal import error_line, note, print_json


@click.command()
@click.argument("question", type=options.QUESTION)
@options.searching
@options.as_json
@options.quiet
def search(
    question: str,
    library: str | None,
    collection: tuple[str, ...],
    threshold: float,
    max_hits: int,
    similarity: Literal["scaled", "cosine"],
    embeddings: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Print the sections similar to QUESTION as JSON, best first.

    With --json an empty list is printed where nothing is similar enough.
    """
    from headwise import HeadingRetriever, Library

    shelf = Library(library, embeddings)
    if not shelf.collections():
        error_line(f"{shelf.location}: the library is empty; 'headwise index' adds PDFs")
        return FAILED
    found = HeadingRetriever(
        library=shelf,
        threshold=threshold,
        max_hits=max_hits,
        collections=list(collection) or None,
        similarity=similarity,
    ).search(question)
    if found.hits or as_json:
        print_json([hit.model_dump(mode="json") for hit in found.hits])
    if not found.hits:
        nothing_similar(threshold, found.nearest)
        return NOTHING_SIMILAR
    if found.over_max_hits:
        note(
            f"at least {found.over_max_hits} more sections are similar enough; see --max-hits",
            quiet=quiet,
        )
    return ANSWERED
