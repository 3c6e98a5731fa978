"""Chroma's private tables, which only this module knows: no API gives this information.

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
_BACKUP = """
import sqlite3, sys
source = sqlite3.connect(sys.argv[1], uri=True, timeout=10)
target = sqlite3.connect(sys.argv[2])
source.backup(target)
target.close()
"""
_SECONDS = 600
_COLUMNS = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
_LOG = {"embeddings_queue": {"seq_id"}}
_COUNT_LOGGED = "SELECT count(*) FROM embeddings_queue"
_SEGMENTS = {"segments": {"id", "scope"}, "max_seq_id": {"segment_id", "seq_id"}}
_REACHED = (
    "SELECT segments.id, max_seq_id.seq_id FROM segments LEFT JOIN max_seq_id "
    "ON max_seq_id.segment_id = segments.id WHERE segments.scope = 'VECTOR'"
)


def query(folder: Path, sql: str) -> list[list[Any]]:
    """Return the rows of a query on the database in ``folder``.

    Raises:
        RuntimeError: SQLite's reason for not answering it.
    """
    done = _run(_QUERY, str(folder / DATABASE), sql)
    rows: list[list[Any]] = json.loads(done)
    return rows


def backup(source: Path, target: Path, mode: str) -> None:
    """Copy a database as it is now; ``mode`` is a parameter of its URI, ``mode=ro`` say.

    Raises:
        RuntimeError: SQLite's reason for not doing it.
    """
    _run(_BACKUP, f"{source.resolve().as_uri()}?{mode}", str(target))


def _run(code: str, *arguments: str) -> str:
    """Run Python code in a process of its own, and return what it prints."""
    done = subprocess.run(  # noqa: S603  our own interpreter and code
        [sys.executable, "-I", "-S", "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError((done.stderr.splitlines() or ["no reason given"])[-1])
    return done.stdout


def logged(folder: Path) -> int | None:
    """Return how many writes are in the log; ``None`` where this Chroma keeps it otherwise."""
    rows = _known_query(folder, _COUNT_LOGGED, _LOG)
    return None if rows is None else int(rows[0][0])


def segments(folder: Path) -> dict[str, int] | None:
    """Return each vector index with the number of the last write that its files hold.

    ``None`` where this Chroma keeps that otherwise.
    """
    rows = _known_query(folder, _REACHED, _SEGMENTS)
    if rows is None:
        return None
    return {str(segment): int(reached or 0) for segment, reached in rows}


def _known_query(folder: Path, sql: str, columns: dict[str, set[str]]) -> list[list[Any]] | None:
    """Return the rows of a query; ``None`` if its tables lack one of these columns."""
    found = query(folder, _COLUMNS)
    there = {tuple(row) for row in found}
    if not {(table, one) for table, ones in columns.items() for one in ones} <= there:
        return None
    return query(folder, sql)


def make(folder: Path) -> None:
    """Make an empty database whose readers and writer work side by side, if there is none.

    In SQLite's usual journal mode a reader can make a writer fail, and the other way round.
    """
    if not (folder / DATABASE).exists():
        make_file(folder / DATABASE)  # SQLite gives its other files the same mode
        with closing(sqlite3.connect(folder / DATABASE)) as database:
            database.execute("PRAGMA journal_mode=WAL")
