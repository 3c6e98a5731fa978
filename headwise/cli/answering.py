"""Printing an answer, or that there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from headwise.cli.status import ANSWERED, NOTHING_SIMILAR
from headwise.cli.terminal import error_line, note, print_json

if TYPE_CHECKING:
    from headwise.chains import Answer, Source
    from headwise.retrievers import Hit


def print_answer(answer: Answer, *, as_json: bool, quiet: bool) -> int:
    """Print ``answer`` on stdout, what to know about it on stderr, and return the status."""
    if as_json:
        print_json(answer.model_dump(mode="json"))
    if not answer.sections:
        nothing_similar(answer.threshold, answer.nearest)
        return NOTHING_SIMILAR
    if not as_json:
        click.echo(answer.markdown)
    for warning in answer.warnings:
        note(f"warning: {warning}", quiet=quiet)
    if answer.dropped.over_max_hits:
        note(
            f"at least {answer.dropped.over_max_hits} more sections are similar enough; "
            "--max-hits takes more of them",
            quiet=quiet,
        )
    return ANSWERED


def nothing_similar(threshold: float, nearest: Iterable[Source | Hit]) -> None:
    """Say on stderr that nothing passed, and what came nearest."""
    misses = "; ".join(
        f"{miss.similarity:.2f} {miss.sub_heading} ({_place(miss)})" for miss in nearest
    )
    error_line(
        f"nothing similar enough to the question (threshold {threshold:g}); "
        + (f"nearest: {misses}" if misses else "there is nothing to search")
    )


def _place(source: Source | Hit) -> str:
    if source.page_start is None:
        return source.collection_name
    return f"{source.collection_name}, p. {source.page_start}"
