"""Bytes that take a moment to make, kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

CACHE_VARIABLE = "HEADWISE_CACHE"
"""Environment variable: a folder in place of the platform's cache folder for Headwise."""

LOCK_SECONDS = 60.0
"""How long to wait for another process that makes the same file, before making it alone."""

_DIGEST_BYTES = hashlib.sha256().digest_size

logger = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time; it may not exist yet."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("headwise", appauthor=False))


def cached(name: str, make: Callable[[], bytes]) -> bytes:
    """Return the content cached as ``name``, made by ``make`` if it is missing or damaged.

    A file is complete or absent, whenever the process is stopped, and one process at a time
    makes it. A cache folder that cannot be written costs the making each time, not the
    answer: that is logged as a warning.
    """
    path = cache_folder() / name
    content = _read(path)
    if content is not None:
        return content
    from filelock import FileLock

    made: bytes | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f"{name}.lock"), timeout=LOCK_SECONDS):
            content = _read(path)  # another process may have made it while this one waited
            if content is not None:
                return content
            made = make()
            _write(path, made)
    except OSError as error:  # filelock's Timeout is one
        logger.warning("%s cannot be kept (%s): it is made anew each time", path, error)
    return make() if made is None else made


def _read(path: Path) -> bytes | None:
    """Return the content; None if the file is missing, unreadable or not as it was written."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    content, digest = stored[:-_DIGEST_BYTES], stored[-_DIGEST_BYTES:]
    return content if hashlib.sha256(content).digest() == digest else None


def _write(path: Path, content: bytes) -> None:
    """Store ``content`` followed by its SHA-256. The caller holds the lock."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content + hashlib.sha256(content).digest())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
