"""Triage with a language model: which groups bear on the question, by their ids."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import BaseModel, Field

from headwise._wording import first_words
from headwise.chains.draft import HeadingGroup
from headwise.chains.extractive.scoring import overlap
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.repairing import Parsed, ask_and_repair
from headwise.chains.llm.transport.call import Ask, Call
from headwise.chains.llm.transport.failures import CallFailedError
from headwise.chains.llm.transport.replies import json_values
from headwise.chains.runtime.runnables import AsyncStep
from headwise.chains.summarizer import Triaged, TriageInput
from headwise.errors import ModelError
from headwise.retrievers.text.sentences import sentences

MOST_WORDS = 45
"""Of a group's best passage, shown to the model: enough to see what it is about."""


class RelevantSections(BaseModel):
    """The sections that help to answer the question."""

    ids: list[int] = Field(description="Ids of the sections that bear on the question, best first")


def triage_with(ask: Ask, messages: Messages) -> Runnable[TriageInput, Triaged]:
    """Return the step that asks a model which groups bear on the question.

    Groups that do not fit into one call are judged concurrently in several. If the model
    fails, or its reply has no list of ids, all groups stay in their order.
    """

    async def triage(task: TriageInput, config: RunnableConfig) -> Triaged:
        shown = {group.id: excerpt(group, task.question) for group in task.groups}
        batches = messages.triage_batches(task.question, task.groups, shown)
        results = await asyncio.gather(*(judge(task, part, shown, config) for part in batches))
        return Triaged(
            tuple(id_ for one in results for id_ in one.ids),
            tuple(warning for one in results for warning in one.warnings),
        )

    async def judge(
        task: TriageInput,
        groups: Sequence[HeadingGroup],
        shown: Mapping[int, str],
        config: RunnableConfig,
    ) -> Triaged:
        ids = tuple(group.id for group in groups)
        prompt = messages.triage(task.question, groups, shown)
        call = Call(prompt, "triage", task.run, config, RelevantSections)
        try:
            relevant, _ = await ask_and_repair(ask, messages, call, partial(parse, known=ids))
        except (CallFailedError, ModelError) as error:
            if task.run.is_fatal(error):
                raise
            warning = f"which sections bear on the question was not judged ({error}); all stand"
            return Triaged(ids, (warning,))
        return Triaged(relevant)

    return AsyncStep(triage, "ask which sections bear on the question")


def parse(reply: AIMessage, known: Collection[int]) -> Parsed[tuple[int, ...]]:
    """Return the known ids in a reply, each once."""
    for value in json_values(reply):
        ids = value.get("ids") if isinstance(value, dict) else value
        if isinstance(ids, list) and all(_is_id(one) for one in ids):
            chosen = tuple(dict.fromkeys(id_ for id_ in map(int, ids) if id_ in known))
            if chosen or not ids:
                return Parsed(chosen)
    return Parsed(problem='it holds no JSON object of the form {"ids": [2, 1]} with section ids')


def excerpt(group: HeadingGroup, question: str) -> str:
    """Return the part of a group's best passage that shares most words with the question."""
    best = max(group.hits, key=lambda hit: hit.similarity)
    passage = sentences(" ".join((best.best_passage or best.text).split()))
    shares = overlap(question, passage)
    start = max(range(len(passage)), key=lambda index: (shares[index], -index), default=0)
    return first_words(" ".join(passage[start:]), MOST_WORDS)


def _is_id(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, int | str) and str(value).strip().isdecimal()
