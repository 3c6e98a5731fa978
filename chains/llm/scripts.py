"""Steps that call a model, written once for sync and async.

Such a step is a generator, a script: it yields each `Call` that it wants made and is sent the
reply, or has the call's error raised where it stands. It yields a list of scripts to have them
run side by side, and is sent their results. What it returns is the step's output.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ContextThreadPoolExecutor, patch_config

from headwise.chains.llm.call import Call

Input = TypeVar("Input")
Output = TypeVar("Output")
Script = Generator["Call | list[Script[Any]]", Any, Output]

AT_ONCE = 8
"""Threads for the parts of one section; how many calls are under way the calls' limit decides."""


class Asking(Runnable[Input, Output], Generic[Input, Output]):
    """Runs the script that is written for each input.

    Args:
        calls: Makes the calls.
        write: Returns the script for an input.
        name: Shown in traces and events.
    """

    def __init__(
        self,
        calls: Runnable[Call, AIMessage],
        write: Callable[[Input], Script[Output]],
        name: str,
    ) -> None:
        self._calls = calls
        self._write = write
        self.name = name

    def invoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401, ARG002 - LangChain's signature
    ) -> Output:
        """Return what the script returns."""

        def run(
            given: Input, run_manager: CallbackManagerForChainRun, config: RunnableConfig
        ) -> Output:
            child = patch_config(config, callbacks=run_manager.get_child())
            return self._run(self._write(given), child)

        return self._call_with_config(run, input, config)

    async def ainvoke(
        self,
        input: Input,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401, ARG002 - LangChain's signature
    ) -> Output:
        """Do as `invoke` does."""

        async def run(
            given: Input, run_manager: AsyncCallbackManagerForChainRun, config: RunnableConfig
        ) -> Output:
            child = patch_config(config, callbacks=run_manager.get_child())
            return await self._arun(self._write(given), child)

        return await self._acall_with_config(run, input, config)

    def _run(self, script: Script[Output], config: RunnableConfig) -> Output:
        proceed: Callable[[], Any] = lambda: next(script)  # noqa: E731 - the first of many
        while True:
            try:
                wanted = proceed()
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            try:
                done = self._made(wanted, config)
            except Exception as error:  # noqa: BLE001 - the script decides
                proceed = _raising(script, error)
            else:
                proceed = _sending(script, done)

    async def _arun(self, script: Script[Output], config: RunnableConfig) -> Output:
        proceed: Callable[[], Any] = lambda: next(script)  # noqa: E731 - the first of many
        while True:
            try:
                wanted = proceed()
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            try:
                done = await self._amade(wanted, config)
            except Exception as error:  # noqa: BLE001 - the script decides
                proceed = _raising(script, error)
            else:
                proceed = _sending(script, done)

    def _made(self, wanted: Call | list[Script[Any]], config: RunnableConfig) -> Any:  # noqa: ANN401
        if isinstance(wanted, Call):
            return self._calls.invoke(wanted, config)
        if len(wanted) == 1:
            return [self._run(wanted[0], config)]
        with ContextThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            return list(pool.map(lambda script: self._run(script, config), wanted))

    async def _amade(self, wanted: Call | list[Script[Any]], config: RunnableConfig) -> Any:  # noqa: ANN401
        if isinstance(wanted, Call):
            return await self._calls.ainvoke(wanted, config)
        return await asyncio.gather(*(self._arun(script, config) for script in wanted))


def _sending(script: Script[Any], value: object) -> Callable[[], Any]:
    return lambda: script.send(value)


def _raising(script: Script[Any], error: Exception) -> Callable[[], Any]:
    return lambda: script.throw(error)
