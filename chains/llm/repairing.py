"""One call of a model, and a second one in the same conversation if the reply is unusable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from langchain_core.messages import AIMessage

from headwise.chains.llm.messages import Messages
from headwise.chains.llm.transport.call import Ask, Call
from headwise.chains.llm.transport.failures import CallFailedError
from headwise.chains.llm.transport.replies import text_of
from headwise.errors import ModelError

T = TypeVar("T")


class UselessReplyError(CallFailedError):
    """A model's reply is unusable, even after one repair."""


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """What a reply contains."""

    value: T | None = None
    """The usable part; ``None`` if there is none."""
    problem: str | None = None
    """What is wrong with the reply, in words that the model can act on."""
    final: bool = False
    """Whether a repair would have the same problem."""


async def ask_and_repair(
    ask: Ask, messages: Messages, call: Call, parse: Callable[[AIMessage], Parsed[T]]
) -> tuple[T, str | None]:
    """Return the usable part of the reply, and the problem that it still has, if any.

    Raises:
        UselessReplyError: There is none, even after one repair.
        CallFailedError: The call failed, or the reply was unusable and its repair failed.
        ModelError: No call would succeed, or the time is over.
    """
    reply = await ask(call)
    first = await asyncio.to_thread(parse, reply)
    if first.value is not None and (first.problem is None or first.final):
        return first.value, first.problem
    repair = messages.repair(call.messages, text_of(reply), first.problem or "")
    try:
        repaired = await ask(replace(call, messages=repair, step="repair"))
    except (CallFailedError, ModelError):
        if first.value is None:
            raise
        return first.value, first.problem
    second = await asyncio.to_thread(parse, repaired)
    best = first if second.value is None else second
    if best.value is None:
        raise UselessReplyError(second.problem or "")
    return best.value, best.problem
