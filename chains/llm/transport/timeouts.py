"""Time limits of calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

from langchain_core.messages import AIMessage

from headwise.chains.llm.transport.call import Ask, Call

Item = TypeVar("Item")


class CallTimeoutError(Exception):
    """The model's server has been silent for too long."""


async def until_silent(items: AsyncIterator[Item], seconds: float) -> AsyncGenerator[Item]:
    """Yield ``items`` as long as none of them takes longer than ``seconds``.

    Python 3.11's `asyncio.wait_for`, which clients use, can lose a cancellation that arrives
    together with an item. So cancellations are checked here.

    Raises:
        CallTimeoutError: An item took longer. Its request is cancelled.
    """
    cancellations = _cancellations()
    while True:
        timeout = asyncio.timeout(seconds)
        try:
            async with timeout:
                item = await anext(items)
        except StopAsyncIteration:
            return
        except TimeoutError:
            if not timeout.expired():
                raise
            raise CallTimeoutError from None
        if _cancellations() > cancellations:
            raise asyncio.CancelledError
        yield item


def _cancellations() -> int:
    """Return how often the current task has been cancelled."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()


def with_deadline(ask: Ask) -> Ask:
    """Return what raises an `OutOfTimeError` once the time of the call's answer is over."""

    async def asked(call: Call) -> AIMessage:
        run = call.run
        run.check_time()
        timeout = asyncio.timeout(None if run.timeout is None else run.remaining)
        try:
            async with timeout:
                return await ask(call)
        except TimeoutError:
            if timeout.expired():
                run.check_time()
            raise

    return asked
