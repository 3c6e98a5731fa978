"""``headwise index``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwise._defaults import DEFAULT_FILE_TIMEOUT
from headwise.cli import options
from headwise.cli.status import ANSWERED, FAILED
from headwise.cli.terminal import index_progress, index_summary, note, print_json, report_indexing

if TYPE_CHECKING:
    from headwise.retrievers import IndexReport, Library


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.FILE, metavar="PDF|FOLDER...")
@options.library
@options.into_collection
@options.embeddings
@options.password
@options.file_timeout
@options.prune
@options.wait
@options.as_json
@options.quiet
def index(
    paths: tuple[Path, ...],
    library: str | None,
    collection: tuple[str, ...],
    embeddings: str | None,
    password: str | None,
    file_timeout: float,
    prune: bool,
    wait: float,
    as_json: bool,
) -> int:
    """Add PDFs, and those in folders, to the library.

    Unchanged files cost nothing; changed ones replace their old version, moved ones keep
    theirs, and of files with the same bytes one stands for all. Files that cannot be read are
    listed, and the others are indexed all the same. Files of these folders that are gone are
    listed too; --prune takes them out of the library.
    """
    from headwise import Library

    report = index_into(
        Library(library, embeddings),
        paths,
        collection,
        password,
        file_timeout=file_timeout,
        prune=prune,
        wait=wait,
    )
    report_indexing(report)
    if as_json:
        print_json({**report.model_dump(mode="json"), "failed": report.failed})
    elif report.documents and not (report.new or report.changed or report.moved):
        note(index_summary(report))
    return FAILED if report.failures else ANSWERED


def index_into(
    library: Library,
    paths: tuple[Path, ...],
    collection: tuple[str, ...],
    password: str | None,
    *,
    wait: float,
    file_timeout: float = DEFAULT_FILE_TIMEOUT,
    prune: bool = False,
) -> IndexReport:
    """Index ``paths`` with a progress bar.

    Raises:
        UsageError: More than one collection is named.
    """
    if len(collection) > 1:
        raise click.UsageError("PDFs are indexed into one collection; name --collection once")
    with index_progress() as progress:
        return library.index(
            paths,
            collection[0] if collection else None,
            password=password,
            file_timeout=file_timeout,
            prune=prune,
            progress=progress,
            wait=wait,
        )
