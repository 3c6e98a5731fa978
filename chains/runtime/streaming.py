"""Steps of a chain that take their input piece by piece, and give their output so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import reduce
from operator import add
from typing import Any, Generic, Protocol, TypeVar, cast

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import patch_config

Input = TypeVar("Input")
Output = TypeVar("Output")
Piece_contra = TypeVar("Piece_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")

Following = Iterable[Result | Runnable[Any, Result]]
"""Pieces of output, and Runnables that give some."""


class Machine(Protocol[Piece_contra, Result_co]):
    """What a step does with its input, without the waiting."""

    def feed(self, piece: Piece_contra, /) -> Following[Result_co]:
        """Take the next piece."""
        ...

    def end(self) -> Following[Result_co]:
        """Take note that there is no more."""
        ...


class Incremental(Runnable[Input, Output], Generic[Input, Output]):
    """A step that hands each piece of its input to a machine as soon as it is there.

    Its pieces of output must add up with ``+`` to at least one whole. A machine that gives
    the same for pieces as for their sum makes `stream` end in what `invoke` returns.

    Args:
        start: Returns a fresh machine for each run.
        name: Shown in traces and events.
    """

    def __init__(self, start: Callable[[], Machine[Input, Output]], name: str) -> None:
        self.start = start
        self.name = name

    def invoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401, ARG002 - LangChain's signature
    ) -> Output:
        """Return the sum of all output."""

        def run(
            whole: Input, run_manager: CallbackManagerForChainRun, config: RunnableConfig
        ) -> Output:
            child = patch_config(config, callbacks=run_manager.get_child())
            machine = self.start()
            pieces = [
                one.invoke(None, child) if isinstance(one, Runnable) else one
                for one in _all(machine, whole)
            ]
            return cast("Output", reduce(add, cast("list[Any]", pieces)))

        return self._call_with_config(run, input, config)

    async def ainvoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401, ARG002 - LangChain's signature
    ) -> Output:
        """Do as `invoke` does."""

        async def run(
            whole: Input, run_manager: AsyncCallbackManagerForChainRun, config: RunnableConfig
        ) -> Output:
            child = patch_config(config, callbacks=run_manager.get_child())
            machine = self.start()
            pieces = [
                await one.ainvoke(None, child) if isinstance(one, Runnable) else one
                for one in _all(machine, whole)
            ]
            return cast("Output", reduce(add, cast("list[Any]", pieces)))

        return await self._acall_with_config(run, input, config)

    def transform(
        self,
        input: Iterator[Input],  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Iterator[Output]:
        """Yield the output for each piece as soon as it is there."""

        def run(
            pieces: Iterator[Input], run_manager: CallbackManagerForChainRun, config: RunnableConfig
        ) -> Iterator[Output]:
            child = patch_config(config, callbacks=run_manager.get_child())
            machine = self.start()
            for piece in pieces:
                yield from _streamed(machine.feed(piece), child)
            yield from _streamed(machine.end(), child)

        yield from self._transform_stream_with_config(input, run, config, **kwargs)

    async def atransform(
        self,
        input: AsyncIterator[Input],  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AsyncIterator[Output]:
        """Do as `transform` does."""

        async def run(
            pieces: AsyncIterator[Input],
            run_manager: AsyncCallbackManagerForChainRun,
            config: RunnableConfig,
        ) -> AsyncIterator[Output]:
            child = patch_config(config, callbacks=run_manager.get_child())
            machine = self.start()
            async for piece in pieces:
                async for given in _astreamed(machine.feed(piece), child):
                    yield given
            async for given in _astreamed(machine.end(), child):
                yield given

        async for given in self._atransform_stream_with_config(input, run, config, **kwargs):
            yield given

    def stream(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Iterator[Output]:
        """Yield the output as soon as it is there."""
        yield from self.transform(iter([input]), config, **kwargs)

    async def astream(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AsyncIterator[Output]:
        """Do as `stream` does."""

        async def one() -> AsyncIterator[Input]:
            yield input

        async for given in self.atransform(one(), config, **kwargs):
            yield given


def _all(machine: Machine[Input, Output], whole: Input) -> Following[Output]:
    yield from machine.feed(whole)
    yield from machine.end()


def _streamed(following: Following[Output], config: RunnableConfig) -> Iterator[Output]:
    for one in following:
        if isinstance(one, Runnable):
            yield from one.stream(None, config)
        else:
            yield one


async def _astreamed(following: Following[Output], config: RunnableConfig) -> AsyncIterator[Output]:
    for one in following:
        if isinstance(one, Runnable):
            async for piece in one.astream(None, config):
                yield piece
        else:
            yield one
