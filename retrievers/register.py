"""The register: which documents a library holds, one record each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from headwise.retrievers import display
from headwise.retrievers.store import Store, chroma_errors

_NO_VECTOR: Sequence[float] = [1.0]
"""Chroma wants a vector with each record; those of the register are never searched by it."""


class IndexedDocument(BaseModel):
    """One version of one PDF in a library."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    """Derived from collection, file content and reader version: the same content in the
    same collection has the same id on every machine."""
    collection_name: str
    title: str
    source: str
    """Absolute path of the PDF when it was indexed."""
    sha256: str
    """Hash of the file's bytes."""
    pages: int
    sections: int
    passages: int
    indexed_at: str
    """UTC, ISO 8601."""
    complete: bool = True
    """False for a version that is replaced and about to be deleted: it is not searched."""

    def __repr__(self) -> str:
        return display.indexed_line(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return display.indexed_html(self)


class Register:
    """Reads and writes the records of a store's documents.

    A document is searched only once its record is here and complete, so a run that is
    interrupted leaves every document whole, in its old version or in its new one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def documents(self) -> list[IndexedDocument]:
        """Return the complete documents by collection and title."""
        with chroma_errors(self._store.location):
            found = self._store.register.get(include=["metadatas"])
        records = [IndexedDocument.model_validate(m) for m in found["metadatas"] or []]
        return sorted(
            (record for record in records if record.complete),
            key=lambda record: (record.collection_name, record.title, record.document_id),
        )

    def publish(self, new: IndexedDocument, replaced: Sequence[IndexedDocument] = ()) -> None:
        """Make ``new`` searchable and ``replaced`` not, in one write."""
        records = [new, *(old.model_copy(update={"complete": False}) for old in replaced)]
        with chroma_errors(self._store.location):
            self._store.register.upsert(
                ids=[record.document_id for record in records],
                embeddings=[_NO_VECTOR] * len(records),
                metadatas=[record.model_dump() for record in records],
            )

    def delete(self, document_ids: Collection[str]) -> None:
        """Delete the passages of these documents, then their records."""
        if not document_ids:
            return
        with chroma_errors(self._store.location):
            for document_id in document_ids:
                self._store.passages.delete(where={"document_id": document_id})
            self._store.register.delete(ids=list(document_ids))

    def replaced(self) -> list[str]:
        """Return the ids of replaced versions that an interrupted run did not delete."""
        with chroma_errors(self._store.location):
            return self._store.register.get(where={"complete": False}, include=[])["ids"]


def source_of(path: Path) -> str:
    """Return how the register names the file at ``path``."""
    return str(path.expanduser().resolve())
