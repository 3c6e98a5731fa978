"""Time limits for calls that would otherwise go on as long as a server likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

from langchain_core.messages import AIMessage

from headwise.chains.llm.call import Ask, Call

Item = TypeVar("Item")


class CallTimeoutError(Exception):
    """Nothing was heard of the model's server for as long as a call may be silent."""


async def until_silent(items: AsyncIterator[Item], seconds: float) -> AsyncGenerator[Item]:
    """Yield ``items`` as long as none of them takes longer than ``seconds``.

    Raises:
        CallTimeoutError: One did. Its request is cancelled.
    """
    while True:
        clock = asyncio.timeout(seconds)
        try:
            async with clock:
                item = await anext(items)
        except StopAsyncIteration:
            return
        except TimeoutError:
            if not clock.expired():
                raise
            raise CallTimeoutError from None
        yield item


def with_time_left(ask: Ask) -> Ask:
    """Return what asks no longer than the answer has time; raises the run's error after that."""

    async def in_time(call: Call) -> AIMessage:
        run = call.run
        run.check()
        clock = asyncio.timeout(None if run.timeout is None else run.remaining)
        try:
            async with clock:
                return await ask(call)
        except TimeoutError:
            if clock.expired():
                run.check()
            raise

    return in_time
