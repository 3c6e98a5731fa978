"""Time limits for calls that would otherwise go on as long as a server likes.

The time limits of HTTP clients are for the gap between two bytes: a server that sends one
now and then is never late for them.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Generic, TypeVar

from headwise.chains.runtime.run import LONGEST_NAP, Run

Item = TypeVar("Item")


class CallTimeoutError(Exception):
    """A call of the model took longer than a call may take."""


def timed(start: Callable[[], Iterator[Item]], seconds: float, run: Run) -> Generator[Item]:
    """Yield what the iterator that ``start`` returns gives, as long as there is time.

    The iterator runs in a thread of its own, since Python cannot end a thread that waits for a
    server. One that is late is left behind, ends with its call, and keeps no program from
    ending.

    Raises:
        CallTimeoutError: ``seconds`` are over.
        OutOfTimeError: The run's time is over, or it was cancelled.
    """
    given: queue.SimpleQueue[_Given[Item]] = queue.SimpleQueue()
    left_behind = threading.Event()

    def work() -> None:
        error: BaseException | None = None
        try:
            for item in start():
                given.put(_Given(items=(item,)))
                if left_behind.is_set():
                    return
        except BaseException as raised:  # noqa: BLE001 - handed on to the one who waits
            error = raised
        given.put(_Given(last=True, error=error))

    end = time.perf_counter() + seconds
    threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        while not (got := _next(given, end, run)).last:
            yield from got.items
        if got.error is not None:
            raise got.error
    finally:
        left_behind.set()


@dataclass(frozen=True)
class _Given(Generic[Item]):
    items: tuple[Item, ...] = ()
    last: bool = False
    error: BaseException | None = None


def _next(given: queue.SimpleQueue[_Given[Item]], end: float, run: Run) -> _Given[Item]:
    """Wait for what the thread gives next."""
    while True:
        run.check()
        left = end - time.perf_counter()
        if left <= 0:
            raise CallTimeoutError
        try:
            return given.get(timeout=min(left, LONGEST_NAP, max(run.remaining, 0.001)))
        except queue.Empty:
            continue


async def atimed(items: AsyncIterator[Item], seconds: float, run: Run) -> AsyncIterator[Item]:
    """Do as `timed` does; a call that is late is cancelled."""
    end = time.perf_counter() + seconds
    while True:
        limit = min(end - time.perf_counter(), run.remaining)
        clock = asyncio.timeout(max(0.0, limit))
        try:
            async with clock:
                item = await anext(items)
        except StopAsyncIteration:
            return
        except TimeoutError:
            if not clock.expired():
                raise
            run.check()
            raise CallTimeoutError from None
        yield item
