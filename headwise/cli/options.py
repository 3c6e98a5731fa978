"""Options that several commands share: each also from the environment and headwise.toml."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from headwise._defaults import (
    DEFAULT_FILE_TIMEOUT,
    DEFAULT_MAX_HITS,
    DEFAULT_THRESHOLD,
    DEFAULT_TIMEOUT,
    DEFAULT_WAIT,
)
from headwise.cli.terminal import QUIET

Command = TypeVar("Command", bound=Callable[..., Any])


def _shared(name: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's
    variable = "HEADWISE_" + name.removeprefix("--").upper().replace("-", "_")
    return click.option(name, envvar=variable, **settings)


def _seconds(
    name: str,
    help: str,  # noqa: A002 - click's name
    default: float | None = None,
    *,
    least: float | None = None,
) -> Callable[[Command], Command]:
    """Return an option for a time: more than 0, or at least ``least``."""
    kind = click.FloatRange(min=0, min_open=True) if least is None else click.FloatRange(least)
    shown = default is not None
    return _shared(
        name, type=kind, default=default, show_default=shown, metavar="SECONDS", help=help
    )


class _Share(click.FloatRange):
    """A number from 0 to 1."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not 0 <= number <= 1:
            self.fail(f"{value!r} is not a number from 0 to 1", param, ctx)
        return number


class _Question(click.ParamType[str]):
    """Text that is not empty."""

    name = "text"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        question = str(value).strip()
        if not question:
            self.fail("the question is empty; ask something", param, ctx)
        return question


QUESTION = _Question()
FILE = click.Path(readable=False, path_type=Path)
"""A path; whether it can be read shows when it is, so that other files go on."""

library = _shared(
    "--library",
    metavar="FOLDER|URL",
    help="Where documents are indexed: a folder or a Chroma server  [default: a user-data folder]",
)
collection = _shared(
    "--collection",
    multiple=True,
    metavar="NAME",
    help="Search only this collection; repeatable. PDFs named with it are indexed into it",
)
into_collection = _shared(
    "--collection",
    multiple=True,
    metavar="NAME",
    help="Collection to index into  [default: one for each PDF, named after its file]",
)
threshold = _shared(
    "--threshold",
    type=_Share(0, 1),
    default=DEFAULT_THRESHOLD,
    show_default=True,
    help="Least similarity of a hit",
)
max_hits = _shared(
    "--max-hits",
    type=click.IntRange(min=1),
    default=DEFAULT_MAX_HITS,
    show_default=True,
    help="Most sections to take",
)
similarity = _shared(
    "--similarity",
    type=click.Choice(["scaled", "cosine"]),
    default="scaled",
    show_default=True,
    help="Cosine on the embedding model's scale, or plain",
)
llm = _shared(
    "--llm",
    metavar="PROVIDER:MODEL",
    help="Language model that writes the summaries  [default: none, extracts of the documents]",
)
embeddings = _shared(
    "--embeddings",
    metavar="PROVIDER:MODEL",
    help="Embedding model of the library  [default: the embedded MiniLM, offline]",
)
rerank = _shared(
    "--rerank",
    metavar="PROVIDER:MODEL",
    help="Model that puts the best 30 sections in order, such as fastembed:MODEL on this machine; "
    "cohere, jina and voyageai are sent the question and passages  [default: none]",
)
prompts = _shared(
    "--prompts", type=FILE, metavar="FOLDER", help="Prompt files in place of the shipped ones"
)
language = _shared(
    "--language",
    metavar="NAME",
    help="Language of the model's summaries, such as German or de  [default: the question's]",
)
cite = _shared("--cite", is_flag=True, help="Add the page after each sentence")
strict = _shared(
    "--strict",
    is_flag=True,
    help="Leave out sentences with numbers, names or quotes that no source has",
)
context_window = _shared(
    "--context-window",
    type=click.IntRange(min=256),
    metavar="TOKENS",
    help="What the model can read at once  [default: as known of it, or 8192]",
)
timeout = _seconds(
    "--timeout",
    "For all calls of the model; extracts stand for what is not written by then",
    DEFAULT_TIMEOUT,
)
call_timeout = _seconds(
    "--call-timeout",
    "Silence of the model's server after which a call has failed  "
    "[default: 120, of a server of your own 300]",
)
max_concurrency = _shared(
    "--max-concurrency",
    type=click.IntRange(min=1),
    metavar="CALLS",
    help="Calls of the model under way at once  [default: as many as its server takes, up to 16]",
)
cache = click.option(
    "--cache",
    envvar="HEADWISE_REPLY_CACHE",  # HEADWISE_CACHE is the folder of the embedding model
    type=FILE,
    metavar="FILE",
    help="Keep the model's replies there: the same call costs nothing the second time "
    "(in the environment: HEADWISE_REPLY_CACHE)",
)
dry_run = click.option(
    "--dry-run",
    is_flag=True,
    help="Print what would be sent to the model, and the tokens, and call nothing",
)
wait = _seconds(
    "--wait",
    "How long to wait for another process that is writing to the library",
    DEFAULT_WAIT,
    least=0,
)
file_timeout = _seconds(
    "--file-timeout",
    "How long reading a PDF may take, and each page that is read by OCR",
    DEFAULT_FILE_TIMEOUT,
)
prune = click.option(
    "--prune", is_flag=True, help="Take documents out of the library whose files are gone"
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON")
output = click.option(
    "--format",
    "output",
    type=click.Choice(["md", "html", "json"]),
    help="Print Markdown, an HTML page of its own, or JSON  [default: Markdown; rendered on a "
    "terminal]",
)
sources = _shared("--sources", is_flag=True, help="Add the sources below each section")
quiet = _shared(
    "--quiet",
    is_flag=True,
    expose_value=False,
    callback=lambda context, _, value: context.meta.update({QUIET: value}),
    help="No progress and no notes on stderr",
)
"""What is printed asks for it: `terminal.is_quiet`."""
password = click.option(
    "--password", envvar="HEADWISE_PASSWORD", help="Password of encrypted PDFs", metavar="TEXT"
)
