"""Small Runnables that chains with a model are put together from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Generic, TypeVar, cast

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

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


class Rescued(Runnable[Input, Output], Generic[Input, Output]):
    """A Runnable whose exceptions are answered by a handler.

    Unlike ``with_fallbacks`` the handler sees the exception, and may raise another one, or
    return a Runnable that is run with the same input.
    """

    def __init__(
        self,
        bound: Runnable[Input, Output],
        handler: Callable[[Input, Exception], Output | Runnable[Any, Output]],
    ) -> None:
        self.bound = bound
        self.handler = handler

    def invoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Output:
        """Return what the bound Runnable returns, or what the handler makes of its exception."""
        try:
            return self.bound.invoke(input, config, **kwargs)
        except Exception as error:  # noqa: BLE001 - the handler decides
            rescue = self.handler(input, error)
        return rescue.invoke(input, config) if isinstance(rescue, Runnable) else rescue

    async def ainvoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Output:
        """Do as `invoke` does."""
        try:
            return await self.bound.ainvoke(input, config, **kwargs)
        except Exception as error:  # noqa: BLE001 - the handler decides
            rescue = self.handler(input, error)
        return await rescue.ainvoke(input, config) if isinstance(rescue, Runnable) else rescue

    def stream(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Iterator[Output]:
        """Yield what the bound Runnable yields, and after its exception what the handler gives."""
        try:
            yield from self.bound.stream(input, config, **kwargs)
        except Exception as error:  # noqa: BLE001 - the handler decides
            rescue = self.handler(input, error)
        else:
            return
        if isinstance(rescue, Runnable):
            yield from rescue.stream(input, config)
        else:
            yield rescue

    async def astream(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AsyncIterator[Output]:
        """Do as `stream` does."""
        try:
            async for piece in self.bound.astream(input, config, **kwargs):
                yield piece
        except Exception as error:  # noqa: BLE001 - the handler decides
            rescue = self.handler(input, error)
        else:
            return
        if isinstance(rescue, Runnable):
            async for piece in rescue.astream(input, config):
                yield piece
        else:
            yield rescue
