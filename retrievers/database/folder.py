"""A library's folder as an embedded Chroma: opening it, and telling that it has changed.

What the installed Chroma (1.5) does not do by itself, and this module and `checkpoint` do:

- A client never sees the vectors that another process adds: each has its own copy of the
  index. So a library is opened anew when it has changed, each time with a client of its own.
- Chroma opens no folder that it cannot write to, so such a one is read through a copy of its
  database in a temporary folder, with links to the index files.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from headwise._files import make_file
from headwise.retrievers.database.chroma import import_chroma, own_settings
from headwise.retrievers.database.locking import LOCK
from headwise.retrievers.database.sqlite import DATABASE, backup

if TYPE_CHECKING:
    from chromadb.api.client import Client


class FolderClient:
    """A Chroma client on a folder, shared with nobody.

    Chroma keeps one connection per path and process, whose copy of the index grows stale;
    ``/folder/.`` and ``/folder/./.`` are other paths to the same folder.
    """

    def __init__(self, folder: Path) -> None:
        chromadb = import_chroma()
        self._is_open = True
        with _turns.mine():
            path, used = folder.resolve(), _turns.folders
            self._number = next(n for n in range(1, len(used) + 2) if n not in used)
            api = chromadb.PersistentClient(
                str(path) + "/." * self._number,
                settings=own_settings(),
            )
            self.api = cast("Client", api)
            used[self._number] = path

    def close(self) -> None:
        """Give back the connection and the memory of the index."""
        _turns.unused.append(self)
        if not _turns.are_mine:  # otherwise it is closed at the end of the turn
            with _turns.mine():
                pass

    def end(self) -> None:
        """Do what `close` asks for, in a turn."""
        if self._is_open:
            self._is_open = False
            self.api.close()
            del _turns.folders[self._number]


class _Turns:
    """Lets one thread at a time open and close clients.

    The garbage collector closes clients at any moment, also in the thread that is opening or
    closing another one. To wait for its turn there would be to wait for ever.
    """

    def __init__(self) -> None:
        self.folders: dict[int, Path] = {}
        """Of the clients that are open, by number."""
        self.unused: list[FolderClient] = []
        """Clients that are to be closed."""
        # The collector may come between a thread's getting the lock and its saying so.
        self._lock = threading.RLock()
        self._thread: int | None = None

    @property
    def are_mine(self) -> bool:
        """Whether it is this thread's turn."""
        return self._thread == threading.get_ident()

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for this thread's turn, and close at its end what is to be closed."""
        with self._lock:
            self._thread = threading.get_ident()
            try:
                yield
            finally:
                while self.unused:
                    self.unused.pop().end()
                self._thread = None


_turns = _Turns()


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Tell whether this process has no client open on ``folder``, and let it open none meanwhile.

    A file that one part of a process closes loses the locks of all of its parts; see `sqlite`.
    """
    with _turns.mine():
        yield folder.resolve() not in _turns.folders.values()


def exists(folder: Path) -> bool:
    """Whether there is a Chroma database."""
    return (folder / DATABASE).exists()


def is_ours(folder: Path) -> bool:
    """Whether Headwise has written to this folder, so that Chroma may open it as it is."""
    return (folder / LOCK).exists()


def mark_as_ours(folder: Path) -> None:
    """Note that a folder was found to hold a library, of which the lock was not copied."""
    make_file(folder / LOCK)


def writable(folder: Path) -> bool:
    """Whether Chroma can open the folder itself."""
    return os.access(folder, os.W_OK) and os.access(folder / DATABASE, os.W_OK)


def signature(folder: Path) -> object:
    """Return something that differs after every write to the database.

    It costs two system calls. While the files are younger than the clock of the file system
    can tell, it differs from everything, itself included.
    """
    found = []
    for name in (DATABASE, f"{DATABASE}-wal"):
        try:
            status = (folder / name).stat()
        except OSError:
            found.append((0, 0))
            continue
        if abs(time.time() - status.st_mtime) < _TICK_SECONDS:
            return object()
        found.append((status.st_mtime_ns, status.st_size))
    return tuple(found)


_TICK_SECONDS = 0.05
"""File systems round times to the kernel's clock, 1 to 10 ms."""


def private_copy(folder: Path, *, whole: bool = False) -> Path:
    """Return a temporary folder that shows what ``folder`` holds now; the caller removes it.

    Args:
        folder: A folder with a Chroma database.
        whole: Copy the index files too, which Chroma writes to where it can.
    """
    copy = Path(tempfile.mkdtemp(prefix="headwise-"))
    try:
        _copy_database(folder / DATABASE, copy / DATABASE)
        for inside in folder.iterdir():
            if inside.is_dir() and whole:
                shutil.copytree(inside, copy / inside.name)
            elif inside.is_dir():
                (copy / inside.name).symlink_to(inside.resolve(), target_is_directory=True)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    return copy


def _copy_database(source: Path, target: Path) -> None:
    # Without a write-ahead log beside it the file is all there is, and SQLite need not
    # make files for locking, which it could not; with one, these are there already.
    has_log = source.with_name(f"{source.name}-wal").exists()
    mode = "mode=ro" if has_log else "immutable=1"
    try:
        backup(source, target, mode)
    except RuntimeError:
        if not has_log:
            raise
        for suffix in ("", "-wal"):  # a log whose writer died: SQLite replays a copy's
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{source}{suffix}", f"{target}{suffix}")
