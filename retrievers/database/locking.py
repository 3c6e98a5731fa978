"""Locks on a library's folder: one writer at a time, and no reading of half-written files."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from headwise._defaults import DEFAULT_WAIT
from headwise.errors import LibraryError

_PATIENCE = 0.5
"""Seconds after which a wait is told of."""
_LOCK = "headwise.lock"
_HOLDER = "headwise.writer"
_LOADING = "headwise.loading"

_log = logging.getLogger(__name__)


@contextmanager
def only_writer(folder: Path, wait: float | None = None) -> Iterator[None]:
    """Hold the folder's lock, which the system gives back if this process dies.

    Args:
        folder: The library; made if it is not there.
        wait: Seconds to wait for another writer; `DEFAULT_WAIT` by default.

    Raises:
        LibraryError: Another process has the lock for longer, or the folder cannot be written.
    """
    wait = DEFAULT_WAIT if wait is None else wait
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK)
        try:
            lock.acquire(timeout=min(_PATIENCE, wait))
        except Timeout:
            _log.warning(
                f"{folder}: waiting up to {wait:g} s for {_holder(folder)}, "
                "which is writing to this library"
            )
            lock.acquire(timeout=max(0.0, wait - _PATIENCE))
    except Timeout:
        raise LibraryError(
            f"{folder}: {_holder(folder)} is writing to this library and was not done "
            f"after {wait:g} s; try again when it is, or wait longer (--wait)"
        ) from None
    except OSError as error:
        raise LibraryError(
            f"{folder}: the library cannot be written ({error.strerror}); "
            "check its permissions, or name another with --library"
        ) from error
    try:
        with suppress(OSError):  # it is only for the message
            (folder / _HOLDER).write_text(json.dumps(_this_process()), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / _HOLDER).unlink()
        lock.release()


@contextmanager
def loading(folder: Path, *, exclusively: bool = False) -> Iterator[None]:
    """Keep the index files as they are while they are read; exclusively, to write them.

    In a folder that cannot be written, nobody writes them who could be asked to wait.
    """
    try:
        file = (folder / _LOADING).open("ab")
    except OSError:
        yield
        return
    with file:
        try:
            import fcntl
        except ImportError:  # Windows: readers take turns
            from filelock import FileLock

            with FileLock(folder / f"{_LOADING}.lock"):
                yield
            return
        fcntl.flock(file, fcntl.LOCK_EX if exclusively else fcntl.LOCK_SH)
        yield  # closing the file gives the lock back


def _this_process() -> dict[str, str | int]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
        "since": time.strftime("%H:%M:%S"),
    }


def _holder(folder: Path) -> str:
    try:
        found = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        about = f"{found['command']}, since {found['since']}"
        return f"process {found['pid']} on {found['host']} ({about})"
    except (OSError, ValueError, KeyError):
        return "another process"
