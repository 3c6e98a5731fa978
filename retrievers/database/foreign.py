"""Chroma collections that others made, one per PDF, searched together.

Their records need ``sub_heading`` in the metadata; the collection's name is the
``collection_name`` of its hits. Each record is a section (or passage) of its own.
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise._wording import listed
from headwise.errors import LibraryError, UnknownCollectionError
from headwise.retrievers.database import folder
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.folder import FolderClient
from headwise.retrievers.database.server import ServerClient, is_url
from headwise.retrievers.database.store import COLLECTIONS
from headwise.retrievers.models import SUB_HEADING_KEYS

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_NOT_UNIT = 1e-3
"""How far a vector's length may be from 1, where its distance is not cosine distance."""
_LOOKED_AT = 16
"""Records of a collection whose vectors and metadata are looked at before it is searched."""


def open_foreign(location: str | Path) -> ForeignCollections | None:
    """Return the collections at ``location`` that are not Headwise's; ``None`` if there are none.

    Raises:
        LibraryError: The folder or server cannot be used.
    """
    with chroma_errors(location):
        copy: Path | None = None
        client: FolderClient | ServerClient
        if is_url(location):
            client = ServerClient(str(location))
        else:
            path = Path(location).expanduser()
            if not folder.exists(path):
                return None
            # Chroma writes to what it opens, and this is not ours.
            copy = folder.private_copy(path, whole=True)
            client = FolderClient(copy)
        opened = ForeignCollections(
            [
                client.api.get_collection(collection.name, embedding_function=None)
                for collection in client.api.list_collections()
                if collection.name not in COLLECTIONS
            ],
            str(location),
        )
        weakref.finalize(opened, _close, client, copy)
        return opened if opened.names else None


def _close(client: FolderClient | ServerClient, copy: Path | None) -> None:
    client.close()
    if copy is not None:
        shutil.rmtree(copy, ignore_errors=True)


class ForeignCollections:
    """The collections of one Chroma database, to be searched with the model they were made with.

    Args:
        collections: As Chroma gives them.
        location: Of the database, for messages.
    """

    def __init__(self, collections: Iterable[Collection], location: str) -> None:
        self._collections = {collection.name: collection for collection in collections}
        self._location = location
        self._checked: dict[str, Callable[[float], float]] = {}

    @property
    def names(self) -> list[str]:
        """Names of the collections."""
        return sorted(self._collections)

    def counts(self) -> dict[str, int]:
        """Return how many records each collection has."""
        with chroma_errors(self._location):
            return {name: self._collections[name].count() for name in self.names}

    def searched(
        self, dimension: int, embeddings: str, only: Sequence[str] | None = None
    ) -> dict[str, tuple[Collection, Callable[[float], float]]]:
        """Return the collections that can be searched, with how their distances become cosines.

        Args:
            dimension: Length of the question's vector.
            embeddings: Name of the model that it comes from.
            only: Names of the collections to be searched; ``None`` for all.

        Raises:
            UnknownCollectionError: One of ``only`` is not there.
            LibraryError: A collection has vectors of another dimension, records without
                ``sub_heading``, or distances that tell no cosine.
        """
        for name in only or ():
            if name not in self._collections:
                raise UnknownCollectionError(
                    f"{name}: no such collection in {self._location}; it has {listed(self.names)}"
                )
        chosen = [self._collections[name] for name in (only or self.names)]
        return {one.name: (one, self._cosine_of(one, dimension, embeddings)) for one in chosen}

    def _cosine_of(
        self, collection: Collection, dimension: int, embeddings: str
    ) -> Callable[[float], float]:
        """Return how a distance of this collection becomes a cosine; checked once."""
        known = self._checked.get(collection.name)
        if known is None:
            known = self._checked[collection.name] = self._check(collection, dimension, embeddings)
        return known

    def _check(
        self, collection: Collection, dimension: int, embeddings: str
    ) -> Callable[[float], float]:
        import numpy as np

        where = f"{self._location}: the collection {collection.name}"
        some = collection.get(limit=_LOOKED_AT, include=["embeddings", "metadatas"])
        metadatas = some["metadatas"] or []
        if metadatas and not any(sub_heading_of(metadata or {}) for metadata in metadatas):
            raise LibraryError(
                f"{where} was not made by Headwise and its records have no sub_heading; leave it "
                "out by naming the others with --collection, or index its PDFs"
            )
        vectors = np.asarray(some["embeddings"], np.float32)
        if len(vectors) and vectors.shape[1] != dimension:
            raise LibraryError(
                f"{where} holds vectors of {vectors.shape[1]} dimensions, but {embeddings} gives "
                f"{dimension}; name the model that it was made with (--embeddings)"
            )
        space = _space(collection)
        if space == "cosine":
            return lambda distance: 1.0 - distance
        if space not in {"l2", "ip"}:
            raise LibraryError(f"{where} is in Chroma's {space} space, which tells no cosine")
        if len(vectors) and abs(np.linalg.norm(vectors, axis=1) - 1.0).max() > _NOT_UNIT:
            raise LibraryError(
                f"{where} is in Chroma's {space} space and its vectors are not of length 1, so "
                "its distances tell no cosine; make it anew in cosine space"
            )
        # Chroma's l2 is the squared distance: |a - b|² = 2 - 2 cos for unit vectors.
        return (lambda d: 1.0 - d / 2.0) if space == "l2" else (lambda d: 1.0 - d)


def sub_heading_of(metadata: Mapping[str, Any]) -> str | None:
    """Return the heading of a record; ``None`` where it has none."""
    return next((str(metadata[key]) for key in SUB_HEADING_KEYS if metadata.get(key)), None)


def _space(collection: Collection) -> str:
    """Return the space of a collection, also of one made before Chroma noted it in a place."""
    configuration = collection.configuration_json or {}
    for index in ("hnsw", "spann"):
        if space := (configuration.get(index) or {}).get("space"):
            return str(space)
    return str((collection.metadata or {}).get("hnsw:space", "l2"))
