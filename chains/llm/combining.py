"""Combine with a language model: ids and text out, ids and text back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable

from headwise.chains.llm.call import Call
from headwise.chains.llm.calls import Calls
from headwise.chains.llm.failures import CallFailedError, ContextTooLongError
from headwise.chains.llm.gathering import gathered
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.reading import EditedSections, ReplyReader, told
from headwise.chains.llm.texts import Texts
from headwise.chains.runtime.runnables import Rescued, given, step
from headwise.chains.runtime.streaming import Following, Incremental
from headwise.chains.summarizer import Combined, CombineInput
from headwise.errors import ModelError

NOTHING = Combined({}, {})


def combine_with(calls: Calls, messages: Messages) -> Runnable[CombineInput, Combined]:
    """Return the step that frees summaries from what they repeat of each other.

    The reply is structured output where the model has it, and otherwise JSON found in its
    text. Streamed, each section is there as soon as the model has written it. Faults are sent
    back once, for the sections that are not right yet; what is still wrong then is not used.
    More summaries than fit into one call are combined in groups of those that share most
    words, and once more across the groups.
    """

    def combine(task: CombineInput) -> Runnable[Any, Combined]:
        room = messages.room_to_combine(task.question)
        if messages.size(list(task.summaries.values())) > room:
            return given(task) | gathered(one_call, messages, room)
        return given(task) | one_call

    def ask(task: CombineInput) -> Runnable[Any, Combined]:
        asked = messages.combine(task.question, task.summaries)
        call = Call(asked, "combine", task.run, record=EditedSections)
        read = Incremental(lambda: _Reading(task, asked, calls, messages), "read sections")
        return given(call) | Texts(calls) | read

    def rescue(task: CombineInput, error: Exception) -> Combined | Runnable[Any, Combined]:
        if isinstance(error, ContextTooLongError) and len(task.summaries) > 2:
            half = messages.size(list(task.summaries.values())) // 2
            return given(task) | gathered(one_call, messages, half)
        if task.run.cancelled or not isinstance(error, CallFailedError | ModelError):
            raise error
        warning = f"the sections could not be combined ({error}); each stands alone"
        return Combined({}, {}, (warning,))

    one_call: Runnable[CombineInput, Combined] = Rescued(step(ask, "combine sections"), rescue)
    return step(combine, "combine all")


class _Reading:
    """Reads a reply, and asks for a repair of what is missing or wrong in it."""

    def __init__(
        self,
        task: CombineInput,
        asked: list[BaseMessage],
        calls: Calls,
        messages: Messages,
        before: Combined | None = None,
    ) -> None:
        self._task = task
        self._asked = asked
        self._calls = calls
        self._messages = messages
        self._is_repair = before is not None
        self._reader = ReplyReader(task, before)

    def feed(self, piece: str) -> Iterable[Combined]:
        return self._reader.feed(piece)

    def end(self) -> Following[Combined]:
        last = list(self._reader.end())
        faults = self._reader.faults()
        if not faults:
            return last or [NOTHING]
        if self._is_repair:
            warning = f"the model's combined sections were used in part: {told(faults)}"
            return [*last, Combined({}, {}, (warning,))]
        text = self._reader.scanner.text
        mending = self._messages.repair(self._asked, text, told(faults))
        call = Call(mending, "repair", self._task.run, record=EditedSections)
        read = Incremental(
            lambda: _Reading(
                self._task, self._asked, self._calls, self._messages, self._reader.done
            ),
            "read mended sections",
        )

        def give_up(_call: Call, error: Exception) -> Combined:
            if not isinstance(error, CallFailedError | ModelError):
                raise error
            warning = f"the model's combined sections were used in part: {told(faults)}"
            return Combined({}, {}, (warning,))

        return [*last, given(call) | Rescued(Texts(self._calls) | read, give_up)]
