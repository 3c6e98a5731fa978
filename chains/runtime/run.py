"""What all steps of one answer share: its clock, its counters, and whether it is cancelled."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass, field

from headwise.chains.runtime.usage import UsageCounter
from headwise.errors import ModelError

LONGEST_NAP = 0.1
"""Seconds between two looks at whether the answer has been cancelled."""


class OutOfTimeError(ModelError):
    """The time that an answer may take is over."""


@dataclass(eq=False)
class Run:
    """One answer in the making.

    Steps that wait ask it how long they may, and stop waiting when it is cancelled: when
    another step has met an error that no call would cure, or the user has had enough.
    """

    timeout: float | None = None
    """Seconds for all calls of a model together."""
    max_concurrency: int | None = None
    """Most calls under way at once, if the caller's config says so."""
    usage: UsageCounter = field(default_factory=UsageCounter)
    begun: float = field(default_factory=time.perf_counter)
    _stop: threading.Event = field(default_factory=threading.Event)
    _cause: ModelError | None = None
    _notes: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun

    @property
    def remaining(self) -> float:
        """Seconds left; infinite without a limit."""
        return float("inf") if self.timeout is None else self.timeout - self.seconds

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._stop.is_set()

    def cancel(self, cause: ModelError | None = None) -> None:
        """Let everything that waits for a model stop waiting.

        Args:
            cause: The error that no call would cure. Whoever waits is told the first one.
        """
        if not self.cancelled:
            self._cause = cause
        self._stop.set()

    def is_hopeless(self, error: Exception) -> bool:
        """Whether no other call would succeed either, or nobody waits for one any more."""
        for_all = isinstance(error, ModelError) and not isinstance(error, OutOfTimeError)
        return self.cancelled or (for_all and not self.usage.any_answered)

    def check(self) -> None:
        """Raise if there is nothing to be waited for any more: why, or an `OutOfTimeError`."""
        if self._stop.is_set():
            raise OutOfTimeError("the answer was cancelled") if self._cause is None else self._cause
        if self.remaining <= 0:
            raise OutOfTimeError(
                f"the language model did not answer within {self.timeout:g} s; "
                "allow more time or ask for less"
            )

    def note(self, warning: str) -> None:
        """Take note of what the user should know about the whole answer; once of each kind."""
        kind = re.sub(r"\d+", "", warning)
        if all(kind != re.sub(r"\d+", "", note) for note in self._notes):
            self._notes.append(warning)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has been noted."""
        return tuple(self._notes)
