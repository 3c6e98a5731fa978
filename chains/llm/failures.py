"""What happens when a model's call fails: whose fault it is, and what is done instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar

from langchain_core.runnables import Runnable, RunnableConfig

from headwise.errors import ModelError

Input = TypeVar("Input")
Output = TypeVar("Output")

UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 401, 403, 404


class Rescued(Runnable[Input, Output], Generic[Input, Output]):
    """A Runnable whose exceptions are answered by a handler.

    Unlike ``with_fallbacks`` the handler sees the exception, and may raise another one.
    """

    def __init__(
        self, bound: Runnable[Input, Output], handler: Callable[[Input, Exception], Output]
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
            return self.handler(input, error)

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
            return self.handler(input, error)


def status_of(error: Exception) -> int | None:
    """Return the HTTP status that a provider's exception carries, if any."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def raise_if_hopeless(error: Exception) -> None:
    """Raise a `ModelError` for what no other call would cure: key, model name, no connection."""
    if isinstance(error, ModelError):
        raise error
    status = status_of(error)
    if status in (UNAUTHORIZED, FORBIDDEN):
        _raise("the provider refuses the key; check it", error, status)
    if status == NOT_FOUND:
        _raise("the provider does not know this model or address; check both", error, status)
    if any("ConnectionError" in kind.__name__ or kind is ConnectionError for kind in _kinds(error)):
        _raise("the model's server cannot be reached; check its address and the network", error)


def reason_of(error: Exception) -> str:
    """Return an exception in a few words, without what a provider's body may repeat of a key."""
    status = status_of(error)
    name = type(error).__name__
    return f"{name}, HTTP {status}" if status else name


def _kinds(error: Exception) -> list[type]:
    timeouts = [kind for kind in type(error).__mro__ if "Timeout" in kind.__name__]
    return [] if timeouts else list(type(error).__mro__)


def _raise(what: str, error: Exception, status: int | None = None) -> NoReturn:
    shown = f" (HTTP {status})" if status else ""
    raise ModelError(f"the language model could not be used: {what}{shown}") from error
