"""``headwise summarize``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from headwise._files import refused_as
from headwise.cli import options
from headwise.cli.answering import answer_with, print_plan
from headwise.cli.bundles import Printing, Writing, printing, writing
from headwise.errors import HitsError

STANDARD_INPUT = Path("-")


@click.command()
@click.argument("hits", type=options.FILE, metavar="HITS.json|-")
@click.option(
    "--question", type=options.QUESTION, required=True, metavar="TEXT", help="What to answer"
)
@options.threshold
@options.embeddings
@writing
@printing
@options.quiet
def summarize(
    hits: Path,
    question: str,
    threshold: float,
    embeddings: str | None,
    writing: Writing,
    printing: Printing,
) -> int:
    """Write the answer from hits in a JSON file.

    HITS.json is a list of {"text", "sub_heading", "collection_name", "similarity"}, as
    'headwise search' prints it; with "-" it is read from standard input.
    """
    given = _read(hits)

    from headwise import sections_chain

    try:
        if writing.dry_run:
            return print_plan(writing.plan(question, given, threshold), as_json=printing.as_json)
        chain = sections_chain(
            writing.llm, threshold=threshold, embeddings=embeddings, **writing.chain_options()
        )
        asked = {"question": question, "hits": given}
        return answer_with(chain, asked, printing)
    except HitsError as error:
        raise HitsError(f"{_name(hits)}: {error}") from error


def _read(file: Path) -> Any:  # noqa: ANN401 - whatever the JSON holds; the chain checks it
    with refused_as(HitsError, _name(file), "read"):
        data = sys.stdin.buffer.read() if file == STANDARD_INPUT else file.read_bytes()
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise HitsError(f"{_name(file)}: is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise HitsError(
            f"{_name(file)}: is not JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        ) from error
    except ValueError as error:  # an integer of thousands of digits
        raise HitsError(f"{_name(file)}: is not JSON that can be read ({error})") from error
    except RecursionError as error:
        raise HitsError(f"{_name(file)}: is nested too deeply") from error


def _name(file: Path) -> str:
    return "standard input" if file == STANDARD_INPUT else str(file)
