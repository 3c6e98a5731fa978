"""Ending on SIGTERM and SIGHUP as cleanly as on Ctrl-C."""

from __future__ import annotations

import signal
from types import FrameType


class TerminatedError(KeyboardInterrupt):
    """The process was asked to terminate."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.status = 128 + signal_number
        """The exit status that shells give to a process that such a signal ended."""


def end_on_signals() -> None:
    """Raise `TerminatedError` where the process is, on each signal that asks it to end.

    What ignores a signal, as ``nohup`` does, keeps being ignored.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: the rest is cleaning up
    raise TerminatedError(number)
