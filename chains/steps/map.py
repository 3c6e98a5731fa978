"""Step 4: summarise every heading group for the question, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from concurrent.futures import as_completed
from contextlib import aclosing
from typing import Any, cast

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import ContextThreadPoolExecutor, patch_config

from headwise.chains.draft import Draft, HeadingGroup, Summary
from headwise.chains.runtime.progress import Progress
from headwise.chains.summarizer import MapInput, Mapped, Summarizer
from headwise.errors import ModelError

NO_TEXT = "This section could not be summarised."


def map_step(summarizer: Summarizer, max_concurrency: int) -> Runnable[Draft, Draft]:
    """Return the step that writes one summary per group.

    Streamed, it yields each summary as soon as it and those before it are there.

    Args:
        summarizer: What writes them.
        max_concurrency: Most calls under way at once, unless the caller's config sets it.
    """

    def limited(config: RunnableConfig) -> tuple[RunnableConfig, int]:
        most = config.get("max_concurrency") or max_concurrency
        at_once = min(most, summarizer.at_once or most)
        return patch_config(config, max_concurrency=most), at_once

    def run(draft: Draft, config: RunnableConfig) -> Iterator[Draft]:
        child, at_once = limited(config)
        written = _InOrder(draft, child)
        yield draft.part((), draft.warnings, draft.not_relevant)
        for index, mapped in _side_by_side(summarizer, draft, child, at_once):
            yield from written.take(index, mapped)
        written.check()

    async def arun(draft: Draft, config: RunnableConfig) -> AsyncIterator[Draft]:
        child, at_once = limited(config)
        written = _InOrder(draft, child)
        yield draft.part((), draft.warnings, draft.not_relevant)
        async with aclosing(_side_by_side_async(summarizer, draft, child, at_once)) as results:
            async for index, mapped in results:
                for part in await written.atake(index, mapped):
                    yield part
        written.check()

    # RunnableLambda takes generators, and adds up what they yield; its types do not say so.
    return RunnableLambda(cast("Any", run), afunc=cast("Any", arun), name="map")


def _side_by_side(
    summarizer: Summarizer, draft: Draft, config: RunnableConfig, at_once: int
) -> Iterator[tuple[int, Mapped]]:
    """Yield the index and the summary of each group, whichever is done first."""
    with ContextThreadPoolExecutor(max_workers=max(1, at_once)) as pool:
        futures = {
            pool.submit(summarizer.map.invoke, task, config): index
            for index, task in enumerate(_inputs(draft))
        }
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            # The pool waits for its threads, and they stop waiting for the model.
            draft.run.cancel()
            for future in futures:
                future.cancel()
            raise


async def _side_by_side_async(
    summarizer: Summarizer, draft: Draft, config: RunnableConfig, at_once: int
) -> AsyncGenerator[tuple[int, Mapped]]:
    """Do as `_side_by_side` does."""
    room = asyncio.Semaphore(at_once)

    async def one(index: int, task: MapInput) -> tuple[int, Mapped]:
        async with room:
            return index, await summarizer.map.ainvoke(task, config)

    tasks = [asyncio.create_task(one(*item)) for item in enumerate(_inputs(draft))]
    try:
        for following in asyncio.as_completed(tasks):
            yield await following
    except BaseException:
        draft.run.cancel()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


class _InOrder:
    """Puts summaries that come in any order back into the groups' order."""

    def __init__(self, draft: Draft, config: RunnableConfig) -> None:
        self._draft = draft
        self._progress = Progress("map", len(draft.groups), config)
        self._waiting: dict[int, Mapped] = {}
        self._failures: list[str] = []
        self._next = 0

    def take(self, index: int, mapped: Mapped) -> list[Draft]:
        """Return the parts of the draft that can be handed on now."""
        self._progress.done(self._draft.groups[index].heading)
        return self._ready(index, mapped)

    async def atake(self, index: int, mapped: Mapped) -> list[Draft]:
        """Do as `take` does."""
        await self._progress.adone(self._draft.groups[index].heading)
        return self._ready(index, mapped)

    def _ready(self, index: int, mapped: Mapped) -> list[Draft]:
        self._waiting[index] = mapped
        if mapped.failure:
            self._failures.append(mapped.failure)
            self.check()
        parts = []
        while self._next in self._waiting:
            ready = self._waiting.pop(self._next)
            parts.append(self._part(self._draft.groups[self._next], ready))
            self._next += 1
        return parts

    def _part(self, group: HeadingGroup, mapped: Mapped) -> Draft:
        if not mapped.relevant:
            return self._draft.part((), mapped.warnings, (group,))
        if mapped.text:
            return self._draft.part([Summary(group, mapped.text)], mapped.warnings)
        told = f"{group.heading}: nothing was written about this section"
        return self._draft.part([Summary(group, NO_TEXT)], [*mapped.warnings, told])

    def check(self) -> None:
        """Raise if the model failed on every group: then there is no answer of its own."""
        if self._failures and len(self._failures) == len(self._draft.groups):
            raise ModelError(f"the language model failed on every section: {self._failures[0]}")


def _inputs(draft: Draft) -> list[MapInput]:
    return [MapInput(draft.question, group, draft.run) for group in draft.groups]
