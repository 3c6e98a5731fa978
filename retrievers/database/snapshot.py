"""What searches see: the documents of a library at one moment, kept up to date."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from headwise.retrievers.database import folder
from headwise.retrievers.database.register import IndexedDocument, Register
from headwise.retrievers.database.store import Store, load_index, open_store


@dataclass(frozen=True)
class Snapshot:
    """A store, and the documents that are whole in it.

    They stay whole for `register.GRACE_SECONDS` even when they are replaced or removed.
    """

    store: Store
    documents: tuple[IndexedDocument, ...]
    generation: str
    signature: object = None
    """Of the folder's files when the documents were read."""
    is_loaded: bool = False
    """Whether the index in memory holds them all."""


class Snapshots:
    """The newest snapshot of the library at a location. Safe in threads.

    Every search asks whether the library has changed: in a folder two system calls, on a
    server one small request. A folder that another process has written to is opened anew.
    """

    def __init__(self, location: str | Path) -> None:
        self._location = location
        self._lock = threading.Lock()
        self._latest: Snapshot | None = None
        self._writing = False
        self._is_searched = False
        self._rest_until = 0.0

    def newest(self, *, loaded: bool = False) -> Snapshot | None:
        """Return the library as it is now; ``None`` where there is none yet.

        Opening an index of 100,000 passages takes a second or two. So that this takes at
        most half of a reader's time while another process writes, a snapshot that was just
        opened is used for as long as opening it took.

        Args:
            loaded: The vectors are to be searched too, not only the register.
        """
        with self._lock:
            self._is_searched |= loaded
            latest = self._latest
            rests = time.monotonic() < self._rest_until
            if latest is None or not rests or (loaded and not latest.is_loaded):
                self._latest = latest = self._renewed(latest, loaded=loaded)
            return latest

    def adopt(self, store: Store, *, writing: bool) -> None:
        """Search in the store that this process writes to, whose index follows its writes.

        Where there are searches, its index is loaded first, while they use the old store. (The
        first searches in a store without one would each add the whole log to it, side by side.)
        """
        is_searched = self._is_searched
        if is_searched:
            load_index(store)
        with self._lock:
            self._latest = _read(store, loaded=is_searched)
            self._writing = writing
            self._rest_until = 0.0

    def forget(self) -> None:
        """Open the library anew for the next search."""
        with self._lock:
            self._latest = None
            self._writing = False

    def _renewed(self, latest: Snapshot | None, *, loaded: bool) -> Snapshot | None:
        if latest is None:
            return self._opened(loaded=loaded)
        signature = _signature(latest.store)
        if signature is None or signature != latest.signature:
            generation = Register(latest.store).generation()
            if generation == latest.generation and not _is_copy(latest.store):
                latest = replace(latest, signature=signature)
            elif self._writing or latest.store.folder is None:
                latest = _read(latest.store, loaded=latest.is_loaded)
            else:
                return self._opened(loaded=loaded or latest.is_loaded)
        if loaded and not latest.is_loaded:
            load_index(latest.store)
            latest = replace(latest, is_loaded=True)
        return latest

    def _opened(self, *, loaded: bool) -> Snapshot | None:
        begun = time.monotonic()
        store = open_store(self._location)
        if store is None:
            return None
        snapshot = _read(store, loaded=loaded)
        if loaded:
            # After reading the register, so that the index holds all that is registered.
            load_index(store)
        ended = time.monotonic()
        self._rest_until = 0.0 if store.folder is None else ended + min(1.0, ended - begun)
        return snapshot


def _read(store: Store, *, loaded: bool) -> Snapshot:
    signature = _signature(store)
    held = Register(store).held()
    return Snapshot(store, held.documents, held.generation, signature, loaded)


def _signature(store: Store) -> object:
    return None if store.folder is None else folder.signature(store.folder)


def _is_copy(store: Store) -> bool:
    """Whether the store shows a copy, in which no change of the folder appears."""
    return store.folder is not None and not folder.writable(store.folder)
