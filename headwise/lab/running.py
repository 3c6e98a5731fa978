"""Running the chain for the lab: with every known reply, or without making a call."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from langchain_core.caches import BaseCache
from langchain_core.globals import get_llm_cache

from headwise._wording import counted
from headwise.chains.draft import HeadingGroup
from headwise.errors import ModelError, QuestionError
from headwise.lab.chain import Questions, Source
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


class Runner:
    """Answers questions with given prompts, and remembers hits and replies."""

    def __init__(
        self, source: Source, model: BaseChatModel | None, options: Mapping[str, Any]
    ) -> None:
        self.model = model
        self._questions = Questions(source, options)
        self._replies: Replies = {}
        self._stops = 0

    async def run(self, variant: str, prompts: Prompts, question: str, concurrency: int) -> Trial:
        """Return the answer with what it took; at most ``concurrency`` calls at once.

        Raises:
            StoppedError: `stop` was called meanwhile.
        """
        begun, reused = time.perf_counter(), self._questions.is_retrieved(question)
        model, journal, stops = self.model, None, self._stops
        if model is not None:
            journal = Journal(
                self._replies,
                prompts,
                behind=_own_cache(model),
                stopped=lambda: self._stops > stops,
            )
            model = journal.watched(model)
        try:
            answer = await self._questions.chain(model, prompts, concurrency).ainvoke(question)
        except ModelError:
            if journal is None or not journal.was_stopped:
                raise
        # A chain goes on without a call that fails, with what it has instead.
        if journal and journal.was_stopped:
            raise StoppedError(STOPPED)
        return Trial(
            variant=variant,
            question=question,
            answer=answer,
            calls=tuple(journal.calls) if journal else (),
            retrieval_reused=reused,
            seconds=time.perf_counter() - begun,
            has_model=journal is not None,
        )

    def stop(self) -> None:
        """Let the runs under way make no further call."""
        self._stops += 1

    def calls(
        self, model: BaseChatModel, prompts: Prompts, step: str, question: str, group: int | None
    ) -> list[Call]:
        """Return the calls of one step, made or not; none is made now."""
        journal = Journal(self._replies, prompts, behind=_own_cache(model), dry=True)
        watched = journal.watched(model)
        if step in ("map", "reduce"):
            for one in self._groups(question, group):
                # One at a time, so that the calls come in the order of the groups.
                chain = self._questions.group_chain(watched, prompts, one)
                with suppress(ModelError):  # what stands for a reply is no summary
                    chain.invoke(question)
        else:
            with suppress(ModelError):
                self._questions.chain(watched, prompts, max_concurrency=1).invoke(question)
        calls = [call for call in journal.calls if call.step == step]
        if step == "combine" and any(
            call.reply is None for call in journal.calls if call.step == "map"
        ):
            return []  # what is alike is not known before all is written
        if step == "repair":  # whether a reply that is not written yet needs one is not known
            calls = [c for c in calls if all(NOT_WRITTEN not in m.text for m in c.messages)]
        return calls

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
