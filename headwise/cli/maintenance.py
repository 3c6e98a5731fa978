"""``headwise remove`` and ``headwise verify``."""

from __future__ import annotations

import click

from headwise._wording import counted
from headwise.cli import options
from headwise.cli.status import ANSWERED, FAILED
from headwise.cli.terminal import error_line, note, print_json, tell_gone


@click.command()
@click.argument("name")
@options.library
@options.wait
@options.as_json
@options.quiet
def remove(name: str, library: str | None, wait: float, as_json: bool) -> int:
    """Remove a collection or a document from the library.

    NAME is a collection (all of its documents go), or a document by the path of its file, its
    file name, its title or its id. The PDFs themselves stay. With --json the removed documents
    are printed as by 'headwise list'.
    """
    if not name.strip():
        raise click.UsageError("the name is empty; 'headwise list' shows what there is")

    from headwise import Library

    removed = Library(library).remove(name, wait=wait)
    if as_json:
        print_json([document.model_dump(mode="json") for document in removed])
    for document in removed:
        note(f"removed {document.title} ({document.collection_name}, {document.source})")
    return ANSWERED


@click.command()
@options.library
@options.embeddings
@options.prune
@options.wait
@options.as_json
@options.quiet
def verify(
    library: str | None, embeddings: str | None, prune: bool, wait: float, as_json: bool
) -> int:
    """Check that the library is consistent, and repair what is not.

    Finds passages without a document, leftovers of interrupted runs, incomplete documents and
    wrong records. Status 1 if something could not be repaired. Documents whose files are gone
    are listed; --prune takes them out.
    """
    from headwise import Library

    opened = Library(library, embeddings)
    report = opened.verify(prune=prune, wait=wait)
    if as_json:
        print_json({**report.model_dump(mode="json"), "unmended": len(report.unmended)})
    if report.rebuilt:
        note(f"{opened.location}: its search index was damaged; rebuilt")
    for problem in report.problems:
        place = problem.source or problem.document_id
        if problem.done:
            note(f"{place}: {problem.what}; {problem.done}")
        else:
            error_line(
                f"{place}: {problem.what}, and its file is gone or cannot be read; "
                f"index it again, or take it out: headwise remove {problem.document_id}"
            )
    tell_gone(report)
    if not (as_json or report.documents or report.problems):
        note(f"{opened.location}: the library is empty; nothing to check")
    elif not as_json:
        documents = counted(report.documents, "document")
        passages = counted(report.passages, "passage")
        problems = counted(len(report.problems), "problem") if report.problems else "no problems"
        note(f"{opened.location}: {documents}, {passages}, {problems}")
    return FAILED if report.unmended else ANSWERED
