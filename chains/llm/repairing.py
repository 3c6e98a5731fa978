"""One call of a model, and one more if its reply cannot be used, as the same conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel

from headwise.chains.llm.call import Call
from headwise.chains.llm.failures import CallFailedError
from headwise.chains.llm.messages import Messages
from headwise.chains.llm.replies import text_of
from headwise.chains.llm.scripts import Script
from headwise.chains.runtime.run import Run
from headwise.errors import ModelError

T = TypeVar("T")


class UselessReplyError(CallFailedError):
    """A model's reply cannot be used, even after one repair."""


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a reply is worth."""

    value: T | None = None
    """What can be used of it; ``None`` for nothing."""
    fault: str | None = None
    """What is wrong with it, in words that the model can act on."""
    final: bool = False
    """Whether asking again would meet the same fault."""


def asked(
    messages: Messages,
    sent: Sequence[BaseMessage],
    step: str,
    run: Run,
    read: Callable[[AIMessage], Read[T]],
    record: type[BaseModel] | None = None,
) -> Script[tuple[T, str | None]]:
    """Return what can be used of a reply, and the fault that it still has, if any.

    Raises:
        UselessReplyError: Nothing can, even after one repair.
        CallFailedError: The call failed, or the repair did and the reply was useless.
        ModelError: No call would succeed, or the time is over.
    """
    reply: AIMessage = yield Call(sent, step, run, record=record)
    first = read(reply)
    if first.value is not None and (first.fault is None or first.final):
        return first.value, first.fault
    mending = messages.repair(sent, text_of(reply), first.fault or "")
    try:
        second = read((yield Call(mending, "repair", run, record=record)))
    except (CallFailedError, ModelError):
        if first.value is None:
            raise
        return first.value, first.fault
    best = first if second.value is None else second
    if best.value is None:
        raise UselessReplyError(second.fault or "")
    return best.value, best.fault
