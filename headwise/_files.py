"""Files that only their owner can read, and what it means when the system refuses one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

_PROBE_BYTES = 1 << 20
_REMEDIES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "your quota on this disk is used up, make room",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "check its permissions",
    errno.EPERM: "check its permissions",
    errno.EMFILE: "too many files are open, close some or raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine",
    errno.EIO: "the disk may be failing, copy what is on it",
}


def make_folder(path: Path) -> None:
    """Make a folder for its owner only, whatever the umask; one that is there stays as it is."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file for its owner only, whatever the umask; one that is there stays."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def replace_file(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file, by default for its owner only, so that it is never seen half-written."""
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(partial).chmod(mode)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


@contextmanager
def refused_as(
    kind: type[Exception], path: object, done: Literal["read", "written"]
) -> Iterator[None]:
    """Raise ``kind`` with the path and the cause if the system refuses to have it read or written.

    >>> with refused_as(ValueError, "notes.txt", "read"):
    ...     raise PermissionError(errno.EACCES, "Permission denied")
    Traceback (most recent call last):
    ValueError: notes.txt: cannot be read (Permission denied; check its permissions)
    """
    try:
        yield
    except OSError as error:
        raise kind(f"{path}: cannot be {done} ({cause_of(error)})") from error


def cause_of(error: OSError) -> str:
    """Return what the system says, with the remedy where there is one.

    >>> cause_of(OSError(errno.ENOSPC, "No space left on device"))
    'No space left on device; make room on the disk'
    """
    said = error.strerror or str(error) or type(error).__name__
    remedy = _REMEDIES.get(error.errno or 0)
    return f"{said}; {remedy}" if remedy else said


def why_not_writable(folder: Path) -> str | None:
    """Return `cause_of` what keeps a megabyte from being written; ``None`` if nothing does."""
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_PROBE_BYTES))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return cause_of(error)
    return None
