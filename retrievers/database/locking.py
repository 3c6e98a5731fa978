"""Locks on a library's folder: one writer at a time, and no reading of half-written files."""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from headwise._defaults import DEFAULT_WAIT
from headwise._files import cause_of, make_file, make_folder
from headwise.errors import LibraryError

_PATIENCE = 0.5
"""Seconds after which waiting is reported."""
LOCK = "headwise.lock"
_HOLDER = "headwise.writer"
_LOADING = "headwise.loading"

_WRITING = frozenset("ask calibrate index remove verify".split())
_SHOWN = re.compile(r"[\w.-]+(?: (?:ask|calibrate|index|remove|verify)\b)?")

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
        make_folder(folder)
        lock = FileLock(folder / LOCK, mode=0o600)
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
            f"{folder}: the library cannot be written ({cause_of(error)}), "
            "or name another with --library"
        ) from error
    try:
        with suppress(OSError):  # it is only for the message
            make_file(folder / _HOLDER)
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
        make_file(folder / _LOADING)
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
    """Return how other processes describe this one; its arguments may contain a password."""
    program = Path(sys.argv[0]).name
    is_ours = program in {"headwise", "__main__.py"}
    words = [word for word in sys.argv[1:] if word in _WRITING] if is_ours else []
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": " ".join(["headwise" if is_ours else program, *words[:1]]),
        "since": time.strftime("%H:%M:%S"),
    }


def _holder(folder: Path) -> str:
    try:
        found = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        command = _SHOWN.match(str(found["command"]))
        about = f"{command[0] if command else '?'}, since {found['since']}"
        return f"process {found['pid']} on {found['host']} ({about})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
