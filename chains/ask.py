"""The chain from a question to the answer: retrieve, then write the sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from typing_extensions import TypedDict

from headwise._defaults import DEFAULT_THRESHOLD, DEFAULT_TIMEOUT
from headwise.chains.answer import Answer
from headwise.chains.hits import read_hits
from headwise.chains.pipeline import (
    Options,
    Task,
    answer_step,
    check_question,
)
from headwise.chains.steps.group import SameHeading
from headwise.retrievers.search.retriever import (
    HeadingRetriever,
    RetrievedDocuments,
)

if TYPE_CHECKING:
    from pathlib import Path

    from langchain_core.caches import BaseCache
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from headwise.prompts import Prompts


class AskInput(TypedDict):
    """What `ask_chain` takes, if not the question alone."""

    question: str


def ask_chain(
    retriever: BaseRetriever,
    llm: str | BaseChatModel | None = None,
    *,
    threshold: float | None = None,
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
) -> Runnable[str | AskInput, Answer]:
    """Return the chain from a question, as a string or ``{"question": …}``, to an `Answer`.

    Args:
        retriever: A `HeadingRetriever`, or any retriever whose documents have
            ``sub_heading``, ``collection_name`` and ``similarity`` in their metadata.
        llm: As for `sections_chain`; ``None`` for extracts.
        threshold: Least similarity of a hit that counts; by default the retriever's, or 0.85.
        embeddings: For extracts; by default the ones of the retriever's library.
        prompts: As for `sections_chain`, and so all that follow.
        same_heading: See there.
        strict: See there.
        cite: See there.
        max_concurrency: See there.
        call_timeout: See there.
        requests_per_second: See there.
        context_window: See there.
        timeout: See there.
        cache: See there.

    Raises:
        CacheError: The cache's file cannot be used.
        ModelError: As for `sections_chain`.
        QuestionError: When invoked with an empty question.
        LibraryError: When invoked and the retriever's library cannot be read.
    """
    library = retriever.library if isinstance(retriever, HeadingRetriever) else None
    least = threshold if threshold is not None else getattr(retriever, "threshold", None)
    options = Options(
        llm=llm,
        embeddings=embeddings or (library.embeddings if library else None),
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

    def to_task(question: str, documents: list[Document]) -> Task:
        found = documents.result if isinstance(documents, RetrievedDocuments) else None
        return Task(
            question=question,
            hits=read_hits(documents),
            threshold=DEFAULT_THRESHOLD if least is None else least,
            embeddings=library.embeddings_name if library else None,
            over_max_hits=found.over_max_hits if found else 0,
            nearest=found.nearest if found else (),
        )

    def retrieve(asked: str | AskInput, config: RunnableConfig) -> Task:
        question = _question(asked)
        return to_task(question, retriever.invoke(question, config))

    async def aretrieve(asked: str | AskInput, config: RunnableConfig) -> Task:
        question = _question(asked)
        return to_task(question, await retriever.ainvoke(question, config))

    chain = RunnableLambda(retrieve, afunc=aretrieve, name="retrieve") | answer_step(options)
    return chain.with_config(run_name="headwise ask").with_types(
        # A tool's arguments have names, so the schema shows the dict; text alone is taken too.
        input_type=AskInput,
        output_type=Answer,
    )


def _question(asked: Any) -> str:  # noqa: ANN401 - what a caller hands in
    return check_question(asked.get("question") if isinstance(asked, Mapping) else asked)
