"""The lab's only way into the chains: hits that are retrieved once, and the chain over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import Field

from headwise._defaults import DEFAULT_THRESHOLD
from headwise.chains import Answer, AnswerSection, ask_chain, sections_chain
from headwise.chains.draft import HeadingGroup
from headwise.chains.hits import AnyHit, read_hits
from headwise.chains.llm.models import model_name, resolve_model
from headwise.chains.options import MAX_CONCURRENCY
from headwise.chains.pipeline import check_question
from headwise.chains.steps.group import group
from headwise.chains.steps.prepare import prepare
from headwise.prompts.models import Prompts
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.library import Library
from headwise.retrievers.search.retriever import HeadingRetriever

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Source = Library | BaseRetriever | Iterable[AnyHit]

__all__ = [
    "MAX_CONCURRENCY",
    "Answer",
    "AnswerSection",
    "HeadingGroup",
    "Questions",
    "Source",
    "check_question",
    "model_name",
    "resolve_model",
    "unsupported",
]

_UNSUPPORTED = "not in the sources"


class Questions:
    """From questions to answers, over hits that are retrieved once for each question.

    Args:
        source: A library, a retriever, or hits in any form that `sections_chain` takes.
        options: Of `ask_chain` or `sections_chain`, all but the model and the prompts.
    """

    def __init__(self, source: Source, options: Mapping[str, Any]) -> None:
        self._options = dict(options)
        self._retriever: _Remembering | _RememberingAny | None = None
        self._hits: list[AnyHit] = []
        if isinstance(source, Library):
            source = HeadingRetriever(library=source)
        if type(source) is HeadingRetriever:
            fields = {name: getattr(source, name) for name in HeadingRetriever.model_fields}
            self._retriever = _Remembering(**fields)
        elif isinstance(source, BaseRetriever):
            self._retriever = _RememberingAny(bound=source)
            self._options.setdefault("threshold", getattr(source, "threshold", None))
        else:
            self._hits = list(read_hits(source))
            self._options["embeddings"] = load_embeddings(self._options.get("embeddings"))

    def is_retrieved(self, question: str) -> bool:
        """Whether the hits for ``question`` are there already."""
        return self._retriever is None or question in self._retriever.documents_by_question

    def chain(
        self, llm: BaseChatModel | None, prompts: Prompts, max_concurrency: int
    ) -> Runnable[str, Answer]:
        """Return the chain from a question to its answer."""
        options = {**self._options, "max_concurrency": max_concurrency}
        if self._retriever is None:
            return _with_hits(self._hits, sections_chain(llm, prompts=prompts, **options))
        chain: Runnable[Any, Answer] = ask_chain(self._retriever, llm, prompts=prompts, **options)
        return chain

    def group_chain(
        self, llm: BaseChatModel, prompts: Prompts, one: HeadingGroup, max_concurrency: int
    ) -> Runnable[str, Answer]:
        """Return the chain from a question to the one section that ``one`` gives."""
        options = {**self._options, "max_concurrency": max_concurrency, "threshold": 0.0}
        if isinstance(self._retriever, HeadingRetriever):
            options["embeddings"] = self._retriever.library.embeddings
        return _with_hits(one.hits, sections_chain(llm, prompts=prompts, **options))

    def groups(self, question: str) -> list[HeadingGroup]:
        """Return the heading groups that the map step summarises for ``question``."""
        hits = self._retriever.invoke(question) if self._retriever else self._hits
        least = self._options.get("threshold")
        if least is None:
            least = getattr(self._retriever, "threshold", None)
        kept = prepare(read_hits(hits), DEFAULT_THRESHOLD if least is None else least).kept
        return group(kept, self._options.get("same_heading", "separate"))


def _with_hits(hits: Iterable[AnyHit], chain: Runnable[Any, Answer]) -> Runnable[str, Answer]:
    given: Runnable[str, Any] = RunnableLambda(lambda asked: {"question": asked, "hits": hits})
    return given | chain


def unsupported(answer: Answer) -> int:
    """Return how many sentences state what their sources do not contain."""
    return sum(_UNSUPPORTED in warning for warning in answer.warnings)


class _Remembering(HeadingRetriever):
    """A `HeadingRetriever` that searches once for each question."""

    documents_by_question: dict[str, list[Document]] = Field(default_factory=dict, repr=False)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        if query not in self.documents_by_question:
            found = super()._get_relevant_documents(query, run_manager=run_manager)
            self.documents_by_question[query] = found
        return self.documents_by_question[query]


class _RememberingAny(BaseRetriever):
    """Any other retriever, asked once for each question."""

    bound: BaseRetriever
    documents_by_question: dict[str, list[Document]] = Field(default_factory=dict, repr=False)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        if query not in self.documents_by_question:
            config = {"callbacks": run_manager.get_child()}
            self.documents_by_question[query] = self.bound.invoke(query, config)  # type: ignore[arg-type]
        return self.documents_by_question[query]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        if query not in self.documents_by_question:
            config = {"callbacks": run_manager.get_child()}
            self.documents_by_question[query] = await self.bound.ainvoke(query, config)  # type: ignore[arg-type]
        return self.documents_by_question[query]
