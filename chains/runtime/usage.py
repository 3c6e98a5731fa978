"""Counting what an answer costs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from langchain_core.messages import AIMessage

from headwise.chains.answer import StepUsage, Usage


class UsageCounter:
    """Adds up, per step, the calls of a language model and the tokens that they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: dict[str, StepUsage] = {}

    def answered(
        self, step: str, reply: AIMessage, seconds: float, counted: Callable[[], tuple[int, int]]
    ) -> None:
        """Count one call that came to an end.

        Args:
            step: ``map``, ``reduce``, ``combine`` or ``repair``.
            reply: Reports the tokens, or not.
            seconds: How long the call took.
            counted: Gives our own count of its input and output tokens, for a reply that
                reports none.
        """
        reported = reply.usage_metadata
        if reported and reported.get("total_cost") == 0:  # LangChain's own cache had it
            self.from_cache(step)
        elif reported and reported["input_tokens"] + reported["output_tokens"]:
            self._add(
                step,
                calls=1,
                input_tokens=reported["input_tokens"],
                output_tokens=reported["output_tokens"],
                seconds=seconds,
            )
        else:
            taken, given = counted()
            self._add(
                step,
                calls=1,
                input_tokens=taken,
                output_tokens=given,
                seconds=seconds,
                estimated=True,
            )

    def from_cache(self, step: str) -> None:
        """Count one reply that was in the cache."""
        self._add(step, cached=1)

    def failed(self, step: str, seconds: float) -> None:
        """Count one call that came to nothing."""
        self._add(step, failed=1, seconds=seconds)

    @property
    def any_answered(self) -> bool:
        """Whether the model has answered at least once."""
        with self._lock:
            return any(step.calls or step.cached for step in self._steps.values())

    def usage(self, seconds: float) -> Usage:
        """Return the sums so far with the given wall time."""
        with self._lock:
            steps = dict(self._steps)
        total = StepUsage()
        for step in steps.values():
            total += step
        sums = total.model_dump(exclude={"seconds"})
        return Usage(**sums, seconds=round(seconds, 3), steps=steps)

    def _add(self, step: str, **counts: float) -> None:
        with self._lock:
            self._steps[step] = self._steps.get(step, StepUsage()) + StepUsage(**counts)
