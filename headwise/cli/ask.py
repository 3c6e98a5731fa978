"""``headwise ask``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from headwise.cli import options
from headwise.cli.answering import print_answer
from headwise.cli.index import index_into
from headwise.cli.status import FAILED
from headwise.cli.terminal import error_line, report_indexing


@click.command()
@click.argument("question", type=options.QUESTION)
@click.argument("paths", nargs=-1, type=options.FILE, metavar="[PDF|FOLDER]...")
@options.searching
@options.writing
@options.password
@options.as_json
@options.quiet
def ask(
    question: str,
    paths: tuple[Path, ...],
    library: str | None,
    collection: tuple[str, ...],
    threshold: float,
    max_hits: int,
    similarity: Literal["scaled", "cosine"],
    embeddings: str | None,
    llm: str | None,
    prompts: Path | None,
    cite: bool,
    strict: bool,
    password: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Answer QUESTION under the headings of the documents.

    With PDFs or folders the answer comes from those, which are indexed first if they are new
    or changed; without, from the whole library or the named collections.
    """
    if question.lower().endswith(".pdf") and Path(question).exists():
        raise click.UsageError("the question comes first, the PDFs after it")

    from headwise import HeadingRetriever, Library, ask_chain, load_prompts
    from headwise.chains.llm.models import resolve_model

    words = load_prompts(prompts)
    # A model that cannot be used is found out before any time is spent on indexing.
    model = resolve_model(llm) if llm else None
    shelf = Library(library, embeddings)
    documents: list[str] | None = None
    if paths:
        report = index_into(shelf, paths, collection, password, quiet=quiet)
        report_indexing(report, quiet=quiet)
        if not report.documents:
            return FAILED
        documents = [document.document_id for document in report.documents]
    elif not shelf.documents():
        error_line(f"{shelf.location}: the library is empty; name PDFs after the question")
        return FAILED
    retriever = HeadingRetriever(
        library=shelf,
        threshold=threshold,
        max_hits=max_hits,
        collections=list(collection) or None,
        documents=documents,
        similarity=similarity,
    )
    chain = ask_chain(retriever, model, prompts=words, strict=strict, cite=cite)
    return print_answer(chain.invoke(question), as_json=as_json, quiet=quiet)
