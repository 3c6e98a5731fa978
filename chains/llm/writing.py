"""Map and reduce with a language model: one text per heading group, whatever its size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable

from headwise.chains.extractive import extract
from headwise.chains.llm.budget import SMALLEST_ROOM
from headwise.chains.llm.call import Call
from headwise.chains.llm.calls import Calls
from headwise.chains.llm.failures import CallFailedError, ContextTooLongError
from headwise.chains.llm.judging import Judged, judged
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.replies import text_of
from headwise.chains.runtime.run import OutOfTimeError, Run
from headwise.chains.runtime.runnables import Rescued, given, step
from headwise.chains.summarizer import MapInput, Mapped
from headwise.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


class UselessReplyError(CallFailedError):
    """A model's reply cannot be used, even after one repair."""


@dataclass(frozen=True)
class Written:
    """A text of the model's, and what the user should know about it."""

    text: str
    warnings: tuple[str, ...] = ()


def map_with(
    calls: Calls, messages: Messages, embeddings: Embeddings
) -> Runnable[MapInput, Mapped]:
    """Return the step that summarises one heading group.

    A group within the model's context window is one call. A larger one is cut, its parts are
    summarised and the summaries reduced to one, again in parts if need be.

    Args:
        calls: Reaches the model.
        messages: What it is sent.
        embeddings: For the extractive summary of a group that the model fails on.
    """

    def summarise(task: MapInput) -> Runnable[Any, Mapped]:
        texts = [hit.text for hit in task.group.hits]
        parts = messages.map_batches(task.question, texts)
        writer = _Writer(calls, messages, task.question, task.run)

        def named(written: Written) -> Mapped:
            heading = task.group.heading
            return Mapped(written.text, tuple(f"{heading}: {one}" for one in written.warnings))

        return given(parts) | writer.all("map") | step(writer.reduced) | step(named)

    def rescue(task: MapInput, error: Exception) -> Mapped:
        if not isinstance(error, CallFailedError | ModelError):
            raise error
        hopeless = isinstance(error, ModelError) and not isinstance(error, OutOfTimeError)
        if task.run.cancelled or (hopeless and not task.run.usage.any_answered):
            # No other call would succeed either.
            task.run.cancel(error if isinstance(error, ModelError) else None)
            raise error
        reason = str(error)
        warning = f"{task.group.heading}: the model failed ({reason}); extracts stand instead"
        text = extract(task.question, task.group.text, embeddings)
        return Mapped(text, warnings=(warning,), failure=reason)

    written: Runnable[MapInput, Mapped] = step(summarise, "summarise section")
    return Rescued(written, rescue)


class _Writer:
    """Writes summaries of batches of text, for one question."""

    def __init__(self, calls: Calls, messages: Messages, question: str, run: Run) -> None:
        self._calls = calls
        self._messages = messages
        self._question = question
        self._run = run

    def all(self, name: str) -> Runnable[list[list[str]], list[Written]]:
        """Return the step that summarises batches side by side, in their order."""
        one: Runnable[list[str], list[Written]] = step(self._one(name))
        joined: Runnable[list[list[Written]], list[Written]] = step(_joined)
        return one.map() | joined

    def reduced(self, written: list[Written]) -> Written | Runnable[Any, Written]:
        """Join partial summaries into one, by as many rounds of calls as it takes."""
        texts = [one.text for one in written]
        warnings = tuple(dict.fromkeys(chain.from_iterable(one.warnings for one in written)))
        if len(texts) == 1:
            return Written(texts[0], warnings)
        parts = self._messages.reduce_batches(self._question, texts)
        if len(parts) >= len(texts):
            # Nothing to be gained: each summary would fill a call by itself.
            return Written("\n\n".join(texts), warnings)

        def warned(final: Written) -> Written:
            return Written(final.text, tuple(dict.fromkeys((*warnings, *final.warnings))))

        return given(parts) | self.all("reduce") | step(self.reduced) | step(warned)

    def _one(self, name: str) -> Callable[[list[str]], Runnable[Any, list[Written]]]:
        """Return the step for one batch; it may take more than one summary."""
        make = self._messages.map if name == "map" else self._messages.reduce

        def write(texts: list[str]) -> Runnable[Any, list[Written]]:
            def split(_texts: list[str], error: Exception) -> Runnable[Any, list[Written]]:
                if not isinstance(error, ContextTooLongError):
                    raise error
                parts = self._halves(name, texts)
                if parts is None:
                    raise error
                return given(parts) | self.all(name)

            asked = make(self._question, texts)
            return given(texts) | Rescued(self._mended(asked, name, "\n\n".join(texts)), split)

        return write

    def _halves(self, name: str, texts: list[str]) -> list[list[str]] | None:
        """Return a batch that the model finds too long in two or more, if it can be cut."""
        half = self._messages.size(texts) // 2
        if half < SMALLEST_ROOM:
            return None
        make = self._messages.map_batches if name == "map" else self._messages.reduce_batches
        parts = make(self._question, texts, half)
        return parts if len(parts) > 1 else None

    def _mended(
        self, asked: Sequence[BaseMessage], name: str, material: str
    ) -> Runnable[Any, list[Written]]:
        """Return a call of the model with one repair of a reply that is not a summary."""

        def judge(reply: AIMessage) -> list[Written] | Runnable[Any, list[Written]]:
            first = judged(reply, self._question, material)
            if first.fault is None:
                return [Written(first.text)]
            if first.final:
                return [_used_although(first)]
            mending = self._messages.repair(asked, text_of(reply), first.fault)

            def settle(mended: AIMessage) -> list[Written]:
                second = judged(mended, self._question, material)
                if second.fault is None:
                    return [Written(second.text)]
                best = first if second.useless else second
                if best.useless:
                    raise UselessReplyError(second.fault)
                return [_used_although(best)]

            def keep_first(_asked: Call, error: Exception) -> list[Written]:
                if first.useless or not isinstance(error, CallFailedError):
                    raise error
                return [_used_although(first)]

            repair: Runnable[Call, list[Written]] = self._calls | step(settle)
            return given(Call(mending, "repair", self._run)) | Rescued(repair, keep_first)

        return given(Call(asked, name, self._run)) | self._calls | step(judge)


def _used_although(found: Judged) -> Written:
    """Return a text that has a fault, with a warning that says so."""
    return Written(found.text, (f"the model's text was used although {found.fault}",))


def _joined(written: list[list[Written]]) -> list[Written]:
    return list(chain.from_iterable(written))
