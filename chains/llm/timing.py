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

    A cancellation that comes at the moment of an item can be lost on its way: Python 3.11's
    `asyncio.wait_for`, which clients use, returns the item instead. So it is looked for here.

    Raises:
        CallTimeoutError: One did. Its request is cancelled.
    """
    cancellations = _cancellations()
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
        if _cancellations() > cancellations:
            raise asyncio.CancelledError
        yield item


def _cancellations() -> int:
    """Return how often the current task has been cancelled."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()


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
