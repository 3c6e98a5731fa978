"""Map and reduce with a language model: one text per heading group, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompt_values import PromptValue
from langchain_core.runnables import Runnable, RunnableParallel, RunnablePassthrough

from headwise.chains.extractive import extract
from headwise.chains.llm.delimiting import delimited, numbered
from headwise.chains.llm.failures import Rescued, raise_if_hopeless, reason_of
from headwise.chains.llm.limiting import Limit, Limited
from headwise.chains.llm.steps import given, step
from headwise.chains.plain import plain_text
from headwise.chains.summarizer import MapInput, Mapped
from headwise.retrievers.passages import split_passages

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel

    from headwise.prompts import Prompts


class EmptyReplyError(Exception):
    """A model's reply has no text in it, even after one repair."""


def map_with(
    model: BaseChatModel, limit: Limit, prompts: Prompts, budget: int, embeddings: Embeddings
) -> Runnable[MapInput, Mapped]:
    """Return the step that summarises one heading group.

    A group within ``budget`` is one call. A larger one is cut at sentence ends, its parts
    are summarised and the summaries reduced to one, again in parts if need be.

    Args:
        model: Writes.
        limit: Shared by all that call the model.
        prompts: ``map``, ``reduce`` and ``repair`` are used.
        budget: Most characters of passages in one call.
        embeddings: For the extractive summary of a group that the model fails on.
    """
    writer = _writer(Limited(model, limit) | StrOutputParser(), prompts)
    write_map = prompts.map.template() | writer
    write_reduce = prompts.reduce.template() | writer

    def summarise(task: MapInput) -> Runnable[Any, str]:
        parts = [
            {"question": task.question, "passages": delimited("passage", numbered(batch))}
            for batch in _batches([hit.text for hit in task.group.hits], budget)
        ]
        if len(parts) == 1:
            return given(parts[0]) | write_map
        return given(parts) | write_map.map() | step(partial(reduce, task.question))

    def reduce(question: str, texts: list[str]) -> str | Runnable[Any, str]:
        batches = _batches(texts, budget)
        if len(texts) == 1 or len(batches) >= len(texts):
            # Done, or nothing to be gained: each summary would fill a call by itself.
            return "\n\n".join(texts)
        parts = [
            {"question": question, "summaries": delimited("summary", numbered(batch))}
            for batch in batches
        ]
        return given(parts) | write_reduce.map() | step(partial(reduce, question))

    def rescue(task: MapInput, error: Exception) -> Mapped:
        raise_if_hopeless(error)
        reason = reason_of(error)
        warning = f"{task.group.heading}: the model failed ({reason}); extracts stand instead"
        text = extract(task.question, task.group.text, embeddings)
        return Mapped(text, warnings=(warning,), failure=reason)

    written: Runnable[MapInput, str] = step(summarise, "summarise section")
    return Rescued(written | step(Mapped), rescue)


def _writer(call: Runnable[Any, str], prompts: Prompts) -> Runnable[PromptValue, str]:
    """Return a call of the model with one repair of a reply that leaves no text."""
    repair = prompts.repair.template() | call | step(_plain_or_fail)

    def mend(tried: dict[str, Any]) -> str | Runnable[Any, str]:
        if text := plain_text(tried["reply"]):
            return text
        fault = {
            "task": tried["task"].to_string(),
            "reply": tried["reply"],
            "reason": "there is no running text in it",
        }
        return given(fault) | repair

    return RunnableParallel(task=RunnablePassthrough(), reply=call) | step(mend)


def _plain_or_fail(reply: str) -> str:
    text = plain_text(reply)
    if not text:
        raise EmptyReplyError("the model wrote no text, twice")
    return text


def _batches(texts: Sequence[str], budget: int) -> list[list[str]]:
    """Return ``texts`` in batches within ``budget`` characters; larger texts are cut."""
    batches: list[list[str]] = [[]]
    room = budget
    for piece in (piece for text in texts for piece in split_passages(text, limit=budget)):
        if batches[-1] and len(piece) > room:
            batches.append([])
            room = budget
        batches[-1].append(piece)
        room -= len(piece)
    return batches
