"""From a question with its hits to the answer: prepare, group, map, combine, check, render."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable, RunnableConfig

from headwise._defaults import DEFAULT_TIMEOUT
from headwise.chains.answer import Answer, Dropped, Source
from headwise.chains.draft import Draft
from headwise.chains.extractive import extractive_summarizer
from headwise.chains.runtime.run import Run
from headwise.chains.runtime.runnables import given, step
from headwise.chains.steps.combine import combine_step
from headwise.chains.steps.finish import finish_step
from headwise.chains.steps.group import SameHeading, group
from headwise.chains.steps.map import map_step
from headwise.chains.steps.prepare import Prepared, prepare
from headwise.chains.summarizer import Summarizer
from headwise.errors import QuestionError
from headwise.prompts import Prompts, load_prompts
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.models import Hit
from headwise.retrievers.search.search import NEAREST

if TYPE_CHECKING:
    from pathlib import Path

    from langchain_core.caches import BaseCache
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

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
    max_concurrency: int | None = None
    call_timeout: float | None = None
    requests_per_second: float | None = None
    context_window: int | None = None
    timeout: float | None = DEFAULT_TIMEOUT
    cache: str | Path | BaseCache | None = None

    def summarizer(self) -> Summarizer:
        """Return what writes the summaries."""
        embeddings = load_embeddings(self.embeddings)
        if self.llm is None:
            return extractive_summarizer(embeddings)

        from headwise.chains.llm import llm_summarizer

        return llm_summarizer(
            self.llm,
            self.prompts or load_prompts(),
            embeddings,
            max_concurrency=self.max_concurrency,
            call_timeout=self.call_timeout,
            requests_per_second=self.requests_per_second,
            context_window=self.context_window,
            cache=self.cache,
        )


def answer_step(options: Options) -> Runnable[Task, Answer]:
    """Return the step from a question with its hits to the answer.

    Without a hit above the threshold no model is called.
    """
    summarizer = options.summarizer()
    at_once = options.max_concurrency or MAX_CONCURRENCY
    write: Runnable[Draft, Draft] = map_step(summarizer, at_once) | combine_step(summarizer)

    def begin(task: Task, config: RunnableConfig) -> Answer | Runnable[Any, Answer]:
        run = Run(options.timeout, config.get("max_concurrency"))
        draft, prepared = plan_sections(task, options.same_heading, run)
        blank = _blank(task, prepared, draft, summarizer)
        if not draft.groups:
            return blank.model_copy(
                update={
                    "nearest": _sources([*task.nearest, *prepared.below]),
                    "usage": run.usage.usage(run.seconds),
                }
            )
        finish = finish_step(blank, strict=options.strict, cite=options.cite)
        return given(draft) | write | finish

    return step(begin, "answer")


def plan_sections(task: Task, same_heading: SameHeading, run: Run) -> tuple[Draft, Prepared]:
    """Return the sections to be written: the hits that count, grouped by heading."""
    question = check_question(task.question)
    prepared = prepare(task.hits, task.threshold)
    return Draft(question, tuple(group(prepared.kept, same_heading)), run=run), prepared


def check_question(question: object) -> str:
    """Return the question without white space around it.

    Raises:
        QuestionError: It is not text, or empty.
    """
    if not isinstance(question, str) or not question.strip():
        raise QuestionError("the question is empty; ask something")
    return question.strip()


def _blank(task: Task, prepared: Prepared, draft: Draft, summarizer: Summarizer) -> Answer:
    """Return the answer as far as it is known before anything is written."""
    return Answer(
        question=draft.question,
        llm=summarizer.name,
        prompts=summarizer.prompts,
        embeddings=task.embeddings,
        threshold=task.threshold,
        hits=len(prepared.kept),
        dropped=Dropped(
            below_threshold=len(prepared.below),
            duplicates=prepared.duplicates,
            over_max_hits=task.over_max_hits,
        ),
    )


def _sources(hits: Iterable[Hit]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(Source.of(hit) for hit in hits))[:NEAREST]
