"""Step 4: summarise every heading group for the question, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from langchain_core.callbacks import adispatch_custom_event
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import patch_config

from headwise.chains.draft import Draft, HeadingGroup, Summary
from headwise.chains.runtime.runnables import generator_step
from headwise.chains.summarizer import MapInput, Mapped, Summarizer
from headwise.errors import ModelError

NO_TEXT = "This section could not be summarised."
PROGRESS = "headwise_progress"
"""Name of the event after each section, for ``on_custom_event`` of callback handlers and for
``astream_events``; its data is ``{"step", "done", "of", "heading"}``: "3 of 12 sections"."""


def map_step(summarizer: Summarizer, max_concurrency: int) -> Runnable[Draft, Draft]:
    """Return the step that writes one summary per group.

    Streamed, it yields each summary as soon as it and those before it are written.

    Args:
        summarizer: What writes them.
        max_concurrency: Most calls under way at once, unless the caller's config sets it.
    """

    async def run(draft: Draft, config: RunnableConfig) -> AsyncGenerator[Draft]:
        most = config.get("max_concurrency") or max_concurrency
        at_once = min(most, summarizer.at_once or most)
        config = patch_config(config, max_concurrency=most)
        yield draft.part((), draft.warnings, draft.not_relevant)
        in_order = _InOrder(draft)
        async with aclosing(_side_by_side(summarizer, draft, config, at_once)) as results:
            async for index, mapped in results:
                in_order.add(index, mapped)
                progress = {
                    "step": "map",
                    "done": in_order.done,
                    "of": len(draft.groups),
                    "heading": draft.groups[index].heading,
                }
                await adispatch_custom_event(PROGRESS, progress, config=config)
                for part in in_order.ready():
                    yield part

    return generator_step(run, "map")


async def _side_by_side(
    summarizer: Summarizer, draft: Draft, config: RunnableConfig, at_once: int
) -> AsyncGenerator[tuple[int, Mapped]]:
    """Yield the index and the summary of each group, in the order in which they are finished."""
    semaphore = asyncio.Semaphore(at_once)

    async def one(index: int, group: HeadingGroup) -> tuple[int, Mapped]:
        async with semaphore:
            task = MapInput(draft.question, group, draft.run)
            return index, await summarizer.map.ainvoke(task, config)

    tasks = [asyncio.create_task(one(*item)) for item in enumerate(draft.groups)]
    try:
        for following in asyncio.as_completed(tasks):
            yield await following
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _InOrder:
    """Puts summaries that are finished in any order back into the groups' order."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._waiting: dict[int, Mapped] = {}
        self._failures: list[str] = []
        self._next = 0
        self.done = 0

    def add(self, index: int, mapped: Mapped) -> None:
        """Add the summary of the group at ``index``.

        Raises:
            ModelError: The model has failed on every group.
        """
        self.done += 1
        self._waiting[index] = mapped
        if mapped.failure:
            self._failures.append(mapped.failure)
            if len(self._failures) == len(self._draft.groups):
                raise ModelError(f"the language model failed on every section: {self._failures[0]}")

    def ready(self) -> Iterator[Draft]:
        """Yield the parts of the draft for which no earlier summary is missing."""
        while self._next in self._waiting:
            mapped = self._waiting.pop(self._next)
            yield self._part(self._draft.groups[self._next], mapped)
            self._next += 1

    def _part(self, group: HeadingGroup, mapped: Mapped) -> Draft:
        if not mapped.relevant:
            return self._draft.part((), mapped.warnings, (group,))
        if mapped.text:
            return self._draft.part([Summary(group, mapped.text)], mapped.warnings)
        warning = f"{group.heading}: nothing was written about this section"
        return self._draft.part([Summary(group, NO_TEXT)], [*mapped.warnings, warning])
