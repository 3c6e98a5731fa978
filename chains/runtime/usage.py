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
        self, step: str, reply: AIMessage, seconds: float, estimate: Callable[[], tuple[int, int]]
    ) -> None:
        """Count a call that succeeded.

        Args:
            step: ``triage``, ``map``, ``reduce``, ``combine`` or ``repair``.
            reply: Reports the tokens, or not.
            seconds: How long the call took.
            estimate: Returns our own count of input and output tokens, for a reply that
                reports none.
        """
        reported = reply.usage_metadata
        if reported and reported.get("total_cost") == 0:  # it came from LangChain's own cache
            self.cached(step)
            return
        tokens = (reported["input_tokens"], reported["output_tokens"]) if reported else (0, 0)
        estimated = not any(tokens)
        taken, given = estimate() if estimated else tokens
        self._add(
            step,
            StepUsage(
                calls=1,
                input_tokens=taken,
                output_tokens=given,
                seconds=seconds,
                estimated=estimated,
            ),
        )

    def cached(self, step: str) -> None:
        """Count a reply that was in the cache."""
        self._add(step, StepUsage(cached=1))

    def failed(self, step: str, seconds: float) -> None:
        """Count a call that failed."""
        self._add(step, StepUsage(failed=1, seconds=seconds))

    @property
    def any_answered(self) -> bool:
        """Whether the model has answered at least once."""
        with self._lock:
            return any(step.calls or step.cached for step in self._steps.values())

    def usage(self, seconds: float) -> Usage:
        """Return the sums so far, with the given wall time."""
        with self._lock:
            steps = dict(self._steps)
        total = sum(steps.values(), start=StepUsage())
        return Usage(
            **total.model_dump(exclude={"seconds"}), seconds=round(seconds, 3), steps=steps
        )

    def _add(self, step: str, more: StepUsage) -> None:
        with self._lock:
            self._steps[step] = self._steps.get(step, StepUsage()) + more
