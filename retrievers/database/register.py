"""The register: which documents a library holds, one record each, and who is adding more."""

from __future__ import annotations

import json
import time
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from headwise._shown import Shown
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.store import Store

_NO_VECTOR: Sequence[float] = [1.0]
"""Chroma wants a vector with each record; those of the register are never searched by it."""
_GENERATION = "generation"

GRACE_SECONDS = 3.0
"""How long a replaced version's passages stay, unlisted: a search that began before it was
replaced still finds them whole. Searches take some 20 ms; opening 100,000 passages 1 to 2 s."""


def comparable(name: str) -> str:
    r"""Return a name in the form in which names are compared, NFC.

    An accent is one character on some systems and two on others; both look the same.

    >>> comparable("re\u0301sume\u0301") == "r\u00e9sum\u00e9"
    True
    """
    return unicodedata.normalize("NFC", name)


class IndexedDocument(Shown, BaseModel):
    """One version of one PDF in a library."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    """Derived from collection, file content and reader version: the same content in the
    same collection has the same id on every machine."""
    collection_name: str
    title: str
    source: str
    """Absolute path of the PDF when it was last indexed."""
    sha256: str
    """Hash of the file's bytes."""
    pages: int
    sections: int
    passages: int
    indexed_at: str
    """UTC, ISO 8601."""
    duplicates: tuple[str, ...] = ()
    """Further paths where the same bytes were found."""
    complete: bool = True
    """False for a version that is replaced and about to be deleted: it is not searched."""
    replaced_at: float = Field(default=0.0, exclude=True, repr=False)
    """When it was replaced, in seconds since the epoch."""
    stamps: dict[str, str] = Field(default_factory=dict, exclude=True, repr=False)
    """For each of its paths what `files.stamp_of` said when it was hashed."""


class Claim(BaseModel):
    """A note that a writer is at work on a document; what a killed one leaves behind.

    In a folder one writer works at a time, so a claim found there is a dead one's. On a
    server it keeps other writers from the same file until ``until``.
    """

    model_config = ConfigDict(frozen=True)

    document_id: str
    source: str
    owner: str
    until: float
    """Seconds since the epoch; renewed while the writer is at work."""


@dataclass(frozen=True)
class Held:
    """What the register holds at one moment."""

    generation: str
    """Another one after every change to what is searched."""
    documents: tuple[IndexedDocument, ...]
    """The complete ones, by collection and title."""
    replaced: tuple[IndexedDocument, ...]
    claims: tuple[Claim, ...]


class Register:
    """Reads and writes the records of a store's documents.

    A document is searched only once its record is here and complete, so a run that is
    interrupted leaves every document whole, in its old version or in its new one.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def generation(self) -> str:
        """Return the mark that every change to what is searched replaces."""
        with chroma_errors(self._store.location):
            found = self._store.register.get(ids=[_GENERATION], include=["metadatas"])
        return _generation(found["metadatas"] or [])

    def held(self) -> Held:
        """Return all that is registered, as of one moment."""
        with chroma_errors(self._store.location):
            found = self._store.register.get(include=["metadatas"])
        records: list[dict[str, Any]] = [dict(record) for record in found["metadatas"] or []]
        every = [_document(record) for record in records if record["kind"] == "document"]
        return Held(
            generation=_generation(records),
            documents=tuple(sorted((one for one in every if one.complete), key=_order)),
            replaced=tuple(one for one in every if not one.complete),
            claims=tuple(
                Claim.model_validate(record) for record in records if record["kind"] == "claim"
            ),
        )

    def documents(self) -> list[IndexedDocument]:
        """Return the complete documents by collection and title."""
        return list(self.held().documents)

    def publish(
        self, new: Sequence[IndexedDocument], replaced: Sequence[IndexedDocument] = ()
    ) -> None:
        """Make ``new`` searchable and ``replaced`` not, in one write."""
        now = time.time()
        gone = [old.model_copy(update={"complete": False, "replaced_at": now}) for old in replaced]
        records = [(one.document_id, _record(one)) for one in (*new, *gone)]
        self._upsert([*records, (_GENERATION, {"kind": _GENERATION, "value": uuid.uuid4().hex})])

    def delete(self, document_ids: Collection[str]) -> None:
        """Delete the passages of these documents, then their records."""
        with chroma_errors(self._store.location):
            for document_id in document_ids:
                self._store.passages.delete(where={"document_id": document_id})
                self._store.register.delete(ids=[document_id])

    def claim(self, claim: Claim) -> bool:
        """Record that a writer is at work; return whether it is the only one on this source."""
        key = _claim_key(claim.source)
        with chroma_errors(self._store.location):
            # Of two that add the same id the first one stays: reading it back shows whose it was.
            self._store.register.add(
                ids=[key], embeddings=[_NO_VECTOR], metadatas=[_claim_record(claim)]
            )
            found = self._store.register.get(ids=[key], include=["metadatas"])["metadatas"] or []
        return bool(found) and found[0]["owner"] == claim.owner

    def renew(self, claim: Claim) -> None:
        """Note that the writer is still at work."""
        self._upsert([(_claim_key(claim.source), _claim_record(claim))])

    def release(self, claim: Claim) -> None:
        """Take back a claim that its owner holds; another one's stays."""
        with chroma_errors(self._store.location):
            self._store.register.delete(
                ids=[_claim_key(claim.source)], where={"owner": claim.owner}
            )

    def _upsert(self, records: Iterable[tuple[str, dict[str, Any]]]) -> None:
        ids, metadatas = zip(*records, strict=True)
        with chroma_errors(self._store.location):
            # The generation comes last: a reader that sees it also sees the documents.
            for part in self._store.batches(len(ids)):
                self._store.register.upsert(
                    ids=list(ids[part]),
                    embeddings=[_NO_VECTOR] * len(ids[part]),
                    metadatas=list(metadatas[part]),
                )


def _order(document: IndexedDocument) -> tuple[str, str, str]:
    return document.collection_name, document.title, document.document_id


def _generation(records: Sequence[Any]) -> str:
    return next((str(one["value"]) for one in records if one["kind"] == _GENERATION), "")


def _record(document: IndexedDocument) -> dict[str, Any]:
    return {
        "kind": "document",
        **document.model_dump(),
        "replaced_at": document.replaced_at,
        "duplicates": json.dumps(document.duplicates),
        "stamps": json.dumps(document.stamps),
    }


def _document(record: dict[str, Any]) -> IndexedDocument:
    lists = {name: json.loads(record[name]) for name in ("duplicates", "stamps")}
    return IndexedDocument.model_validate({**record, **lists})


def _claim_key(source: str) -> str:
    return f"claim:{source}"


def _claim_record(claim: Claim) -> dict[str, Any]:
    return {"kind": "claim", **claim.model_dump()}
