"""From a question with its hits to the answer: the six steps, in order."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import merge_configs

from headwise.chains.answer import Answer, AnswerSection, Dropped, Source
from headwise.chains.check import check
from headwise.chains.combine import combine_step
from headwise.chains.draft import Draft
from headwise.chains.extractive import extractive_summarizer
from headwise.chains.grounding import ground
from headwise.chains.group import SameHeading, group
from headwise.chains.map import map_step
from headwise.chains.prepare import Prepared, prepare
from headwise.chains.render import render
from headwise.chains.summarizer import Summarizer
from headwise.chains.usage import UsageCounter
from headwise.errors import QuestionError
from headwise.prompts import Prompts, load_prompts
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.models import Hit

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

NEAREST = 3
"""How many of the hits below the threshold are named when none is above it."""
MAX_CONCURRENCY = 16
"""Calls of a model under way at once."""


@dataclass(frozen=True)
class Task:
    """A question and its hits, with what the search knows beside them."""

    question: str
    hits: tuple[Hit, ...]
    threshold: float
    embeddings: str | None = None
    over_max_hits: int = 0
    nearest: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class Options:
    """How answers are written; the same for both chains."""

    llm: str | BaseChatModel | None = None
    embeddings: str | Embeddings | None = None
    prompts: Prompts | None = None
    same_heading: SameHeading = "separate"
    strict: bool = False
    cite: bool = False
    max_concurrency: int = MAX_CONCURRENCY

    def summarizer(self) -> Summarizer:
        """Return what writes the summaries."""
        embeddings = load_embeddings(self.embeddings)
        if self.llm is None:
            return extractive_summarizer(embeddings)

        from headwise.chains.llm import llm_summarizer

        return llm_summarizer(
            self.llm, self.prompts or load_prompts(), embeddings, self.max_concurrency
        )


def answer_step(options: Options) -> Runnable[Task, Answer]:
    """Return the step from a question with its hits to the answer.

    Without a hit above the threshold no model is called.
    """
    summarizer = options.summarizer()
    write: Runnable[Draft, Draft] = map_step(summarizer, options.max_concurrency) | combine_step(
        summarizer
    )

    def begin(task: Task) -> tuple[Prepared, Draft]:
        question = check_question(task.question)
        prepared = prepare(task.hits, task.threshold)
        return prepared, Draft(question, tuple(group(prepared.kept, options.same_heading)))

    def end(draft: Draft) -> Draft:
        return ground(check(draft), strict=options.strict, cite=options.cite)

    def run(task: Task, config: RunnableConfig) -> Answer:
        begun, counter = time.perf_counter(), UsageCounter()
        prepared, draft = begin(task)
        if draft.groups:
            draft = end(write.invoke(draft, merge_configs(config, {"callbacks": [counter]})))
        return _answer(task, prepared, draft, summarizer, counter, begun)

    async def arun(task: Task, config: RunnableConfig) -> Answer:
        begun, counter = time.perf_counter(), UsageCounter()
        prepared, draft = begin(task)
        if draft.groups:
            draft = end(await write.ainvoke(draft, merge_configs(config, {"callbacks": [counter]})))
        return _answer(task, prepared, draft, summarizer, counter, begun)

    return RunnableLambda(run, afunc=arun, name="answer")


def check_question(question: object) -> str:
    """Return the question without white space around it.

    Raises:
        QuestionError: It is not text, or empty.
    """
    if not isinstance(question, str) or not question.strip():
        raise QuestionError("the question is empty; ask something")
    return question.strip()


def _answer(
    task: Task,
    prepared: Prepared,
    draft: Draft,
    summarizer: Summarizer,
    counter: UsageCounter,
    begun: float,
) -> Answer:
    sections = tuple(
        AnswerSection(heading=summary.group.heading, summary=summary.text, sources=summary.sources)
        for summary in draft.summaries
    )
    return Answer(
        question=draft.question,
        sections=sections,
        markdown=render(sections),
        llm=summarizer.name,
        embeddings=task.embeddings,
        threshold=task.threshold,
        hits=len(prepared.kept),
        dropped=Dropped(
            below_threshold=len(prepared.below),
            duplicates=prepared.duplicates,
            over_max_hits=task.over_max_hits,
        ),
        nearest=() if sections else _sources([*task.nearest, *prepared.below]),
        warnings=draft.warnings,
        usage=counter.usage(time.perf_counter() - begun),
    )


def _sources(hits: Iterable[Hit]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(Source.of(hit) for hit in hits))[:NEAREST]
