"""Opening the Chroma database behind a library: a folder or a server."""

from __future__ import annotations

import shutil
import weakref
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise._files import make_folder
from headwise._inert import without_secrets
from headwise.errors import LibraryError
from headwise.retrievers.database import checkpoint, folder, integrity
from headwise.retrievers.database import sqlite as database
from headwise.retrievers.database.calls import retrying
from headwise.retrievers.database.failures import check_readable, chroma_errors
from headwise.retrievers.database.folder import FolderClient
from headwise.retrievers.database.locking import loading
from headwise.retrievers.database.recent import Recent
from headwise.retrievers.database.server import ServerClient, is_url

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

PASSAGES = "headwise-passages"
REGISTER = "headwise-documents"
COLLECTIONS = (PASSAGES, REGISTER)

INDEX: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_construction": 200,
    "max_neighbors": 24,
    "ef_search": 200,
}
"""Chroma's approximate index, HNSW: what it may miss of the passages that pass.

``tests/benchmarks/scale.py`` on 100,000 passages (4,584 real ones and variations of them, so
denser than a real library): of the up to 64 best passages above cosine 0.5 of 400 questions,
Chroma's own 16 neighbours and 100 candidates find 95.5 % (97 % however many are searched),
24 and 200 find 99.6 %, in 1.8 ms; 800 searched in place of 200 add nothing. At 10,000 passages
either misses none or two of 1,014."""


@dataclass(frozen=True)
class Store:
    """The two Chroma collections of a library.

    ``passages`` holds every passage of every document with its vector; ``register`` one
    record per document. What belongs to the library as a whole (embedding model,
    dimension, similarity scale) is the metadata of ``passages``, so that both come into
    being in one step.
    """

    location: str
    passages: Collection
    register: Collection
    batch_size: int
    """Most records that Chroma takes at once."""
    recent: Recent = field(default_factory=Recent, compare=False, repr=False)
    """Passages that were read lately, by id."""

    @property
    def folder(self) -> Path | None:
        """Where it is on this machine; ``None`` for a server."""
        return None if is_url(self.location) else Path(self.location)

    def batches(self, count: int) -> list[slice]:
        """Return slices of ``count`` records that Chroma takes at once."""
        size = self.batch_size
        return [slice(start, start + size) for start in range(0, count, size)]


def dimension_of(store: Store) -> int | None:
    """Return the length of the library's vectors; None for one made before it was noted."""
    dimension = (store.passages.metadata or {}).get("dimension")
    return dimension if isinstance(dimension, int) else None


def open_store(location: str | Path) -> Store | None:
    """Open the library at a folder or a server's URL; ``None`` where there is none yet.

    Raises:
        LibraryError: The folder or server cannot be used, or is not in cosine space.
    """
    if is_url(location):
        with chroma_errors(location):
            return _kept(ServerClient(str(location)), str(location))
    if "://" in str(location):
        raise LibraryError(
            f"{without_secrets(str(location))}: a library is a folder, or a Chroma server's "
            "address, which begins with http:// or https://"
        )
    path = Path(location).expanduser()
    check_readable(path)
    if not folder.exists(path):
        integrity.check(path)
        return None
    with chroma_errors(path):
        if not folder.writable(path):
            return _open_copy(path)
        if not folder.is_ours(path):
            if _open_copy(path, whole=True) is None:
                return None
            folder.mark_as_ours(path)
        checkpoint.recover(path, COLLECTIONS)
        with loading(path):
            integrity.check(path)
            return _open_folder(path, path)


def create_store(location: str | Path, metadata: dict[str, Any]) -> Store:
    """Make the library at ``location``, with ``metadata`` for the library as a whole.

    In a folder the caller is the only writer. A library that is there already stays.

    Raises:
        LibraryError: The folder or server cannot be used.
    """
    if is_url(location):
        with chroma_errors(location):
            with closing(ServerClient(str(location))) as client:
                _create(client.api, metadata, INDEX)
            return _there(_kept(ServerClient(str(location)), str(location)))
    path = Path(location).expanduser()
    with chroma_errors(path):
        make_folder(path)
        with loading(path, exclusively=True):
            database.make(path)
            with closing(FolderClient(path)) as made:
                _create(made.api, metadata, {**INDEX, "sync_threshold": checkpoint.NEVER})
            integrity.seal(path)
            return _there(_open_folder(path, path))


def load_index(store: Store) -> None:
    """Read the index into memory now, with what other processes have added to it.

    Otherwise the first search does, perhaps while a checkpoint is writing the files.
    """
    with chroma_errors(store.location):
        if store.folder is None:
            return
        with loading(store.folder):
            store.passages.get(limit=1, include=["embeddings"])


def _create(client: ClientAPI, metadata: dict[str, Any], index: CreateHNSWConfiguration) -> None:
    for name, about in ((REGISTER, None), (PASSAGES, metadata)):
        client.get_or_create_collection(
            name,
            metadata=about,
            configuration={"hnsw": index},
            embedding_function=None,
        )


def _open_folder(path: Path, shown: Path) -> Store | None:
    return _kept(FolderClient(path), str(shown))


def _kept(client: FolderClient | ServerClient, location: str) -> Store | None:
    """Return the store that ``client`` opens, and close the client when it is not used any more."""
    store = None
    try:
        store = _opened(client.api, location)
    finally:
        if store is None:
            client.close()
    if store is not None:
        weakref.finalize(store, client.close)
    return store


def _open_copy(path: Path, *, whole: bool = False) -> Store | None:
    if whole:
        copy = folder.private_copy(path, whole=True)
    else:
        with loading(path):
            integrity.check(path)
            copy = folder.private_copy(path)
    try:
        store = _open_folder(copy, path)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    if store is None:
        shutil.rmtree(copy, ignore_errors=True)
    else:
        weakref.finalize(store, shutil.rmtree, copy, ignore_errors=True)
    return store


def _opened(client: ClientAPI, location: str) -> Store | None:
    names = {collection.name for collection in client.list_collections()}
    if not {*COLLECTIONS} <= names:
        return None
    # Vectors are always given, so Chroma must not set up an embedding function of its own.
    passages = client.get_collection(PASSAGES, embedding_function=None)
    register = client.get_collection(REGISTER, embedding_function=None)
    space = passages.configuration_json["hnsw"]["space"]
    if space != "cosine":
        raise LibraryError(
            f"{location}: its passages are in Chroma's {space} space, not cosine; "
            "index the documents again into another library"
        )
    if is_url(location):
        passages, register = retrying(passages, location), retrying(register, location)
    return Store(
        location=location,
        passages=passages,
        register=register,
        batch_size=client.get_max_batch_size(),
    )


def _there(store: Store | None) -> Store:
    if store is None:
        raise LibraryError("its collections are not there although they were just made")
    return store
