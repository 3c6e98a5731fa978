"""Counting what an answer costs."""

from __future__ import annotations

import threading

from headwise.chains.answer import StepUsage, Usage


class UsageCounter:
    """Adds up, per step, the calls of a language model and the tokens that they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps: dict[str, StepUsage] = {}

    def add(self, step: str, more: StepUsage) -> None:
        """Add what a call of ``step`` cost."""
        with self._lock:
            self._steps[step] = self._steps.get(step, StepUsage()) + more

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
