"""One limit for all calls of a model, however deeply the chain that makes them is nested."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langchain_core.messages import AIMessage
from langchain_core.rate_limiters import BaseRateLimiter

from headwise.chains.llm.call import Ask, Call
from headwise.providers.errors import is_busy

MOST_AT_ONCE = 16
"""Calls of a model under way at once, if nothing is known against it."""
FIRST_OF_LOCAL = 2
"""Calls at once that a server of one's own gets at first: many work on one at a time."""
SLOWER = 1.5
"""Twice as many calls at once are too many if each takes this many times as long: a server that
works on them one after the other takes 1.7 to 2 times as long, one that has room about 1."""
LOOK_AGAIN = 0.02
"""Seconds between two looks at whether there is room."""


class Limit:
    """How many calls may be under way at once, and how many may begin in a second.

    It holds for the object, in all threads and event loops: share it between all steps that
    call one model. A caller whose config has ``max_concurrency`` is held to that as well,
    together with all others who ask for the same. A server that says it is busy gets half as
    many calls, and then one more after each round without trouble.

    Args:
        most: Calls under way at once.
        first: Calls at once to begin with; doubled as long as that makes none of them slower.
        rate: Lets calls begin, where there is a limit per second.
    """

    def __init__(
        self, most: int, first: int | None = None, rate: BaseRateLimiter | None = None
    ) -> None:
        self.allowed = min(most, first or most)
        """Calls that may be under way at once now."""
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
    async def room(self, own: int | None = None) -> AsyncIterator[None]:
        """Wait until there is room, and keep it.

        Args:
            own: The caller's own limit.
        """
        # An asyncio.Event belongs to one loop; this limit holds for those of all threads.
        while not self._taken(own):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN)
        begun, error = time.perf_counter(), None
        try:
            while self._rate and not self._rate.acquire(blocking=False):  # noqa: ASYNC110 - as above
                await asyncio.sleep(LOOK_AGAIN)
            begun = time.perf_counter()
            yield
        except BaseException as raised:
            error = raised
            raise
        finally:
            self._left(own, time.perf_counter() - begun, error)

    def _taken(self, own: int | None) -> bool:
        with self._lock:
            if self._active >= self.allowed or (own and self._active_of[own] >= own):
                self._others_wait = True
                return False
            self._active += 1
            if own:
                self._active_of[own] += 1
            return True

    def _left(self, own: int | None, seconds: float, error: BaseException | None) -> None:
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
        """Allow more calls at once, or fewer, after a round of as many as were allowed."""
        if self._was_busy:
            self.allowed = min(self.allowed + 1, self._most)
        elif self._before and seconds > SLOWER * self._before:
            self.allowed, self._settled = max(1, self.allowed // 2), True
        elif not self._settled:
            self.allowed = min(2 * self.allowed, self._most)
        self._settled |= self.allowed == self._most
        self._before = None if self._settled else seconds


def with_limit(ask: Ask, limit: Limit) -> Ask:
    """Return what waits for room before it asks."""

    async def limited(call: Call) -> AIMessage:
        async with limit.room(call.run.max_concurrency):
            return await ask(call)

    return limited


def rate_limiter(requests_per_second: float | None) -> BaseRateLimiter | None:
    """Return what lets so many calls begin in a second, or ``None`` for no limit."""
    if requests_per_second is None:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    return InMemoryRateLimiter(requests_per_second=requests_per_second, max_bucket_size=1)
