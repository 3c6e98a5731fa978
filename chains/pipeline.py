"""From a question with its hits to the answer: the steps, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from headwise._defaults import DEFAULT_THRESHOLD
from headwise.chains.answer import Answer, Dropped, Source
from headwise.chains.draft import Draft
from headwise.chains.extractive import extractive_summarizer
from headwise.chains.options import MAX_CONCURRENCY, Options
from headwise.chains.runtime.run import Run
from headwise.chains.steps.check import check_step
from headwise.chains.steps.combine import combine_step
from headwise.chains.steps.ground import ground_step
from headwise.chains.steps.group import group
from headwise.chains.steps.map import map_step
from headwise.chains.steps.prepare import Prepared, prepare
from headwise.chains.steps.render import render_step
from headwise.chains.steps.triage import triage_step
from headwise.chains.summarizer import Summarizer
from headwise.errors import QuestionError
from headwise.prompts import load_prompts
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.models import Hit
from headwise.retrievers.search.search import NEAREST

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True)
class Task:
    """A question and its hits, with what the search knows beside them."""

    question: str
    hits: tuple[Hit, ...]
    embeddings: str | None = None
    over_max_hits: int = 0
    nearest: tuple[Hit, ...] = ()


def answering(llm: str | BaseChatModel | None, options: Options) -> Runnable[Task, Answer]:
    """Return the steps from a question with its hits to the answer.

    Without a hit above the threshold no model is called.

    Args:
        llm: Writes the summaries; ``None`` for extracts.
        options: All of them.
    """
    summarizer = _summarizer(llm, options)

    def begin(task: Task, config: RunnableConfig) -> tuple[Prepared, Draft]:
        threshold = threshold_of(options)
        prepared = prepare(task.hits, threshold)
        blank = Answer(
            question=check_question(task.question),
            llm=summarizer.name,
            prompts=summarizer.prompts,
            embeddings=task.embeddings,
            threshold=threshold,
            hits=len(prepared.kept),
            dropped=Dropped(
                below_threshold=len(prepared.below),
                duplicates=prepared.duplicates,
                over_max_hits=task.over_max_hits,
            ),
            nearest=() if prepared.kept else _sources([*task.nearest, *prepared.below]),
        )
        run = Run(options["timeout"], config.get("max_concurrency"))
        return prepared, Draft(blank.question, (), run=run, blank=blank)

    def grouped(both: tuple[Prepared, Draft]) -> Draft:
        prepared, draft = both
        return replace(draft, groups=tuple(group(prepared.kept, options["same_heading"])))

    return (
        RunnableLambda(begin, name="prepare")
        | RunnableLambda(grouped, name="group")
        | triage_step(summarizer)
        | map_step(summarizer, options["max_concurrency"] or MAX_CONCURRENCY)
        | combine_step(summarizer)
        | ground_step(strict=options["strict"])
        | check_step()
        | render_step(cite=options["cite"])
    )


def threshold_of(options: Options) -> float:
    """Return the least similarity of a hit that counts."""
    threshold = options["threshold"]
    return DEFAULT_THRESHOLD if threshold is None else threshold


def question_in(asked: Any, others: str = "") -> str:  # noqa: ANN401 - what a caller hands in
    """Return the question that a chain was invoked with, as text or as a dict.

    Args:
        asked: What it was invoked with.
        others: The other keys that the chain expects.

    Raises:
        QuestionError: It is neither, or the question is empty.
    """
    expected = f'{{"question": "…"{others}}}' + ("" if others else ", or the question as text")
    if isinstance(asked, Mapping):
        if "question" not in asked:
            keys = ", ".join(map(repr, asked)) or "none"
            raise QuestionError(f"no question was given; expected {expected}, not the keys {keys}")
        return check_question(asked["question"])
    if others or not isinstance(asked, str):
        raise QuestionError(f"expected {expected}, not {type(asked).__name__}")
    return check_question(asked)


def check_question(question: object) -> str:
    """Return the question without white space around it.

    Raises:
        QuestionError: It is not text, or empty.
    """
    if not isinstance(question, str):
        raise QuestionError(f"the question must be text, not {type(question).__name__}")
    if not question.strip():
        raise QuestionError("the question is empty; ask something")
    return question.strip()


def _summarizer(llm: str | BaseChatModel | None, options: Options) -> Summarizer:
    embeddings = load_embeddings(options["embeddings"])
    if llm is None:
        return extractive_summarizer(embeddings)

    from headwise.chains.llm import llm_summarizer

    return llm_summarizer(llm, options["prompts"] or load_prompts(), embeddings, options)


def _sources(hits: Iterable[Hit]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(Source.of(hit) for hit in hits))[:NEAREST]
