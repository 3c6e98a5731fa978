"""Saving the vector index of a folder so that a kill at any moment loses nothing.

Chroma writes a collection's index files in place: a process that dies meanwhile leaves them
torn, and the vectors that are in them only are lost. So libraries are made with a
``sync_threshold`` that is never reached: Chroma keeps new vectors in SQLite's log, where they
are as safe as the rest, and adds them to the index when a library is opened. From time to
time, `checkpoint` lets Chroma write the files, with a copy of the old ones beside them, which
`recover` puts back if the checkpoint did not reach its end.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import warnings
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from headwise.retrievers.database.folder import FolderClient
from headwise.retrievers.database.integrity import seal, unseal
from headwise.retrievers.database.locking import loading
from headwise.retrievers.database.sqlite import segments

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_log = logging.getLogger(__name__)

NEVER = 2_000_000_000
"""A ``sync_threshold`` that is never reached."""
_NOW = 2
"""The least that Chroma takes."""
LEAST_LOGGED = 1_000
"""Vectors in the log from which a checkpoint is worth it. Opening a library adds those in the
log to the index, some 2,500 a second."""
LOGGED_SHARE = 0.02
"""The same as a share of all: a checkpoint writes the whole index, 2 s at 100,000 passages."""
_SAVED = "headwise-checkpoint"
STATE = f"{_SAVED}/state.json"
"""Exists during a checkpoint, or after an interrupted one."""


def is_due(logged: int, passages: int) -> bool:
    """Whether so many writes in the log call for a checkpoint of so many passages."""
    return logged >= max(LEAST_LOGGED, LOGGED_SHARE * passages)


def checkpoint(folder: Path, collections: tuple[str, ...]) -> bool:
    """Have Chroma write the index files; the caller is the folder's only writer.

    Whoever has the library open keeps what is in memory; clients opened from now on start
    from the new files.

    Returns:
        False if the disk has no room for it, or this Chroma keeps its tables otherwise;
        nothing is lost by leaving it.
    """
    if segments(folder) is None:
        _log.warning(f"{folder}: this version of Chroma is not known; opening will get slower")
        return False
    size = sum(file.stat().st_size for file in folder.rglob("*.bin"))
    if shutil.disk_usage(folder).free < 3 * size + (64 << 20):
        return False
    with loading(folder, exclusively=True):
        _save(folder)
        unseal(folder)
        with closing(FolderClient(folder)) as client:
            _set_threshold(client.api, collections, _NOW)
        with closing(FolderClient(folder)) as client:
            for name in collections:
                # The first use of a collection adds the log to its index, and now saves it.
                client.api.get_collection(name, embedding_function=None).get(
                    limit=1, include=["embeddings"]
                )
            _set_threshold(client.api, collections, NEVER)
        for segment in segments(folder) or ():
            (folder / segment).chmod(0o700)
            _flush(folder / segment)
        seal(folder)
        _discard(folder)
    return True


def recover(folder: Path, collections: tuple[str, ...]) -> None:
    """Undo an interrupted checkpoint, if there is one."""
    if not (folder / STATE).exists():
        return
    with loading(folder, exclusively=True):  # held by a checkpoint that is under way
        if not (folder / STATE).exists():
            return
        unseal(folder)
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        for segment, reached in (segments(folder) or {}).items():
            # Where Chroma has noted how far the new files reach, they were whole before.
            if state.get(segment) == reached:
                _put_back(folder, segment)
        with closing(FolderClient(folder)) as client:
            _set_threshold(client.api, collections, NEVER)
        seal(folder)
        _discard(folder)


def _save(folder: Path) -> None:
    saved = folder / _SAVED
    shutil.rmtree(saved, ignore_errors=True)
    saved.mkdir(mode=0o700)
    state = segments(folder) or {}
    for segment in state:
        if (folder / segment).exists():
            shutil.copytree(folder / segment, saved / segment)
    part = saved / "part"
    part.write_text(json.dumps(state), encoding="utf-8")
    _flush(saved)
    part.rename(folder / STATE)  # from here on it counts


def _put_back(folder: Path, segment: str) -> None:
    shutil.rmtree(folder / segment, ignore_errors=True)
    if (folder / _SAVED / segment).exists():
        shutil.copytree(folder / _SAVED / segment, folder / segment)


def _discard(folder: Path) -> None:
    (folder / STATE).unlink()
    shutil.rmtree(folder / _SAVED, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Have the system write the files to the disk, so that a power cut finds them there too."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as opened:
                os.fsync(opened.fileno())


def _set_threshold(client: ClientAPI, collections: tuple[str, ...], threshold: int) -> None:
    with warnings.catch_warnings():
        # Chroma deprecates its own name for collections without an embedding function.
        warnings.filterwarnings("ignore", "legacy embedding function", DeprecationWarning)
        for name in collections:
            client.get_collection(name, embedding_function=None).modify(
                configuration={"hnsw": {"sync_threshold": threshold}}
            )
