"""How far an indexing run is, and how long it will take still."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from headwise.retrievers.indexing.files import size_of
from headwise.retrievers.indexing.report import IndexEvent, Outcome, Progress


class RunProgress:
    """Tells the caller of an indexing run how far it is."""

    def __init__(self, notify: Progress | None, files: Sequence[Path]) -> None:
        self._notify = notify or (lambda _event: None)
        self._total = len(files)
        self._ended = 0
        self._begun = time.monotonic()
        self._bytes_left = {path: size_of(path) for path in files} if notify else {}
        self._bytes_done = 0.0

    def begin(self, path: Path) -> None:
        """Tell that a file's turn has come."""
        self.step(path, 0.0)

    def step(self, path: Path, fraction: float) -> None:
        """Tell the share of a file's work that is done, 0 to 1."""
        seconds = self._seconds_left(path, fraction)
        self._notify(IndexEvent(path, self._ended + 1, self._total, fraction, None, seconds))

    def end(self, path: Path, outcome: Outcome) -> None:
        """Tell what became of a file."""
        size = self._bytes_left.pop(path, 0)
        if outcome in {"new", "changed"}:
            self._bytes_done += size
        seconds = self._seconds_left(path, 0.0)
        self._ended += 1
        self._notify(IndexEvent(path, self._ended, self._total, 1.0, outcome, seconds))

    def _seconds_left(self, path: Path, fraction: float) -> float | None:
        """Bytes are a fair measure: a file of twice the size takes twice as long or so."""
        of_this = fraction * self._bytes_left.get(path, 0)
        done = self._bytes_done + of_this
        if not done:
            return None
        left = sum(self._bytes_left.values()) - of_this
        return (time.monotonic() - self._begun) * left / done
