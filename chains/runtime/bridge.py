"""Coroutines for sync callers: one event loop per process, in a thread of its own.

Works too where the caller's thread has a running event loop of its own, as in notebooks.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import aclosing
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from headwise._threads import in_daemon_thread

Item = TypeVar("Item")
Result = TypeVar("Result")

POLL_SECONDS = 0.1
"""Windows delivers Ctrl-C only between two waits."""


def run_from_sync(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what ``work`` returns. It is cancelled if the caller is interrupted."""
    future = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        while not wait([future], POLL_SECONDS).done:
            pass
        return future.result()
    finally:
        future.cancel()


def iterate_from_sync(items: AsyncGenerator[Item]) -> Iterator[Item]:
    """Yield what ``items`` yields. It is cancelled if the caller stops early."""
    received: SimpleQueue[Any] = SimpleQueue()

    async def forward() -> None:
        async with aclosing(items):
            async for item in items:
                received.put(item)

    future = asyncio.run_coroutine_threadsafe(forward(), _loop())
    future.add_done_callback(received.put)
    try:
        while True:
            try:
                item = received.get(timeout=POLL_SECONDS)
            except Empty:
                continue
            if item is future:
                break
            yield item
        future.result()
    finally:
        future.cancel()


class _DaemonThreads(ThreadPoolExecutor):
    """A daemon thread for each job: chat models without async code wait for a server in one."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        return in_daemon_thread(partial(fn, *args, **kwargs))


_lock = threading.Lock()
_loops: dict[int, asyncio.AbstractEventLoop] = {}


def _loop() -> asyncio.AbstractEventLoop:
    """Return the process's loop; a forked process starts its own."""
    with _lock:
        if (loop := _loops.get(os.getpid())) is None:
            loop = _loops[os.getpid()] = asyncio.new_event_loop()
            loop.set_default_executor(_DaemonThreads())
            threading.Thread(target=loop.run_forever, daemon=True, name="headwise").start()
        return loop
