"""What all steps of one answer share: its clock, its counters, and whether it is given up."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field

from headwise.chains.runtime.usage import UsageCounter
from headwise.errors import ModelError

LONGEST_NAP = 0.1
"""Seconds between two looks at whether the answer has been given up."""


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

    def check(self) -> None:
        """Raise if there is nothing to be waited for any more: why, or an `OutOfTimeError`."""
        if self._stop.is_set():
            raise OutOfTimeError("the answer was given up") if self._cause is None else self._cause
        if self.remaining <= 0:
            raise OutOfTimeError(
                f"the language model did not answer within {self.timeout:g} s; "
                "allow more time or ask for less"
            )

    def nap(self, seconds: float = LONGEST_NAP) -> None:
        """Wait for a moment, but not past the end.

        Raises:
            OutOfTimeError: There is no time left, or the answer is given up.
        """
        self._stop.wait(max(0.0, min(seconds, self.remaining)))
        self.check()

    async def anap(self, seconds: float = LONGEST_NAP) -> None:
        """Do as `nap` does."""
        # A cancelled answer's tasks are cancelled too: there is no need to look out for it.
        await asyncio.sleep(max(0.0, min(seconds, self.remaining)))
        self.check()
