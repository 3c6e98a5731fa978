"""Rebuilding a damaged vector index from the texts that are stored beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise.errors import LibraryError
from headwise.retrievers.database import checkpoint, integrity
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.folder import FolderClient, exists
from headwise.retrievers.database.integrity import DamagedIndexError
from headwise.retrievers.database.locking import loading, only_writer
from headwise.retrievers.database.sqlite import segments
from headwise.retrievers.database.store import COLLECTIONS, INDEX, PASSAGES, REGISTER
from headwise.retrievers.database.stored_passages import about_passage
from headwise.retrievers.embeddings.vectors import passage_vectors
from headwise.retrievers.indexing.passages import embedded_text
from headwise.retrievers.indexing.storing import EMBED_BATCH, digest_of

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from langchain_core.embeddings import Embeddings

_NEW = "-rebuilt"
_PAGE = 1_000


def rebuild_if_damaged(folder: Path, embeddings: Embeddings, wait: float | None = None) -> bool:
    """Rebuild the index of a library in a folder if its files are damaged.

    Every passage is embedded again from its text. An interrupted rebuild is restarted by
    the next one.

    Returns:
        Whether it was.

    Raises:
        LibraryError: The database is damaged too, or the library cannot be written.
    """
    if not exists(folder) or not _is_damaged(folder):
        return False
    with only_writer(folder, wait), chroma_errors(folder):
        if not _is_damaged(folder):  # another process has done it
            return False
        with loading(folder, exclusively=True):
            for inside in folder.glob("*-*-*-*-*"):
                shutil.rmtree(inside)  # even counting records would load it
            with closing(FolderClient(folder)) as client:
                for name in (REGISTER, PASSAGES):
                    _rebuild(client.api, name, embeddings)
            used = segments(folder)
            for inside in folder.glob("*-*-*-*-*"):
                if used is not None and inside.name not in used:
                    shutil.rmtree(inside)
            integrity.seal(folder)
        checkpoint.checkpoint(folder, COLLECTIONS)
    return True


def _is_damaged(folder: Path) -> bool:
    try:
        integrity.check(folder)
    except DamagedIndexError:
        return True
    return False


def _rebuild(client: ClientAPI, name: str, embeddings: Embeddings) -> None:
    names = {collection.name for collection in client.list_collections()}
    if name in names:
        if name + _NEW in names:
            client.delete_collection(name + _NEW)
        old = client.get_collection(name, embedding_function=None)
        new = client.create_collection(
            name + _NEW,
            metadata=old.metadata,
            configuration={"hnsw": {**INDEX, "sync_threshold": checkpoint.NEVER}},
            embedding_function=None,
        )
        for ids, texts, metadatas in _records(old):
            vectors: Any = [[1.0]] * len(ids)
            if name == PASSAGES:
                embedded = [_embedded(t, m) for t, m in zip(texts, metadatas, strict=True)]
                vectors = passage_vectors(embeddings, embedded, (old.metadata or {})["dimension"])
            documents = texts if name == PASSAGES else None
            new.upsert(ids=ids, embeddings=vectors, documents=documents, metadatas=metadatas)
        client.delete_collection(name)
    elif name + _NEW not in names:
        raise LibraryError("the index is damaged, and so is the database")
    client.get_collection(name + _NEW, embedding_function=None).modify(name=name)


def _records(collection: Collection) -> Iterator[tuple[list[str], list[str], list[Any]]]:
    """Yield ids, texts and metadata in batches; they are in the database, not in the index."""
    size = EMBED_BATCH
    for offset in range(0, collection.count(), _PAGE):
        found: Any = collection.get(limit=_PAGE, offset=offset, include=["documents", "metadatas"])
        for start in range(0, len(found["ids"]), size):
            part = slice(start, start + size)
            yield found["ids"][part], found["documents"][part], found["metadatas"][part]


def _embedded(text: str, metadata: Mapping[str, Any]) -> str:
    """Return what was embedded of a passage: its digest shows whether its heading was included."""
    about = about_passage(metadata)
    with_heading = embedded_text(about["heading"], text)
    if digest_of(with_heading) == about["digest"]:
        return with_heading
    return embedded_text("", text)
