"""``headwise ask``."""

from __future__ import annotations

from pathlib import Path

import click

from headwise.cli import options
from headwise.cli.answering import answer_with, print_plan
from headwise.cli.bundles import (
    Printing,
    Searching,
    Writing,
    check_not_empty,
    printing,
    searching,
    writing,
)
from headwise.cli.index import index_into
from headwise.cli.status import FAILED
from headwise.cli.terminal import report_indexing


@click.command()
@click.argument("question", type=options.QUESTION)
@click.argument("paths", nargs=-1, type=options.FILE, metavar="[PDF|FOLDER]...")
@searching
@writing
@options.password
@options.file_timeout
@options.wait
@printing
@options.quiet
def ask(
    question: str,
    paths: tuple[Path, ...],
    searching: Searching,
    writing: Writing,
    password: str | None,
    file_timeout: float,
    wait: float,
    printing: Printing,
) -> int:
    """Answer QUESTION under the headings of the documents.

    With PDFs or folders the answer comes from those, which are indexed first if they are new
    or changed; without, from the whole library or the named collections.
    """
    _refuse_swapped(question, paths)
    writing.check()
    library = searching.open_library()
    documents: list[str] | None = None
    if paths:
        report = index_into(
            library, paths, searching.collection, password, file_timeout=file_timeout, wait=wait
        )
        report_indexing(report)
        if not report.documents:
            return FAILED
        documents = [document.document_id for document in report.documents]
    else:
        check_not_empty(library, "name PDFs after the question")
    retriever = searching.retriever(library, documents)
    if writing.dry_run:
        hits = retriever.invoke(question)
        return print_plan(
            writing.plan(question, hits, searching.threshold), as_json=printing.as_json
        )

    from headwise import ask_chain

    chain = ask_chain(retriever, writing.llm, **writing.chain_options())
    return answer_with(chain, question, printing)


def _refuse_swapped(question: str, paths: tuple[Path, ...]) -> None:
    """Refuse a PDF or folder in the question's place, and a question without quotes."""
    missing = [path for path in paths if not path.exists()]
    is_pdf = question.lower().endswith(".pdf") and (missing or Path(question).exists())
    is_folder = Path(question).is_dir() and (missing or question.endswith("/"))
    if is_pdf or is_folder:
        raise click.UsageError("the question comes first, the PDFs after it")
    # Of 'ask What is pooling?' the shell makes three arguments.
    words = [path for path in missing if path.name == str(path) and not path.suffix]
    if words and words == missing and " " not in question:
        raise click.UsageError(
            f"{words[0]}: no such file or folder; put the question in quotes if it is part of it"
        )
