"""An optional step after the answer: a model judges each sentence against its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import patch_config
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import TypedDict

from headwise.chains.answer import Answer, AnswerSection
from headwise.chains.hits import AnyHit, read_hits
from headwise.chains.llm.delimiting import delimited, numbered
from headwise.chains.llm.models import resolve_model
from headwise.chains.llm.transport.replies import json_values
from headwise.chains.runtime.runnables import AsyncStep
from headwise.prompts.files import read_prompt
from headwise.prompts.folders import shipped
from headwise.retrievers.models import Hit
from headwise.retrievers.text.sentences import sentences

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.prompts import ChatPromptTemplate

MAX_CONCURRENCY = 8
"""Calls under way at once, unless the caller's config sets it."""


class SupportInput(TypedDict):
    """What `check_support` takes."""

    answer: Answer
    hits: Sequence[AnyHit]
    """Those that the answer was made from; others do no harm."""


class Verdict(BaseModel):
    """What the model says of one sentence."""

    model_config = ConfigDict(frozen=True)

    heading: str
    sentence: str
    verdict: Literal["supported", "unsupported", "contradicted", "unjudged"]
    reason: str = ""


class SupportReport(BaseModel):
    """The verdicts on all sentences of an answer."""

    model_config = ConfigDict(frozen=True)

    verdicts: tuple[Verdict, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """A line for each sentence that was not found supported."""
        return tuple(
            f"{one.heading}: judged {one.verdict}"
            + (f" ({one.reason})" if one.reason else "")
            + f": {one.sentence}"
            for one in self.verdicts
            if one.verdict != "supported"
        )


class _Judged(BaseModel):
    sentence: int
    verdict: Literal["supported", "unsupported", "contradicted"]
    reason: str = ""


class _Reply(BaseModel):
    verdicts: list[_Judged] = Field(default_factory=list)


def check_support(
    llm: str | BaseChatModel, prompt: ChatPromptTemplate | None = None
) -> Runnable[SupportInput, SupportReport]:
    """Return the step that lets a model judge an answer, one call for each section.

    It changes nothing in the answer. A sentence that the model does not judge, or a section
    whose call fails, is reported as ``unjudged``.

    Args:
        llm: A chat model, or ``provider:model``; best another one than wrote the answer.
        prompt: With the variables ``passages`` and ``sentences``; by default
            ``prompts/judge.md``.

    Raises:
        ModelError: The model is unknown, or its package or key is missing.
        HitsError: When invoked with hits that are not of the expected form.
    """
    judge = (prompt or read_prompt(shipped("judge"), "judge").template()) | resolve_model(llm)

    async def run(inputs: SupportInput, config: RunnableConfig) -> SupportReport:
        hits = read_hits(inputs["hits"])
        asked = [
            (section, own, _variables(own, _hits_of(section, hits)))
            for section in inputs["answer"].sections
            if (own := sentences(section.summary))
        ]
        limited = patch_config(
            config, max_concurrency=config.get("max_concurrency") or MAX_CONCURRENCY
        )
        variables = [one for *_, one in asked]
        return _report(asked, await judge.abatch(variables, limited, return_exceptions=True))

    return AsyncStep(run, "check support")


def _variables(own: list[str], hits: Sequence[Hit]) -> dict[str, str]:
    return {
        "sentences": delimited("sentence", numbered(own)),
        "passages": delimited("passage", numbered([hit.text for hit in hits])),
    }


def _hits_of(section: AnswerSection, hits: Sequence[Hit]) -> list[Hit]:
    places = {(one.collection_name, one.sub_heading, one.page_start) for one in section.sources}
    return [hit for hit in hits if (hit.collection_name, hit.sub_heading, hit.page_start) in places]


def _report(
    asked: Sequence[tuple[AnswerSection, list[str], Mapping[str, str]]], replies: Sequence[Any]
) -> SupportReport:
    verdicts: list[Verdict] = []
    for (section, own, _), reply in zip(asked, replies, strict=True):
        judged, failure = _judged(reply)
        for number, sentence in enumerate(own, start=1):
            verdict = partial(Verdict, heading=section.heading, sentence=sentence)
            if one := judged.get(number):
                verdicts.append(verdict(verdict=one.verdict, reason=one.reason))
            else:
                verdicts.append(verdict(verdict="unjudged", reason=failure))
    return SupportReport(verdicts=tuple(verdicts))


def _judged(reply: AIMessage | Exception) -> tuple[dict[int, _Judged], str]:
    """Return the verdicts of a reply by number, and why there are none."""
    if isinstance(reply, Exception):
        return {}, f"the model failed: {type(reply).__name__}"
    for value in json_values(reply):
        with suppress(ValidationError):
            read = _Reply.model_validate({"verdicts": value} if isinstance(value, list) else value)
            return {one.sentence: one for one in read.verdicts}, ""
    return {}, "the model's reply has not the expected form"
