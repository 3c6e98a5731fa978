"""The chain from hits to sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableLambda
from typing_extensions import TypedDict

from headwise._defaults import DEFAULT_THRESHOLD, DEFAULT_TIMEOUT
from headwise.chains.answer import Answer
from headwise.chains.hits import AnyHit, read_hits
from headwise.chains.pipeline import Options, Task, answer_step
from headwise.chains.steps.group import SameHeading

if TYPE_CHECKING:
    from pathlib import Path

    from langchain_core.caches import BaseCache
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from headwise.prompts import Prompts


class SectionsInput(TypedDict):
    """What `sections_chain` takes."""

    question: str
    hits: Sequence[AnyHit]
    """As `Hit`, as dicts in the JSON form, or as LangChain documents."""


def sections_chain(
    llm: str | BaseChatModel | None = None,
    *,
    threshold: float = DEFAULT_THRESHOLD,
    embeddings: str | Embeddings | None = None,
    prompts: Prompts | None = None,
    same_heading: SameHeading = "separate",
    strict: bool = False,
    cite: bool = False,
    max_concurrency: int | None = None,
    call_timeout: float | None = None,
    requests_per_second: float | None = None,
    context_window: int | None = None,
    timeout: float | None = DEFAULT_TIMEOUT,
    cache: str | Path | BaseCache | None = None,
) -> Runnable[SectionsInput, Answer]:
    """Return the chain from ``{"question", "hits"}`` to an `Answer`.

    Args:
        llm: A chat model, ``provider:model``, or ``None`` for extracts: the documents' own
            sentences, chosen for the question, without any language model.
        threshold: Least similarity of a hit that counts, 0 to 1.
        embeddings: Compare sentences with the question in extracts; by default the
            embedded model.
        prompts: The words given to the model, from `load_prompts`.
        same_heading: ``separate`` writes a section for each printed section, ``merge`` one
            for all sections of the same heading.
        strict: Leave out sentences with numbers or terms that their sources do not contain.
        cite: Add the page after each sentence.
        max_concurrency: Most calls of the model under way at once, of all answers of this chain
            together; by default 16, and fewer while a server of your own or a busy one gets
            slower by more. ``max_concurrency`` in a caller's config lowers it for that caller.
        call_timeout: Seconds without a sign of the model's server after which a call has failed;
            by default 120, and 300 for a server of your own.
        requests_per_second: Most calls that begin in a second.
        context_window: Tokens that the model can read at once; by default what LangChain knows
            of it, or 8,192. Longer sections are summarised in parts.
        timeout: Seconds for all calls of one answer. Sections that are not written by then take
            extracts, with a warning; ``None`` for no limit.
        cache: Keeps the model's replies, so that the same call costs nothing the second time:
            a file, or one of LangChain's caches.

    Raises:
        CacheError: The cache's file cannot be used.
        ModelError: Here, if the model is unknown or lacks its key; when invoked, if it
            cannot be reached, refuses the key, or fails on every section.
        QuestionError: When invoked with an empty question.
        HitsError: When invoked with hits that are not of the expected form.

    >>> hit = {"text": "Pooling layers halve the width and height of every feature map.",
    ...        "sub_heading": "2.3 Pooling layer", "collection_name": "cnn", "similarity": 0.91}
    >>> answer = sections_chain().invoke({"question": "What does pooling do?", "hits": [hit]})
    >>> print(answer.markdown)
    ## Pooling layer
    Pooling layers halve the width and height of every feature map.
    """
    options = Options(
        llm=llm,
        embeddings=embeddings,
        prompts=prompts,
        same_heading=same_heading,
        strict=strict,
        cite=cite,
        max_concurrency=max_concurrency,
        call_timeout=call_timeout,
        requests_per_second=requests_per_second,
        context_window=context_window,
        timeout=timeout,
        cache=cache,
    )

    def read(inputs: SectionsInput) -> Task:
        return Task(inputs["question"], read_hits(inputs["hits"]), threshold)

    chain = RunnableLambda(read, name="read hits") | answer_step(options)
    return chain.with_config(run_name="headwise sections").with_types(
        input_type=SectionsInput, output_type=Answer
    )
