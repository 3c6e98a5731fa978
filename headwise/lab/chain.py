"""From questions to answers, over hits that are retrieved once for each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from headwise.chains import Answer
from headwise.chains.ask import completed_for, retrieve_step
from headwise.chains.draft import HeadingGroup
from headwise.chains.hits import AnyHit, read_hits
from headwise.chains.options import Options, completed
from headwise.chains.pipeline import Task, answering, threshold_of
from headwise.chains.runtime.runnables import AsyncStep
from headwise.chains.steps.group import group
from headwise.chains.steps.prepare import prepare
from headwise.prompts.models import Prompts
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.library import Library

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Source = Library | BaseRetriever | Iterable[AnyHit]


class Questions:
    """Answers questions over hits that are retrieved once for each.

    Args:
        source: A library, a retriever, or hits in any form that `sections_chain` takes.
        options: Of `ask_chain` or `sections_chain`, all but the model and the prompts.
    """

    def __init__(self, source: Source, options: Mapping[str, Any]) -> None:
        self._options = completed(cast("Options", options))
        self._tasks: dict[str, Task] = {}
        self._retrieve: Runnable[Any, Task] | None = None
        if isinstance(source, Library | BaseRetriever):
            retriever, self._options = completed_for(source, self._options)
            self._retrieve = retrieve_step(retriever)
        else:
            self._hits = read_hits(source)
            self._options["embeddings"] = load_embeddings(self._options["embeddings"])

    def is_retrieved(self, question: str) -> bool:
        """Whether the hits for ``question`` are there already."""
        return self._retrieve is None or question in self._tasks

    def chain(
        self, llm: BaseChatModel | None, prompts: Prompts, max_concurrency: int
    ) -> Runnable[str, Answer]:
        """Return the chain from a question to its answer."""
        return self._found | answering(llm, self._with(prompts, max_concurrency))

    def group_chain(
        self, llm: BaseChatModel, prompts: Prompts, one: HeadingGroup
    ) -> Runnable[str, Answer]:
        """Return the chain from a question to the one section that ``one`` gives."""
        options = self._with(prompts, max_concurrency=1)
        options["threshold"] = 0.0
        given: Runnable[str, Task] = RunnableLambda(lambda question: Task(question, one.hits))
        return given | answering(llm, options)

    def groups(self, question: str) -> list[HeadingGroup]:
        """Return the heading groups that the map step summarises for ``question``."""
        hits = self._found.invoke(question).hits
        kept = prepare(hits, threshold_of(self._options)).kept
        return group(kept, self._options["same_heading"])

    @property
    def _found(self) -> Runnable[str, Task]:
        return AsyncStep(self._task, "hits of the question")

    async def _task(self, question: str, config: RunnableConfig) -> Task:
        if self._retrieve is None:
            return Task(question, self._hits)
        if question not in self._tasks:
            self._tasks[question] = await self._retrieve.ainvoke(question, config)
        return self._tasks[question]

    def _with(self, prompts: Prompts, max_concurrency: int) -> Options:
        options = self._options.copy()
        options["prompts"], options["max_concurrency"] = prompts, max_concurrency
        return options
