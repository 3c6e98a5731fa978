"""Copying a library that other tests are reading."""

import shutil
import subprocess
from pathlib import Path

UNREAD = ".unread"
"""Ends the name of a copy that nobody opens."""


def keep_unread(library: Path) -> None:
    """Copy a library that nobody reads yet, for `copy_library`.

    In a process of its own: a file that a process closes loses SQLite's locks there
    (sqlite.org/howtocorrupt.html), and then other processes' readers fail.
    """
    subprocess.run(["cp", "-r", library, f"{library}{UNREAD}"], check=True)


def copy_library(library: Path, target: Path | str) -> Path:
    """Copy a library that `keep_unread` has kept."""
    return Path(shutil.copytree(f"{library}{UNREAD}", target))
