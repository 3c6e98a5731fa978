"""Steps of a chain that take their input piece by piece, and give their output so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from langchain_core.runnables import Runnable, RunnableGenerator

Input = TypeVar("Input")
Output = TypeVar("Output")
Piece_contra = TypeVar("Piece_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)


class Machine(Protocol[Piece_contra, Result_co]):
    """What a step does with its input, without the waiting."""

    def feed(self, piece: Piece_contra, /) -> Iterable[Result_co]:
        """Take the next piece."""
        ...

    def end(self) -> Iterable[Result_co]:
        """Take note that there is no more."""
        ...


def machine_step(start: Callable[[], Machine[Input, Output]], name: str) -> Runnable[Input, Output]:
    """Return a step that hands each piece of its input to a machine as soon as it is there.

    Its pieces of output must add up with ``+`` to at least one whole. A machine that gives
    the same for pieces as for their sum makes `stream` end in what `invoke` returns.

    Args:
        start: Returns a fresh machine for each run.
        name: Shown in traces and events.
    """

    def run(pieces: Iterator[Input]) -> Iterator[Output]:
        machine = start()
        for piece in pieces:
            yield from machine.feed(piece)
        yield from machine.end()

    async def arun(pieces: AsyncIterator[Input]) -> AsyncIterator[Output]:
        machine = start()
        async for piece in pieces:
            for given in machine.feed(piece):
                yield given
        for given in machine.end():
            yield given

    return RunnableGenerator(run, arun, name=name)
