"""Combine with a language model: it reads numbered sentences and returns integers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import BaseModel, Field, ValidationError

from headwise.chains.llm.messages import Messages
from headwise.chains.llm.repairing import Parsed, ask_and_repair
from headwise.chains.llm.transport.call import Ask, Call
from headwise.chains.llm.transport.failures import CallFailedError
from headwise.chains.llm.transport.replies import json_values
from headwise.chains.runtime.runnables import AsyncStep
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


def combine_with(ask: Ask, messages: Messages) -> Runnable[CombineInput, Combined]:
    """Return the step that asks a model which sentences repeat others.

    If it fails, or its reply has another form, nothing is left out.
    """

    async def combine(task: CombineInput, config: RunnableConfig) -> Combined:
        batches = messages.combine_batches(task.question, task.summaries)
        results = await asyncio.gather(*(compare(task, part, config) for part in batches))
        return Combined(
            frozenset().union(*(one.drop for one in results)),
            {id_: into for one in results for id_, into in one.same_as.items()},
            tuple(warning for one in results for warning in one.warnings),
        )

    async def compare(
        task: CombineInput, part: Mapping[int, Mapping[int, str]], config: RunnableConfig
    ) -> Combined:
        prompt = messages.combine(task.question, part)
        call = Call(prompt, "combine", task.run, config, Repetitions)
        try:
            found, _ = await ask_and_repair(ask, messages, call, parse)
        except (CallFailedError, ModelError) as error:
            warning = f"the sections could not be combined ({error}); each stands alone"
            return Combined(warnings=(warning,))
        return Combined(frozenset(found.drop), {one.section: one.of for one in found.same_as})

    return AsyncStep(combine, "ask which sentences repeat others")


def parse(reply: AIMessage) -> Parsed[Repetitions]:
    """Return the repetitions that a reply names."""
    for value in json_values(reply):
        if isinstance(value, dict) and value.keys() & {"drop", "same_as"}:
            try:
                return Parsed(Repetitions.model_validate(value))
            except ValidationError:
                continue
    return Parsed(problem='it holds no JSON object of the form {"drop": [5], "same_as": []}')
