"""``headwise search``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from headwise._names import distinct_names
from headwise._wording import pages
from headwise.cli import options
from headwise.cli.answering import note_over_max_hits, nothing_similar
from headwise.cli.bundles import Searching, check_not_empty, searching
from headwise.cli.rendering import Screen
from headwise.cli.status import ANSWERED, NOTHING_SIMILAR
from headwise.cli.terminal import print_json

if TYPE_CHECKING:
    from headwise.retrievers import Hit


@click.command()
@click.argument("question", type=options.QUESTION)
@searching
@options.as_json
@options.quiet
def search(question: str, searching: Searching, as_json: bool) -> int:
    """Print the sections similar to QUESTION, best first: on a terminal to read, else as JSON.

    With --json an empty list is printed where nothing is similar enough.
    """
    library = searching.open_library()
    check_not_empty(library, "'headwise index' adds PDFs")
    found = searching.retriever(library).search(question)
    if found.hits and not as_json and sys.stdout.isatty():
        _show(found.hits)
    elif found.hits or as_json:
        print_json([hit.model_dump(mode="json") for hit in found.hits])
    if not found.hits:
        nothing_similar(searching.threshold, found.nearest)
        return NOTHING_SIMILAR
    if found.over_max_hits:
        note_over_max_hits(found.over_max_hits)
    return ANSWERED


def _show(hits: Sequence[Hit]) -> None:
    names = distinct_names(hit.source for hit in hits if hit.source)
    screen = Screen()
    for hit in hits:
        document = names[hit.source] if hit.source else hit.collection_name
        page = pages(hit.page_start, None, hit.page_labels)
        about = ", ".join(filter(None, (document, page, f"{hit.similarity:.2f}")))
        screen.passage(hit.sub_heading, about, hit.best_passage or hit.text)
