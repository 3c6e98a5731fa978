"""Combine with a language model: numbered sentences out, integers back."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from pydantic import BaseModel, Field, ValidationError

from headwise.chains.llm.calls import Calls
from headwise.chains.llm.failures import CallFailedError
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.repairing import Read, asked
from headwise.chains.llm.replies import text_of
from headwise.chains.llm.scripts import Asking, Script
from headwise.chains.llm.structured import json_values
from headwise.chains.summarizer import Combined, CombineInput
from headwise.errors import ModelError


class Repeated(BaseModel):
    """A section that another one makes superfluous."""

    section: int = Field(description="Id of a section that says nothing of its own")
    of: int = Field(description="Id of the section that already says all of it")


class Repetitions(BaseModel):
    """What to leave out so that everything is said once."""

    drop: list[int] = Field(
        default_factory=list, description="Numbers of sentences that repeat one that stays"
    )
    same_as: list[Repeated] = Field(
        default_factory=list, description="Sections that say nothing of their own"
    )


def combine_with(calls: Calls, messages: Messages) -> Runnable[CombineInput, Combined]:
    """Return the step that asks a model which sentences repeat others.

    Where it fails, or its reply is of another form, nothing is left out.
    """

    def write(task: CombineInput) -> Script[Combined]:
        parts = messages.combine_batches(task.question, task.summaries)
        found = yield [ask(task, part) for part in parts]
        same_as: dict[int, int] = {}
        for one in found:
            same_as |= one.same_as
        return Combined(
            frozenset().union(*(one.drop for one in found)),
            same_as,
            tuple(warning for one in found for warning in one.warnings),
        )

    def ask(task: CombineInput, part: dict[int, dict[int, str]]) -> Script[Combined]:
        sent = messages.combine(task.question, part)
        try:
            found, _ = yield from asked(messages, sent, "combine", task.run, read, Repetitions)
        except (CallFailedError, ModelError) as error:
            if task.run.cancelled:
                raise
            told = f"the sections could not be combined ({error}); each stands alone"
            return Combined(warnings=(told,))
        same_as = {one.section: one.of for one in found.same_as}
        return Combined(frozenset(found.drop), same_as)

    return Asking(calls, write, "ask which sentences repeat others")


def read(reply: AIMessage) -> Read[Repetitions]:
    """Return the repetitions that a reply names."""
    for value in json_values(text_of(reply)):
        if found := _repetitions(value):
            return Read(found)
    return Read(fault='it holds no JSON object of the form {"drop": [5], "same_as": []}')


def _repetitions(value: Any) -> Repetitions | None:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict) or not value.keys() & {"drop", "same_as"}:
        return None
    try:
        return Repetitions.model_validate(value)
    except ValidationError:
        return None
