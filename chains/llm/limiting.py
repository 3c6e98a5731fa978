"""One limit for all calls of a model, however deeply the chain that makes them is nested."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from weakref import WeakKeyDictionary

from langchain_core.rate_limiters import BaseRateLimiter

from headwise.chains.runtime.run import LONGEST_NAP, Run


class Limit:
    """How many calls may be under way at once, and how many may begin in a second.

    It holds for the object: share it between all steps that call one model. A caller whose
    config has ``max_concurrency`` is held to that as well, together with all others who ask
    for the same. Sync calls share one limit, and async calls one per event loop.

    Args:
        most: Calls under way at once.
        rate: Lets calls begin, where there is a limit per second.
    """

    def __init__(self, most: int, rate: BaseRateLimiter | None = None) -> None:
        self._most = most
        self._rate = rate
        self._lock = threading.Lock()
        self._threads: dict[int, threading.Semaphore] = {}
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, asyncio.Semaphore]]
        self._loops = WeakKeyDictionary()

    @contextmanager
    def held(self, run: Run) -> Iterator[None]:
        """Wait until there is room, and keep it.

        Raises:
            OutOfTimeError: The run's time was over before.
        """
        with ExitStack() as stack:
            for most in self._sizes(run):
                with self._lock:
                    room = self._threads.setdefault(most, threading.Semaphore(most))
                while not room.acquire(timeout=LONGEST_NAP):
                    run.check()
                stack.callback(room.release)
            while self._rate and not self._rate.acquire(blocking=False):
                run.nap()
            run.check()
            yield

    @asynccontextmanager
    async def aheld(self, run: Run) -> AsyncIterator[None]:
        """Do as `held` does."""
        async with AsyncExitStack() as stack:
            rooms = self._loops.setdefault(asyncio.get_running_loop(), {})
            for most in self._sizes(run):
                room = rooms.setdefault(most, asyncio.Semaphore(most))
                await _acquired(room, run)
                stack.callback(room.release)
            while self._rate and not await self._rate.aacquire(blocking=False):
                await run.anap()
            run.check()
            yield

    def _sizes(self, run: Run) -> list[int]:
        sizes = {self._most, run.max_concurrency or self._most}
        return sorted(sizes)


async def _acquired(room: asyncio.Semaphore, run: Run) -> None:
    left = None if run.timeout is None else max(0.0, run.remaining)
    try:
        async with asyncio.timeout(left):
            await room.acquire()
    except TimeoutError:
        run.check()
        raise
