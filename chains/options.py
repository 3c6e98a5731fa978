"""The options that both chains take, documented once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from typing_extensions import TypedDict

from headwise._defaults import DEFAULT_TIMEOUT
from headwise.prompts import Prompts

if TYPE_CHECKING:
    from langchain_core.caches import BaseCache
    from langchain_core.embeddings import Embeddings

SameHeading = Literal["separate", "merge"]

MAX_CONCURRENCY = 16
"""Calls of a model under way at once."""
PASSAGE_TOKENS = 320
"""Of one section that a model reads: two or three paragraphs."""


class Options(TypedDict, total=False):
    """How an answer is written."""

    threshold: float | None
    """Least similarity of a hit that counts, 0 to 1; by default the retriever's, or 0.85."""
    embeddings: str | Embeddings | None
    """Compares sentences and passages with the question; by default the library's of the
    retriever, or the embedded model."""
    prompts: Prompts | None
    """The words given to the model, from `load_prompts`."""
    language: str | None
    """Language of the model's summaries, by name ("German") or code ("de"); by default that of the
    question. Extracts stay in the documents' own."""
    same_heading: SameHeading
    """``separate`` writes a section for each printed section, ``merge`` one for all sections of
    the same heading."""
    strict: bool
    """Leave out sentences that their sources do not support, or perhaps do not."""
    cite: bool
    """Add the page after each sentence."""
    passage_tokens: int | None
    """Most tokens of one section's passages that the model reads, 320 by default; of a longer
    section those that bear most on the question. ``None`` for all, in parts if need be."""
    max_concurrency: int | None
    """Most calls of the model under way at once, of all answers of this chain together; by default
    16, and fewer while a server of your own or a busy one gets slower by more.
    ``max_concurrency`` in a caller's config lowers it for that caller."""
    call_timeout: float | None
    """Seconds without a sign of the model's server after which a call has failed; by default 120,
    and 300 for a server of your own."""
    requests_per_second: float | None
    """Most calls that begin in a second."""
    context_window: int | None
    """Tokens that the model can read at once; by default what LangChain knows of it, or 8,192."""
    timeout: float | None
    """Seconds for all calls of one answer. Sections that are not written by then take extracts,
    with a warning; ``None`` for no limit."""
    cache: str | Path | BaseCache | None
    """Keeps the model's replies, so that the same call costs nothing the second time: a file, or
    one of LangChain's caches."""


DEFAULTS = Options(
    threshold=None,
    embeddings=None,
    prompts=None,
    language=None,
    same_heading="separate",
    strict=False,
    cite=False,
    passage_tokens=PASSAGE_TOKENS,
    max_concurrency=None,
    call_timeout=None,
    requests_per_second=None,
    context_window=None,
    timeout=DEFAULT_TIMEOUT,
    cache=None,
)


def completed(options: Options) -> Options:
    """Return ``options`` with the defaults of those that are not given.

    Raises:
        TypeError: One of them does not exist.
    """
    if unknown := sorted(options.keys() - DEFAULTS.keys()):
        raise TypeError(
            f"there is no option {', '.join(unknown)}; the options are {', '.join(DEFAULTS)}"
        )
    return cast("Options", {**DEFAULTS, **options})
