"""Small Runnables that chains with a model are put together from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from langchain_core.runnables import Runnable, RunnableLambda

Input = TypeVar("Input")
Output = TypeVar("Output")


def step(
    function: Callable[..., Output | Runnable[Any, Output]], name: str | None = None
) -> Runnable[Input, Output]:
    """Return ``function`` as a Runnable; a Runnable that it returns is run in its place.

    That is how a chain decides what comes next, in sync and async alike. The function takes
    the input, and the config if it has a parameter of that name.
    """
    return cast("Runnable[Input, Output]", RunnableLambda(function, name=name))


def given(value: Output) -> Runnable[Any, Output]:
    """Return the Runnable that gives ``value``, whatever comes in."""
    return RunnableLambda(lambda _ignored: value)
