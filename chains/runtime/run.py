"""What all steps of one answer share: its deadline, its limits and its counters."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from headwise.chains.runtime.usage import UsageCounter
from headwise.errors import ModelError


class OutOfTimeError(ModelError):
    """The time that an answer may take is over."""


@dataclass(eq=False)
class Run:
    """The making of one answer."""

    timeout: float | None = None
    """Seconds for all calls of a model together."""
    max_concurrency: int | None = None
    """Most calls under way at once, if the caller's config sets it."""
    usage: UsageCounter = field(default_factory=UsageCounter)
    started: float = field(default_factory=time.perf_counter)
    _notes: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left; infinite without a limit."""
        return float("inf") if self.timeout is None else self.timeout - self.seconds

    def check_time(self) -> None:
        """Raise an `OutOfTimeError` if the time is over."""
        if self.remaining <= 0:
            raise OutOfTimeError(
                f"the language model did not answer within {self.timeout:g} s; "
                "allow more time or ask for less"
            )

    def is_fatal(self, error: Exception) -> bool:
        """Whether no other call of this answer would succeed either."""
        for_all = isinstance(error, ModelError) and not isinstance(error, OutOfTimeError)
        return for_all and not self.usage.any_answered

    def note(self, warning: str) -> None:
        """Add a warning about the whole answer, unless one differs in its numbers only."""
        kind = re.sub(r"\d+", "", warning)
        if all(kind != re.sub(r"\d+", "", note) for note in self._notes):
            self._notes.append(warning)

    @property
    def notes(self) -> tuple[str, ...]:
        """The warnings about the whole answer."""
        return tuple(self._notes)
