"""One limit for all calls of a model, in all threads and event loops."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langchain_core.messages import AIMessage
from langchain_core.rate_limiters import BaseRateLimiter

from headwise.chains.llm.transport.call import Ask, Call
from headwise.providers.errors import is_busy

MOST_AT_ONCE = 16
"""Concurrent calls of a model by default."""
FIRST_OF_LOCAL = 2
"""Concurrent calls of a local server at first: many process one at a time."""
SLOWER = 1.5
"""Twice as many concurrent calls are too many if each takes this many times as long: 1.7 to 2
times on a server that processes them sequentially, about once on one with spare capacity."""
POLL_SECONDS = 0.02


class Limit:
    """How many calls may be under way at once, and how many may start per second.

    Share one between all steps that call one model. A caller with a ``max_concurrency`` is
    limited to that too, together with all others that have the same. After a server reports
    that it is busy the limit is halved, and raised by one after each round without errors.

    Args:
        most: Concurrent calls.
        first: Concurrent calls at the start; doubled while that does not slow them down.
        rate: Limits calls per second.
    """

    def __init__(
        self, most: int, first: int | None = None, rate: BaseRateLimiter | None = None
    ) -> None:
        self.allowed = min(most, first or most)
        """Concurrent calls at present."""
        self._most = most
        self._rate = rate
        self._lock = threading.Lock()
        self._active = 0
        self._active_of: Counter[int] = Counter()
        self._others_wait = False
        self._round: list[float] = []
        self._before: float | None = None
        self._settled = False
        self._was_busy = False

    @asynccontextmanager
    async def slot(self, own: int | None = None) -> AsyncIterator[None]:
        """Wait for a slot, and hold it.

        Args:
            own: The caller's own limit.
        """
        # Polled, because asyncio's own primitives belong to one event loop each.
        while not self._try_acquire(own):  # noqa: ASYNC110
            await asyncio.sleep(POLL_SECONDS)
        started, error = time.perf_counter(), None
        try:
            while self._rate and not self._rate.acquire(blocking=False):  # noqa: ASYNC110 - as above
                await asyncio.sleep(POLL_SECONDS)
            started = time.perf_counter()
            yield
        except BaseException as raised:
            error = raised
            raise
        finally:
            self._release(own, time.perf_counter() - started, error)

    def _try_acquire(self, own: int | None) -> bool:
        with self._lock:
            if self._active >= self.allowed or (own and self._active_of[own] >= own):
                self._others_wait = True
                return False
            self._active += 1
            if own:
                self._active_of[own] += 1
            return True

    def _release(self, own: int | None, seconds: float, error: BaseException | None) -> None:
        with self._lock:
            if error is None and self._others_wait:
                self._round.append(seconds)
                if len(self._round) >= self.allowed:
                    self._adapt(sum(self._round) / len(self._round))
                    self._round.clear()
                    self._others_wait = False
            elif isinstance(error, Exception) and is_busy(error) and self._active <= self.allowed:
                self.allowed, self._was_busy = max(1, self.allowed // 2), True
                self._round.clear()
            self._active -= 1
            if own:
                self._active_of[own] -= 1

    def _adapt(self, seconds: float) -> None:
        """Adjust the limit after a round of as many calls as were allowed."""
        if self._was_busy:
            self.allowed = min(self.allowed + 1, self._most)
        elif self._before and seconds > SLOWER * self._before:
            self.allowed, self._settled = max(1, self.allowed // 2), True
        elif not self._settled:
            self.allowed = min(2 * self.allowed, self._most)
        self._settled |= self.allowed == self._most
        self._before = None if self._settled else seconds


def with_limit(ask: Ask, limit: Limit) -> Ask:
    """Return what waits for a slot before it asks."""

    async def asked(call: Call) -> AIMessage:
        async with limit.slot(call.run.max_concurrency):
            return await ask(call)

    return asked


def rate_limiter(requests_per_second: float | None) -> BaseRateLimiter | None:
    """Return LangChain's limiter of calls per second, or ``None`` for no limit."""
    if requests_per_second is None:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    return InMemoryRateLimiter(requests_per_second=requests_per_second, max_bucket_size=1)
