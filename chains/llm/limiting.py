"""One limit for all calls of a model, however deeply the chain that makes them is nested."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from langchain_core.runnables import Runnable, RunnableConfig

Input = TypeVar("Input")
Output = TypeVar("Output")


class Limited(Runnable[Input, Output], Generic[Input, Output]):
    """A Runnable of which at most ``most`` calls are under way at once.

    The limit holds for the object: share it between all steps that call one model. Sync
    calls share one limit, and async calls one per event loop.
    """

    def __init__(self, bound: Runnable[Input, Output], limit: Limit) -> None:
        self.bound = bound
        self.limit = limit

    def invoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Output:
        """Call the bound Runnable as soon as there is room."""
        with self.limit.threads:
            return self.bound.invoke(input, config, **kwargs)

    async def ainvoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Output:
        """Do as `invoke` does."""
        async with self.limit.tasks():
            return await self.bound.ainvoke(input, config, **kwargs)


class Limit:
    """How many calls may be under way at once, for threads and for tasks."""

    def __init__(self, most: int) -> None:
        self.threads = threading.BoundedSemaphore(most)
        self._most = most
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]
        self._loops = WeakKeyDictionary()

    def tasks(self) -> asyncio.Semaphore:
        """Return the semaphore of the running event loop."""
        return self._loops.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._most))
