"""Chroma collections that others made, one per PDF, searched together.

Their records need ``sub_heading`` in the metadata; the collection's name is the
``collection_name`` of its hits. Each record is a section (or passage) of its own.
"""

from __future__ import annotations

import heapq
import shutil
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise.errors import LibraryError, UnknownCollectionError
from headwise.retrievers import folder
from headwise.retrievers.folder import FolderClient
from headwise.retrievers.models import SUB_HEADING_KEYS, Hit
from headwise.retrievers.numbering import split_number
from headwise.retrievers.ranking import Asked, Candidate, Match, Neighbour
from headwise.retrievers.removing import listed
from headwise.retrievers.server import ServerClient
from headwise.retrievers.store import COLLECTIONS, chroma_errors, is_url

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
            copy = None if folder.writable(path) else folder.private_copy(path)
            client = FolderClient(copy or path)
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

    def searched(
        self, asked: Asked, embeddings: str, only: Sequence[str] | None = None
    ) -> ForeignPassages:
        """Return the records of all collections together, to be searched.

        Args:
            asked: The question.
            embeddings: Name of the model that its vector comes from.
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
        to_cosine = {
            one.name: self._cosine_of(one, len(asked.vector), embeddings) for one in chosen
        }
        return ForeignPassages(chosen, asked, to_cosine, self._location)

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
        if metadatas and not any(_sub_heading(metadata or {}) for metadata in metadatas):
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


class ForeignPassages:
    """Records of several collections, each in the order of its distance to a question."""

    def __init__(
        self,
        collections: Sequence[Collection],
        asked: Asked,
        to_cosine: Mapping[str, Callable[[float], float]],
        location: str,
    ) -> None:
        self._collections = {collection.name: collection for collection in collections}
        self._scale = asked.scale
        self._vector = asked.vector.tolist()
        self._to_cosine = to_cosine
        self._location = location

    def nearest(self, wanted: int) -> list[Neighbour]:
        """Return at most so many records, nearest first."""
        with chroma_errors(self._location):
            found = [self._query(name, wanted) for name in self._collections]
        # Each is in order; beyond the last one wanted, another collection may have nearer ones.
        merged = heapq.merge(*found, key=lambda neighbour: -neighbour.cosine)
        return list(islice(merged, wanted))

    def read(self, neighbours: Sequence[Neighbour]) -> Iterator[Candidate]:
        """Yield those of ``neighbours`` that have a text and a heading."""
        cosines = {neighbour.id: neighbour.cosine for neighbour in neighbours}
        ids: defaultdict[str, list[str]] = defaultdict(list)
        for name, id_ in cosines:
            ids[name].append(id_)
        for name, wanted in ids.items():
            with chroma_errors(self._location):
                reply: Any = self._collections[name].get(
                    ids=wanted, include=["metadatas", "documents"]
                )
            columns = reply["ids"], reply["metadatas"], reply["documents"]
            for id_, metadata, text in zip(*columns, strict=True):
                sub_heading = _sub_heading(metadata or {})
                if sub_heading and text:
                    shown = {**metadata, "collection_name": name}
                    heading, key = split_number(sub_heading)[1], (name, id_)
                    yield Candidate(key, heading, text, cosines[key], shown)

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        """Return the records of ``matches``, each a section of its own."""
        return tuple(self._hit(match) for match in matches)

    def _hit(self, match: Match) -> Hit:
        record = match.best
        metadata = record.metadata
        page = metadata.get("page_start")
        return Hit(
            text=record.text,
            sub_heading=_sub_heading(metadata) or "",
            collection_name=str(metadata["collection_name"]),
            similarity=self._scale.similarity(record.cosine, match.overlap),
            cosine=record.cosine,
            best_passage=record.text.strip(),
            page_start=page,
            page_end=metadata.get("page_end", page),
            source=metadata.get("source"),
            section_id=metadata.get("section_id"),
        )

    def _query(self, name: str, wanted: int) -> Iterator[Neighbour]:
        reply: Any = self._collections[name].query(
            query_embeddings=[self._vector], n_results=wanted, include=["distances"]
        )
        for id_, distance in zip(reply["ids"][0], reply["distances"][0], strict=True):
            yield Neighbour((name, id_), self._to_cosine[name](distance))


def _sub_heading(metadata: Mapping[str, Any]) -> str | None:
    return next((str(metadata[key]) for key in SUB_HEADING_KEYS if metadata.get(key)), None)


def _space(collection: Collection) -> str:
    """Return the space of a collection, also of one made before Chroma noted it in a place."""
    configuration = collection.configuration_json or {}
    for index in ("hnsw", "spann"):
        if space := (configuration.get(index) or {}).get("space"):
            return str(space)
    return str((collection.metadata or {}).get("hnsw:space", "l2"))
