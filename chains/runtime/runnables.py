"""Runnables whose logic is written once, for sync and async callers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
)
from typing import Any, Generic, TypeVar, cast

from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator, RunnableLambda

from headwise.chains.runtime.bridge import iterate_from_sync, run_from_sync

Input = TypeVar("Input")
Output = TypeVar("Output")


class AsyncStep(Runnable[Input, Output], Generic[Input, Output]):
    """A step that awaits something.

    Args:
        function: A coroutine function of the input and ``config``, for what it calls.
        name: Shown in traces and events.
    """

    def __init__(
        self, function: Callable[[Input, RunnableConfig], Awaitable[Output]], name: str
    ) -> None:
        self._function = function
        self.name = name

    def invoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Output:
        """Return what the function returns."""
        return run_from_sync(self.ainvoke(input, config))

    async def ainvoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Output:
        """Return what the function returns."""
        return await self._acall_with_config(cast("Any", self._function), input, config)


def generator_step(
    function: Callable[[Input, RunnableConfig], AsyncGenerator[Output]], name: str
) -> Runnable[Input, Output]:
    """Return a step that yields its output in parts; `invoke` returns their sum.

    Args:
        function: An async generator function of the input and the config.
        name: Shown in traces and events.
    """

    def run(given: Input, config: RunnableConfig) -> Iterator[Output]:
        yield from iterate_from_sync(function(given, config))

    async def arun(given: Input, config: RunnableConfig) -> AsyncIterator[Output]:
        async for part in function(given, config):
            yield part

    # RunnableLambda takes generators, though its types do not say so.
    return RunnableLambda(cast("Any", run), afunc=cast("Any", arun), name=name)


class Transformer(ABC, Generic[Input, Output]):
    """Transforms a stream of parts into another one."""

    @abstractmethod
    def feed(self, part: Input, /) -> Iterable[Output]:
        """Take the next part of the input, and return what can be passed on now."""

    async def end(self, config: RunnableConfig, /) -> Iterable[Output]:  # noqa: ARG002
        """Return what remains to be passed on once the input has ended."""
        return ()


def transform_step(
    start: Callable[[], Transformer[Input, Output]], name: str
) -> Runnable[Input, Output]:
    """Return a step that transforms its input part by part.

    Parts must add up with ``+``, and the output to the same for parts as for their sum, so
    that `stream` ends in what `invoke` returns.

    Args:
        start: Returns a new transformer for each run.
        name: Shown in traces and events.
    """

    def run(parts: Iterator[Input], config: RunnableConfig) -> Iterator[Output]:
        transformer = start()
        for part in parts:
            yield from transformer.feed(part)
        yield from run_from_sync(transformer.end(config))

    async def arun(parts: AsyncIterator[Input], config: RunnableConfig) -> AsyncIterator[Output]:
        transformer = start()
        async for part in parts:
            for given in transformer.feed(part):
                yield given
        for given in await transformer.end(config):
            yield given

    # A generator may take the config as well, though LangChain's types do not say so.
    return RunnableGenerator(cast("Any", run), cast("Any", arun), name=name)
