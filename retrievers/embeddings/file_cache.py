"""Bytes that take a moment to make, kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

CACHE_VARIABLE = "HEADWISE_CACHE"
"""Environment variable: a folder in place of the platform's cache folder for Headwise."""

LOCK_SECONDS = 60.0
"""How long to wait for another process that makes the same file, before making it alone."""

_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_DIGEST_BYTES = hashlib.sha256().digest_size

logger = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time; it may not exist yet."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("headwise", appauthor=False))


def cached(name: str, make: Callable[[], bytes], sha256: str) -> bytes:
    """Return the content cached as ``name``, made by ``make`` if it is missing or damaged.

    A file is complete or absent, whenever the process is stopped, and one process at a time
    makes it. A cache folder that cannot be written costs the making each time, not the
    answer: that is logged as a warning.

    Args:
        name: Of the file in the cache folder.
        make: Makes the content.
        sha256: Digest of the content as it is expected, in hexadecimal. Other content (made by
            another version of a library, say) is taken only from a file that nobody but this
            user can have written, and that is whole.
    """
    path = cache_folder() / name
    content = _read(path, sha256)
    if content is not None:
        return content
    from filelock import FileLock

    made: bytes | None = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{name}.lock"), timeout=LOCK_SECONDS):
            content = _read(path, sha256)  # another process may have made it meanwhile
            if content is not None:
                return content
            made = make()
            _write(path, made)
    except OSError as error:  # filelock's Timeout is one
        logger.warning("%s cannot be kept (%s): it is made anew each time", path, error)
    return make() if made is None else made


def _read(path: Path, sha256: str) -> bytes | None:
    """Return the content; None if the file is missing, unreadable or not to be trusted."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAITING)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return None
            content = file.read(max(0, status.st_size - _DIGEST_BYTES))
            kept = file.read(_DIGEST_BYTES + 1)
    except OSError:
        return None
    found = hashlib.sha256(content)
    as_written = found.digest() == kept and _is_only_ours(status)
    return content if as_written or found.hexdigest() == sha256 else None


def _is_only_ours(status: os.stat_result) -> bool:
    """Whether nobody else can have written a file, as far as its mode tells."""
    if not hasattr(os, "geteuid"):  # Windows has no such modes
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path, content: bytes) -> None:
    """Store ``content`` followed by its SHA-256. The caller holds the lock."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # of a process that was killed, or put in the way
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
        with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
            file.write(content)
            file.write(hashlib.sha256(content).digest())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
