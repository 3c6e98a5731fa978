"""Map and reduce with a language model: one summary per heading group, whatever its size."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableConfig

from headwise.chains.extractive import extract
from headwise.chains.grounding import Sources
from headwise.chains.llm.judging import parse_summary
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.repairing import Parsed, UselessReplyError, ask_and_repair
from headwise.chains.llm.selecting import material, passages_of
from headwise.chains.llm.tokens import SMALLEST_ROOM
from headwise.chains.llm.transport.call import Ask, Call
from headwise.chains.llm.transport.failures import CallFailedError, ContextTooLongError
from headwise.chains.runtime.runnables import AsyncStep
from headwise.chains.summarizer import MapInput, Mapped
from headwise.errors import ModelError
from headwise.retrievers.text.plain import as_paragraphs

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


@dataclass(frozen=True)
class Written:
    """A text of the model's, with warnings for the user."""

    text: str
    """Empty if the passages say nothing about the question."""
    warnings: tuple[str, ...] = ()


def map_with(
    ask: Ask, messages: Messages, embeddings: Embeddings, passage_tokens: int | None
) -> Runnable[MapInput, Mapped]:
    """Return the step that summarises one heading group.

    What fits into the model's context window takes one call. Longer text is split, its parts
    are summarised and the summaries reduced to one, in several rounds if necessary.

    Args:
        ask: Makes the calls.
        messages: What is sent.
        embeddings: For choosing passages, and for extracts if the model fails.
        passage_tokens: Most tokens of a group's passages that are sent; ``None`` for all.
    """

    async def summarise(task: MapInput, config: RunnableConfig) -> Mapped:
        heading = task.group.heading
        try:
            texts = await asyncio.to_thread(
                passages_of,
                task.group,
                task.question,
                passage_tokens,
                messages.counter.text,
                embeddings,
            )
            written = await _Writer(ask, messages, task, config).summary(texts)
        except (CallFailedError, ModelError) as error:
            if task.run.is_fatal(error):
                raise
            text = await asyncio.to_thread(extract, task.question, task.group.text, embeddings)
            replied = isinstance(error, UselessReplyError)
            what = "the model's reply cannot be used" if replied else "the model failed"
            warning = f"{heading}: {what} ({error}); extracts stand instead"
            failure = None if replied else str(error)
            return Mapped(as_paragraphs(text), warnings=(warning,), failure=failure)
        warnings = tuple(f"{heading}: {one}" for one in written.warnings)
        return Mapped(written.text, warnings, relevant=bool(written.text))

    return AsyncStep(summarise, "summarise section")


class _Writer:
    """Writes the summary of one group."""

    def __init__(
        self, ask: Ask, messages: Messages, task: MapInput, config: RunnableConfig
    ) -> None:
        self._ask = ask
        self._messages = messages
        self._task = task
        self._config = config
        self._sources = Sources(
            [
                hit.model_copy(update={"text": material(hit.text, task.question) or hit.text})
                for hit in task.group.hits
            ]
        )

    async def summary(self, texts: list[str]) -> Written:
        """Return the summary of passages."""
        parts = self._messages.text_batches("map", self._task.question, texts)
        return await self._reduced(await self._written("map", parts))

    async def _written(self, step: str, parts: Sequence[list[str]]) -> list[Written]:
        return await asyncio.gather(*(self._write(step, part) for part in parts))

    async def _reduced(self, written: list[Written]) -> Written:
        """Join partial summaries into one, in as many rounds of calls as necessary."""
        texts = [one.text for one in written if one.text]
        warnings = dict.fromkeys(chain.from_iterable(one.warnings for one in written))
        while len(texts) > 1:
            parts = self._messages.text_batches("reduce", self._task.question, texts)
            if len(parts) >= len(texts):
                break  # each summary would fill a call by itself
            written = await self._written("reduce", parts)
            texts = [one.text for one in written if one.text]
            warnings |= dict.fromkeys(chain.from_iterable(one.warnings for one in written))
        return Written("\n\n".join(texts), tuple(warnings))

    async def _write(self, step: str, texts: list[str]) -> Written:
        """Write about one batch, or about parts of it if the model finds it too long."""
        question, messages = self._task.question, self._messages
        if step == "map":
            prompt = messages.map(question, texts, self._task.group)
        else:
            prompt = messages.reduce(question, texts)

        def parse(reply: AIMessage) -> Parsed[str]:
            languages = messages.languages(question, texts)
            return parse_summary(reply, question, texts, self._sources, languages)

        call = Call(prompt, step, self._task.run, self._config)
        try:
            text, problem = await ask_and_repair(self._ask, messages, call, parse)
        except ContextTooLongError:
            parts = self._smaller(step, texts)
            if parts is None:
                raise
            return await self._reduced(await self._written(step, parts))
        warnings = (f"the model's text was used although {problem}",) if problem else ()
        return Written(text, warnings)

    def _smaller(self, step: str, texts: Sequence[str]) -> list[list[str]] | None:
        """Return a batch that the model finds too long in parts, if it can be split."""
        half = self._messages.size(texts) // 2
        if half < SMALLEST_ROOM:
            return None
        parts = self._messages.text_batches(step, self._task.question, texts, half)
        return parts if len(parts) > 1 else None
