"""Map and reduce with a language model: one text per heading group, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable

from headwise.chains.extractive import extract
from headwise.chains.grounding import Sources
from headwise.chains.llm.budget import SMALLEST_ROOM
from headwise.chains.llm.calls import Calls
from headwise.chains.llm.failures import CallFailedError, ContextTooLongError
from headwise.chains.llm.judging import judged
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.repairing import Read, asked
from headwise.chains.llm.scripts import Asking, Script
from headwise.chains.llm.selecting import material, passages_of
from headwise.chains.summarizer import MapInput, Mapped
from headwise.errors import ModelError
from headwise.retrievers.text.plain import as_paragraphs

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


@dataclass(frozen=True)
class Written:
    """A text of the model's, and what the user should know about it."""

    text: str
    """Empty if there is nothing to be said."""
    warnings: tuple[str, ...] = field(default=())


def map_with(
    calls: Calls, messages: Messages, embeddings: Embeddings, passage_tokens: int | None
) -> Runnable[MapInput, Mapped]:
    """Return the step that summarises one heading group.

    What fits into the model's context window is one call. More is cut, its parts are
    summarised and the summaries reduced to one, again in parts if need be.

    Args:
        calls: Reaches the model.
        messages: What it is sent.
        embeddings: For choosing passages, and for the extracts of a group that the model
            fails on.
        passage_tokens: Most tokens of a group's passages that are sent; ``None`` for all.
    """

    def write(task: MapInput) -> Script[Mapped]:
        heading = task.group.heading
        count = messages.counter.text
        try:
            texts = passages_of(task.group, task.question, passage_tokens, count, embeddings)
            written = yield from _Writer(messages, task).summary(texts)
        except (CallFailedError, ModelError) as error:
            if task.run.is_hopeless(error):
                task.run.cancel(error if isinstance(error, ModelError) else None)
                raise
            told = f"{heading}: the model failed ({error}); extracts stand instead"
            text = as_paragraphs(extract(task.question, task.group.text, embeddings))
            return Mapped(text, warnings=(told,), failure=str(error))
        warnings = tuple(f"{heading}: {one}" for one in written.warnings)
        return Mapped(written.text, warnings, relevant=bool(written.text))

    return Asking(calls, write, "summarise section")


class _Writer:
    """Writes the summary of one group."""

    def __init__(self, messages: Messages, task: MapInput) -> None:
        self._messages = messages
        self._task = task
        self._sources = Sources(
            [
                hit.model_copy(update={"text": material(hit.text, task.question) or hit.text})
                for hit in task.group.hits
            ]
        )

    def summary(self, texts: list[str]) -> Script[Written]:
        """Return the script that writes one text of passages."""
        parts = self._messages.map_batches(self._task.question, texts)
        written = yield [self._write("map", part) for part in parts]
        return (yield from self._reduced(written))

    def _reduced(self, written: list[Written]) -> Script[Written]:
        """Join partial summaries into one, by as many rounds of calls as it takes."""
        texts = [one.text for one in written if one.text]
        warnings = dict.fromkeys(chain.from_iterable(one.warnings for one in written))
        while len(texts) > 1:
            parts = self._messages.reduce_batches(self._task.question, texts)
            if len(parts) >= len(texts):
                # Nothing to be gained: each summary would fill a call by itself.
                break
            written = yield [self._write("reduce", part) for part in parts]
            texts = [one.text for one in written if one.text]
            warnings |= dict.fromkeys(chain.from_iterable(one.warnings for one in written))
        return Written("\n\n".join(texts), tuple(warnings))

    def _write(self, step: str, texts: list[str]) -> Script[Written]:
        """Return the script for one batch, which is halved if the model finds it too long."""
        question, messages = self._task.question, self._messages
        if step == "map":
            sent = messages.map(question, texts, self._task.group)
        else:
            sent = messages.reduce(question, texts)

        def read(reply: AIMessage) -> Read[str]:
            return judged(reply, question, texts, self._sources)

        try:
            text, fault = yield from asked(messages, sent, step, self._task.run, read)
        except ContextTooLongError:
            parts = self._halves(step, texts)
            if parts is None:
                raise
            written = yield [self._write(step, part) for part in parts]
            return (yield from self._reduced(written))
        if fault is None:
            return Written(text)
        return Written(text, (f"the model's text was used although {fault}",))

    def _halves(self, step: str, texts: Sequence[str]) -> list[list[str]] | None:
        """Return a batch that the model finds too long in two or more, if it can be cut."""
        half = self._messages.size(texts) // 2
        if half < SMALLEST_ROOM:
            return None
        cut = self._messages.map_batches if step == "map" else self._messages.reduce_batches
        parts = cut(self._task.question, texts, half)
        return parts if len(parts) > 1 else None
