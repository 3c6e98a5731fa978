"""Writing the passages of one document into a store; only new texts are embedded."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwise.errors import LibraryError
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.store import Store, dimension_of
from headwise.retrievers.database.stored_passages import (
    about_passage,
    in_section,
    passage_id,
    passage_metadata,
)
from headwise.retrievers.embeddings.vectors import passage_vectors
from headwise.retrievers.indexing.passages import (
    answers_questions,
    embedded_text,
    has_names_only,
    split_passages,
)
from headwise.retrievers.models import Document
from headwise.retrievers.text.paging import sliced

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

    Vectors = dict[str, NDArray[np.float32]]

EMBED_BATCH = 64
"""Passages embedded at a time: enough for every core and for a request to a provider, few
enough to show progress. (MiniLM takes each text by itself, so texts of several documents in
one batch, or sorted by length, would not be faster.)"""


@dataclass(frozen=True)
class Passage:
    """A passage as it is stored."""

    id: str
    embedded: str
    """The text whose vector it gets."""
    text: str
    digest: str
    """Of ``embedded``."""
    metadata: dict[str, str | int]


def passages_of(document: Document, document_id: str, source: str) -> Iterator[Passage]:
    """Cut a document into the passages that are indexed."""
    count = Counter(section.heading for section in document.sections)
    for section_number, section in enumerate(document.sections):
        # A heading of several sections ("Results", "Example") identifies none of them.
        heading = section.heading if count[section.heading] == 1 else ""
        section_id = f"{document_id}:{section_number:05d}"
        if not answers_questions(section):
            continue
        about = {
            "sub_heading": section.sub_heading,
            "heading": section.heading,
            "number": section.number,
            "level": section.level,
            "heading_path": section.heading_path,
            "page_start": section.page_start,
            "page_end": section.page_end,
            "page_labels": section.page_labels,
            # Only questions about the document itself are answered from there.
            "front": has_names_only(section, document.title),
        }
        end = 0
        for number, text in enumerate(split_passages(section.text)):
            start, end = end, end + len(text)
            embedded = embedded_text(heading, text)
            digest = digest_of(embedded)
            own = {"page_offsets": sliced(section.page_offsets, start, end), "digest": digest}
            yield Passage(
                id=passage_id(section_id, number),
                embedded=embedded,
                text=text,
                digest=digest,
                metadata=passage_metadata(section_id, number, {**about, **own}, source),
            )


def write_passages(
    store: Store,
    embeddings: Embeddings,
    passages: Sequence[Passage],
    known: Vectors,
    step: Callable[[float], None],
) -> int:
    """Write ``passages`` with their vectors.

    Args:
        store: Where to.
        embeddings: The library's model.
        passages: Of one document.
        known: Vectors by the digest of the text that was embedded.
        step: Called with the share that is done.

    Returns:
        How many vectors were taken from ``known``.
    """
    import numpy as np

    size = min(EMBED_BATCH, store.batch_size)
    vectors = dict(known)
    reused = sum(one.digest in known for one in passages)
    for start in range(0, len(passages), size):
        batch = passages[start : start + size]
        # A text that occurs twice in a document is embedded once.
        new = {one.digest: one.embedded for one in batch}
        missing = {digest: text for digest, text in new.items() if digest not in vectors}
        if missing:
            found = passage_vectors(embeddings, list(missing.values()), dimension_of(store))
            vectors.update(zip(missing, found, strict=True))
        with chroma_errors(store.location):
            store.passages.upsert(
                ids=[one.id for one in batch],
                embeddings=np.stack([vectors[one.digest] for one in batch]),
                documents=[one.text for one in batch],
                metadatas=[one.metadata for one in batch],
            )
        step((start + len(batch)) / len(passages))
    return reused


def known_vectors(store: Store, document_ids: Iterable[str]) -> Vectors:
    """Return the vectors that these documents' passages have, by digest of their text."""
    import numpy as np

    vectors: Vectors = {}
    for document_id in document_ids:
        with chroma_errors(store.location):
            found = store.passages.get(
                where={"document_id": document_id}, include=["embeddings", "metadatas"]
            )
        held = found["embeddings"] if found["embeddings"] is not None else ()
        for vector, metadata in zip(held, found["metadatas"] or (), strict=True):
            vectors[about_passage(metadata)["digest"]] = np.asarray(vector, np.float32)
    return vectors


def copy_passages(store: Store, old_id: str, new_id: str, source: str) -> None:
    """Write a document's passages a second time under another id, with the same vectors.

    Raises:
        LibraryError: They are not all there; see `verify`.
    """
    with chroma_errors(store.location):
        found = store.passages.get(
            where={"document_id": old_id}, include=["embeddings", "metadatas", "documents"]
        )
        metadatas, texts = found["metadatas"] or [], found["documents"] or []
        vectors = found["embeddings"] if found["embeddings"] is not None else []
        if len(vectors) != len(found["ids"]):
            raise LibraryError(f"{store.location}: vectors are missing; run 'headwise verify'")
        for part in store.batches(len(metadatas)):
            ids = [new_id + one.removeprefix(old_id) for one in found["ids"][part]]
            store.passages.upsert(
                ids=ids,
                embeddings=list(vectors[part]),
                documents=texts[part],
                metadatas=[
                    in_section(metadata, one.rpartition(":")[0], source)
                    for one, metadata in zip(ids, metadatas[part], strict=True)
                ],
            )


def name_source(store: Store, document_id: str, source: str) -> None:
    """Write the path of a document's file that was moved into the metadata of its passages."""
    with chroma_errors(store.location):
        found = store.passages.get(where={"document_id": document_id}, include=[])
        for part in store.batches(len(found["ids"])):
            ids = found["ids"][part]
            store.passages.update(ids=ids, metadatas=[{"source": source} for _ in ids])


def delete_others(store: Store, document_id: str, passages: Iterable[Passage]) -> None:
    """Delete the passages of a document that are not among ``passages``."""
    with chroma_errors(store.location):
        found = store.passages.get(where={"document_id": document_id}, include=[])
        others = sorted({*found["ids"]} - {one.id for one in passages})
        for part in store.batches(len(others)):
            store.passages.delete(ids=others[part])


def count_passages(store: Store, document_id: str) -> int:
    """Return how many passages of a document are in the store."""
    with chroma_errors(store.location):
        return len(store.passages.get(where={"document_id": document_id}, include=[])["ids"])


def digest_of(text: str) -> str:
    """Return the digest of an embedded text; 64 bits suffice within one document."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
