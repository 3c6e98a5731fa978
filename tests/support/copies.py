"""Copying a library that other tests are reading."""

import shutil
from pathlib import Path


def copy_library(library: Path, target: Path | str) -> Path:
    """Copy a library that nobody writes to.

    SQLite deletes the log beside a database when its last reader leaves, perhaps after the
    folder has been listed.
    """

    def copy(source: str, target: str) -> str:
        try:
            return shutil.copy2(source, target)
        except FileNotFoundError:
            if not source.endswith(("-wal", "-shm")):
                raise
            return target

    return Path(shutil.copytree(library, target, copy_function=copy))
