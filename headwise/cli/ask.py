"""``headwise ask``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from headwise.cli import options
from headwise.cli.answering import answer_with, print_plan
from headwise.cli.index import index_into
from headwise.cli.status import FAILED
from headwise.cli.terminal import error_line, report_indexing


@click.command()
@click.argument("question", type=options.QUESTION)
@click.argument("paths", nargs=-1, type=options.FILE, metavar="[PDF|FOLDER]...")
@options.searching
@options.writing
@options.password
@options.wait
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
    context_window: int | None,
    timeout: float,
    cache: Path | None,
    dry_run: bool,
    password: str | None,
    wait: float,
    as_json: bool,
    quiet: bool,
) -> int:
    """Answer QUESTION under the headings of the documents.

    With PDFs or folders the answer comes from those, which are indexed first if they are new
    or changed; without, from the whole library or the named collections.
    """
    _refuse_swapped(question, paths)

    from headwise import HeadingRetriever, Library, ask_chain, load_prompts, plan_calls
    from headwise.chains.llm.models import resolve_model

    words = load_prompts(prompts)
    # A model that cannot be used is found out before any time is spent on indexing.
    if llm:
        resolve_model(llm, key_needed=not dry_run)
    shelf = Library(library, embeddings)
    documents: list[str] | None = None
    if paths:
        report = index_into(shelf, paths, collection, password, quiet=quiet, wait=wait)
        report_indexing(report, quiet=quiet)
        if not report.documents:
            return FAILED
        documents = [document.document_id for document in report.documents]
    elif not shelf.collections():
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
    if dry_run:
        plan = plan_calls(
            question,
            retriever.invoke(question),
            llm,
            threshold=threshold,
            prompts=words,
            context_window=context_window,
        )
        return print_plan(plan, as_json=as_json)
    chain = ask_chain(
        retriever,
        llm,
        prompts=words,
        strict=strict,
        cite=cite,
        context_window=context_window,
        timeout=timeout,
        cache=cache,
    )
    return answer_with(chain, question, as_json=as_json, quiet=quiet)


def _refuse_swapped(question: str, paths: tuple[Path, ...]) -> None:
    """Refuse a PDF or folder in the question's place, and a question without quotes."""
    missing = [path for path in paths if not path.exists()]
    is_pdf = question.lower().endswith(".pdf")
    if (is_pdf and (missing or Path(question).exists())) or (missing and Path(question).is_dir()):
        raise click.UsageError("the question comes first, the PDFs after it")
    # Of 'ask What is pooling?' the shell makes three arguments.
    words = [path for path in missing if path.name == str(path) and not path.suffix]
    if words and words == missing and " " not in question:
        raise click.UsageError(
            f"{words[0]}: no such file or folder; put the question in quotes if it is part of it"
        )
