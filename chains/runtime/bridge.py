"""From sync code into coroutines: one event loop, in a thread of its own, for the process."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from headwise.chains.runtime.run import LONGEST_NAP, Run

Result = TypeVar("Result")


def run_from_sync(work: Coroutine[Any, Any, Result], run: Run) -> Result:
    """Return what ``work`` returns, as long as the run goes on; after that it is cancelled.

    Works in a thread that has an event loop of its own, as in notebooks, too.

    Raises:
        OutOfTimeError: The run's time is over, or it was cancelled.
    """
    done: Future[Result] = Future()
    loop = _loop()
    tasks: list[asyncio.Task[Result]] = []

    def start() -> None:
        task = loop.create_task(work)
        tasks.append(task)
        task.add_done_callback(finish)

    def finish(task: asyncio.Task[Result]) -> None:
        if task.cancelled():
            done.cancel()
        elif error := task.exception():
            done.set_exception(error)
        else:
            done.set_result(task.result())

    loop.call_soon_threadsafe(start, context=copy_context())
    try:
        while True:
            try:
                return done.result(timeout=LONGEST_NAP)
            except TimeoutError:
                if done.done():
                    raise
                run.check()
    finally:
        if not done.done():
            loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])


class _DaemonThreads(ThreadPoolExecutor):
    """A thread for each job, which keeps no program from ending.

    Chat models without async code are called in one, and Python cannot end a thread that waits
    for a server.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        future: Future[Any] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 - handed on to the one who waits
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=work, daemon=True).start()
        return future


_lock = threading.Lock()
_loops: dict[int, asyncio.AbstractEventLoop] = {}


def _loop() -> asyncio.AbstractEventLoop:
    """Return the process's loop; a forked process starts one of its own."""
    with _lock:
        if (loop := _loops.get(os.getpid())) is None:
            loop = _loops[os.getpid()] = asyncio.new_event_loop()
            loop.set_default_executor(_DaemonThreads())
            threading.Thread(target=loop.run_forever, daemon=True, name="headwise").start()
        return loop
