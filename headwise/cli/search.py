"""``headwise search``."""

from __future__ import annotations

import click

from headwise.cli import options
from headwise.cli.answering import note_over_max_hits, nothing_similar
from headwise.cli.bundles import Searching, check_not_empty, searching
from headwise.cli.status import ANSWERED, NOTHING_SIMILAR
from headwise.cli.terminal import print_json


@click.command()
@click.argument("question", type=options.QUESTION)
@searching
@options.as_json
@options.quiet
def search(question: str, searching: Searching, as_json: bool, quiet: bool) -> int:
    """Print the sections similar to QUESTION as JSON, best first.

    With --json an empty list is printed where nothing is similar enough.
    """
    library = searching.open_library()
    check_not_empty(library, "'headwise index' adds PDFs")
    found = searching.retriever(library).search(question)
    if found.hits or as_json:
        print_json([hit.model_dump(mode="json") for hit in found.hits])
    if not found.hits:
        nothing_similar(searching.threshold, found.nearest)
        return NOTHING_SIMILAR
    if found.over_max_hits:
        note_over_max_hits(found.over_max_hits, quiet=quiet)
    return ANSWERED
