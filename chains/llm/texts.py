"""Calls whose replies are read as text."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from headwise.chains.llm.call import Call
from headwise.chains.llm.calls import Calls
from headwise.chains.llm.structured import text_of


class Texts(Runnable[Call, str]):
    """The text of each piece of a reply, for those who read it while it comes."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def invoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> str:
        """Return the whole text."""
        return text_of(self._calls.invoke(input, config))

    async def ainvoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> str:
        """Do as `invoke` does."""
        return text_of(await self._calls.ainvoke(input, config))

    def stream(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Iterator[str]:
        """Yield the text as it comes."""
        for chunk in self._calls.stream(input, config):
            yield text_of(chunk)

    async def astream(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AsyncIterator[str]:
        """Do as `stream` does."""
        async for chunk in self._calls.astream(input, config):
            yield text_of(chunk)
