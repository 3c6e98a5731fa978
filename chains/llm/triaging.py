"""Triage with a language model: which groups bear on the question, by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel, Field

from headwise.chains.draft import HeadingGroup
from headwise.chains.extractive.scoring import overlap
from headwise.chains.llm.calls import Calls
from headwise.chains.llm.failures import CallFailedError
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.repairing import Read, asked
from headwise.chains.llm.replies import text_of
from headwise.chains.llm.scripts import Asking, Script
from headwise.chains.llm.structured import json_values
from headwise.chains.summarizer import Triaged, TriageInput
from headwise.errors import ModelError
from headwise.retrievers.text.sentences import sentences

MOST_WORDS = 45
"""Shown of a group's best passage: enough to tell what it is about."""


class RelevantSections(BaseModel):
    """The sections that help to answer the question."""

    ids: list[int] = Field(description="Ids of the sections that bear on the question, best first")


def triage_with(calls: Calls, messages: Messages) -> Runnable[TriageInput, Triaged]:
    """Return the step that asks a model which groups bear on the question.

    More groups than fit into one call are judged side by side in several. Where the model
    fails, or its reply holds no list of ids, all groups stay in their order.
    """

    def write(task: TriageInput) -> Script[Triaged]:
        shown = {group.id: excerpt(group, task.question) for group in task.groups}
        parts = messages.triage_batches(task.question, task.groups, shown)
        judged = yield [judge(task, part, shown) for part in parts]
        return Triaged(
            tuple(id_ for one in judged for id_ in one.ids),
            tuple(warning for one in judged for warning in one.warnings),
        )

    def judge(
        task: TriageInput, groups: Sequence[HeadingGroup], shown: dict[int, str]
    ) -> Script[Triaged]:
        every = tuple(group.id for group in groups)
        sent = messages.triage(task.question, groups, shown)
        try:
            ids, _ = yield from asked(
                messages, sent, "triage", task.run, lambda reply: read(reply, every),
                RelevantSections,
            )  # fmt: skip
        except (CallFailedError, ModelError) as error:
            if task.run.is_hopeless(error):
                raise
            told = f"which sections bear on the question was not judged ({error}); all stand"
            return Triaged(every, (told,))
        return Triaged(ids)

    return Asking(calls, write, "ask which sections bear on the question")


def read(reply: AIMessage, known: Iterable[int]) -> Read[tuple[int, ...]]:
    """Return the ids in a reply that are known, each once."""
    for value in json_values(text_of(reply)):
        ids = value.get("ids") if isinstance(value, dict) else value
        if isinstance(ids, list) and all(_is_id(one) for one in ids):
            chosen = tuple(dict.fromkeys(id_ for id_ in map(int, ids) if id_ in set(known)))
            if chosen or not ids:
                return Read(chosen)
    return Read(fault='it holds no JSON object of the form {"ids": [2, 1]} with ids of sections')


def excerpt(group: HeadingGroup, question: str) -> str:
    """Return the sentences of a group's best passage that share most with the question."""
    best = max(group.hits, key=lambda hit: hit.similarity)
    every = sentences(" ".join((best.best_passage or best.text).split()))
    shares = overlap(question, every)
    start = max(range(len(every)), key=lambda index: (shares[index], -index), default=0)
    words = " ".join(every[start:]).split()
    return " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")


def _is_id(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, int | str) and str(value).strip().isdecimal()
