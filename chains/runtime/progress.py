"""Telling the caller's callbacks how far an answer has got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import adispatch_custom_event, dispatch_custom_event
from langchain_core.runnables import RunnableConfig

PROGRESS = "headwise_progress"
"""Name of the event; its data is ``{"step", "done", "of", "heading"}``: "3 of 12 sections"."""


@dataclass
class Progress:
    """Counts what is done of a step, and dispatches an event for each.

    They reach ``on_custom_event`` of callback handlers, and ``astream_events``.
    """

    step: str
    of: int
    config: RunnableConfig
    count: int = 0

    def done(self, heading: str) -> None:
        """One more is done."""
        dispatch_custom_event(PROGRESS, self._data(heading), config=self.config)

    async def adone(self, heading: str) -> None:
        """Do as `done` does."""
        await adispatch_custom_event(PROGRESS, self._data(heading), config=self.config)

    def _data(self, heading: str) -> dict[str, Any]:
        self.count += 1
        return {"step": self.step, "done": self.count, "of": self.of, "heading": heading}
