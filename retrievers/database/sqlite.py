"""Looking into Chroma's SQLite file beside Chroma, which has no words for what is asked here.

In a process of its own: Python's SQLite and Chroma's are two copies of the library, and on
POSIX systems a file that one of them closes loses the locks that the other holds on it in the
same process (sqlite.org/howtocorrupt.html, "Multiple copies of SQLite linked into the same
application").
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from headwise._files import make_file

DATABASE = "chroma.sqlite3"

_QUERY = """
import json, sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=10)
print(json.dumps(database.execute(sys.argv[2]).fetchall()))
"""
_SECONDS = 60


def query(folder: Path, sql: str) -> list[list[Any]]:
    """Return the rows of a query on the database in ``folder``.

    Raises:
        RuntimeError: SQLite's reason for not answering it.
    """
    done = subprocess.run(  # noqa: S603  our own interpreter and code
        [sys.executable, "-I", "-S", "-c", _QUERY, str(folder / DATABASE), sql],
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError((done.stderr.splitlines() or ["no reason given"])[-1])
    rows: list[list[Any]] = json.loads(done.stdout)
    return rows


def make(folder: Path) -> None:
    """Make an empty database whose readers and writer work side by side, if there is none.

    In SQLite's usual journal mode a reader can make a writer fail, and the other way round.
    """
    if not (folder / DATABASE).exists():
        make_file(folder / DATABASE)  # SQLite gives its other files the same mode
        with closing(sqlite3.connect(folder / DATABASE)) as database:
            database.execute("PRAGMA journal_mode=WAL")
