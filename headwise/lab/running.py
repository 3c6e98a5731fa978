"""Running the chain for the lab: with every known reply, or without making a call."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.caches import BaseCache
from langchain_core.globals import get_llm_cache
from langchain_core.runnables import Runnable

from headwise._wording import counted
from headwise.errors import ModelError, QuestionError
from headwise.lab.chain import Answer, HeadingGroup, Questions, Source
from headwise.lab.journal import (
    NOT_WRITTEN,
    STOPPED,
    Call,
    Journal,
    Replies,
    StoppedError,
)
from headwise.lab.trials import Trial
from headwise.prompts.models import Prompts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True)
class _Attempt:
    """A chain that is ready to be run, with what its trial will record."""

    variant: str
    question: str
    chain: Runnable[str, Answer]
    journal: Journal | None
    retrieval_reused: bool
    begun: float

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Raise a `StoppedError` if the run was stopped, whatever the chain made of it.

        A chain goes on without a call that fails, with what it has instead.
        """
        try:
            yield
        except ModelError as error:
            if self.journal and self.journal.was_stopped:
                raise StoppedError(STOPPED) from error
            raise

    def done(self, answer: Answer) -> Trial:
        if self.journal and self.journal.was_stopped:
            raise StoppedError(STOPPED)
        return Trial(
            variant=self.variant,
            question=self.question,
            answer=answer,
            calls=tuple(self.journal.calls) if self.journal else (),
            retrieval_reused=self.retrieval_reused,
            seconds=time.perf_counter() - self.begun,
            has_model=self.journal is not None,
        )


class Runner:
    """Answers questions with given prompts, and remembers hits and replies."""

    def __init__(
        self, source: Source, model: BaseChatModel | None, options: Mapping[str, Any]
    ) -> None:
        self.model = model
        self._questions = Questions(source, options)
        self._replies = Replies()
        self._stops = 0

    def run(self, variant: str, prompts: Prompts, question: str, concurrency: int) -> Trial:
        """Return the answer with what it took; at most ``concurrency`` calls at once."""
        attempt = self._attempt(variant, prompts, question, concurrency)
        with attempt.stoppable():
            return attempt.done(attempt.chain.invoke(question))

    async def arun(self, variant: str, prompts: Prompts, question: str, concurrency: int) -> Trial:
        """Do as `run` does."""
        attempt = self._attempt(variant, prompts, question, concurrency)
        with attempt.stoppable():
            return attempt.done(await attempt.chain.ainvoke(question))

    def stop(self) -> None:
        """Let the runs under way make no further call."""
        self._stops += 1

    def calls(
        self, model: BaseChatModel, prompts: Prompts, step: str, question: str, group: int | None
    ) -> list[Call]:
        """Return the calls of one step, made or not; none is made now."""
        journal = Journal(self._replies, behind=_own_cache(model), dry=True)
        watched, traced = journal.watched(model), journal.traced(prompts)
        if step in ("map", "reduce"):
            for one in self._groups(question, group):
                # One at a time, so that the calls come in the order of the groups.
                chain = self._questions.group_chain(watched, traced, one, max_concurrency=1)
                with suppress(ModelError):  # what stands for a reply is no summary
                    chain.invoke(question)
        else:
            with suppress(ModelError):
                self._questions.chain(watched, traced, max_concurrency=1).invoke(question)
        calls = [call for call in journal.calls if call.step == step]
        if step == "combine" and any(
            call.reply is None for call in journal.calls if call.step == "map"
        ):
            return []  # what is alike is not known before all is written
        if step == "repair":  # whether a reply that is not written yet needs one is not known
            calls = [c for c in calls if all(NOT_WRITTEN not in m.text for m in c.messages)]
        return calls

    def _attempt(self, variant: str, prompts: Prompts, question: str, concurrency: int) -> _Attempt:
        begun, reused = time.perf_counter(), self._questions.is_retrieved(question)
        model, journal = self.model, None
        if model is not None:
            stops = self._stops
            journal = Journal(
                self._replies,
                behind=_own_cache(model),
                stopped=lambda: self._stops > stops,
            )
            model, prompts = journal.watched(model), journal.traced(prompts)
        chain = self._questions.chain(model, prompts, max_concurrency=concurrency)
        return _Attempt(variant, question, chain, journal, reused, begun)

    def _groups(self, question: str, number: int | None) -> list[HeadingGroup]:
        groups = self._questions.groups(question)
        if number is None:
            return groups
        if not 1 <= number <= len(groups):
            raise QuestionError(
                f"the question has {counted(len(groups), 'heading group')}, no {number}"
            )
        return [groups[number - 1]]


def _own_cache(model: BaseChatModel) -> BaseCache | None:
    """Return the cache that ``model`` would use by itself."""
    if isinstance(model.cache, BaseCache):
        return model.cache
    return None if model.cache is False else get_llm_cache()
