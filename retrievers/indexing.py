"""Indexing: PDFs in, passages with vectors out, one document at a time and whole."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise.errors import HeadwiseError, LibraryError
from headwise.retrievers.embeddings.vectors import passage_vectors
from headwise.retrievers.files import find_pdfs, sha256_of
from headwise.retrievers.models import Document
from headwise.retrievers.passages import answers_questions, embedded_text, split_passages
from headwise.retrievers.pdf import PdfReader
from headwise.retrievers.register import IndexedDocument, Register, source_of
from headwise.retrievers.report import (
    IndexEvent,
    IndexFailure,
    IndexReport,
    Outcome,
    Progress,
)
from headwise.retrievers.store import Store, chroma_errors, is_url

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

READER_VERSION = 1
"""Part of every document's id. Raised when PDFs are read otherwise than before, so that
documents are read again."""
LOCK_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""
EMBED_BATCH = 64
"""Passages embedded at a time: large enough to batch well, small enough to show progress."""


def index_documents(
    open_for_writing: Callable[[], Store],
    embeddings: Embeddings,
    paths: Sequence[str | Path],
    collection: str | None,
    *,
    password: str | None = None,
    progress: Progress | None = None,
) -> IndexReport:
    """Index ``paths`` into the store; see `Library.index`."""
    begun = time.perf_counter()
    notify = progress or (lambda _event: None)
    files, failures = find_pdfs(paths)
    report = IndexReport(failures=failures)
    if not files:
        return report
    store = open_for_writing()
    with _only_writer(store.location), PdfReader() as reader:
        indexer = _Indexer(store, embeddings, reader, password)
        for number, path in enumerate(files, start=1):

            def step(
                fraction: float,
                outcome: Outcome | None = None,
                *,
                path: Path = path,
                number: int = number,
            ) -> None:
                notify(IndexEvent(path, number, len(files), fraction, outcome))

            step(0.0)
            try:
                outcome, document = indexer.index(path, collection or path.stem, step)
            except LibraryError:
                raise
            except HeadwiseError as error:
                report.failures.append(IndexFailure(source=str(path), error=str(error)))
                step(1.0, "failed")
            else:
                report.add(outcome, document)
                step(1.0, outcome)
    report.seconds = time.perf_counter() - begun
    return report


def document_id_of(collection: str, sha256: str) -> str:
    """Return the id of a file's content in a collection, as read by this version."""
    key = "\0".join((collection, sha256, str(READER_VERSION)))
    return hashlib.sha256(key.encode()).hexdigest()[:24]


class _Indexer:
    """Indexes file after file into a store that this process alone writes to."""

    def __init__(
        self, store: Store, embeddings: Embeddings, reader: PdfReader, password: str | None
    ) -> None:
        self._store = store
        self._embeddings = embeddings
        self._reader = reader
        self._password = password
        self._register = Register(store)
        self._register.delete(self._register.replaced())
        self._held = {document.document_id: document for document in self._register.documents()}

    def index(
        self, path: Path, collection: str, step: Callable[[float], None]
    ) -> tuple[Outcome, IndexedDocument]:
        """Bring one file up to date; ``step`` is told the share that is done."""
        sha256 = sha256_of(path)
        document_id = document_id_of(collection, sha256)
        if known := self._held.get(document_id):
            return "unchanged", known
        document = self._reader.read(path, password=self._password)
        passages = list(_passages(document, document_id, collection, source_of(path)))
        self._write(passages, step)
        indexed = IndexedDocument(
            document_id=document_id,
            collection_name=collection,
            title=document.title,
            source=source_of(path),
            sha256=sha256,
            pages=document.pages,
            sections=len(document.sections),
            passages=len(passages),
            indexed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        return ("changed" if self._publish(indexed) else "new"), indexed

    def _write(self, passages: Sequence[_Passage], step: Callable[[float], None]) -> None:
        size = min(EMBED_BATCH, self._store.batch_size)
        for start in range(0, len(passages), size):
            batch = passages[start : start + size]
            vectors = passage_vectors(self._embeddings, [one.embedded for one in batch])
            with chroma_errors(self._store.location):
                self._store.passages.upsert(
                    ids=[one.id for one in batch],
                    embeddings=vectors,
                    documents=[one.text for one in batch],
                    metadatas=[one.metadata for one in batch],
                )
            step((start + len(batch)) / len(passages))

    def _publish(self, indexed: IndexedDocument) -> bool:
        """Make the document searchable in place of its older versions; tell if there were any."""
        replaced = [
            old
            for old in self._held.values()
            if (old.source, old.collection_name) == (indexed.source, indexed.collection_name)
        ]
        self._register.publish(indexed, replaced)
        self._register.delete([old.document_id for old in replaced])
        for old in replaced:
            del self._held[old.document_id]
        self._held[indexed.document_id] = indexed
        return bool(replaced)


@dataclass(frozen=True)
class _Passage:
    id: str
    embedded: str
    text: str
    metadata: dict[str, Any]


def _passages(
    document: Document, document_id: str, collection: str, source: str
) -> Iterator[_Passage]:
    borne = Counter(section.heading for section in document.sections)
    for section_number, section in enumerate(document.sections):
        # A heading that several sections bear ("Results", "Example") tells none of them apart.
        heading = section.heading if borne[section.heading] == 1 else ""
        section_id = f"{document_id}:{section_number:05d}"
        if not answers_questions(section, document.title):
            continue
        for number, text in enumerate(split_passages(section.text)):
            yield _Passage(
                id=f"{section_id}:{number:04d}",
                embedded=embedded_text(heading, text),
                text=text,
                metadata={
                    "document_id": document_id,
                    "collection_name": collection,
                    "source": source,
                    "section_id": section_id,
                    "passage": number,
                    "sub_heading": section.sub_heading,
                    "heading": section.heading,
                    "number": section.number or "",
                    "level": section.level,
                    "heading_path": " > ".join(section.heading_path),
                    "page_start": section.page_start,
                    "page_end": section.page_end,
                },
            )


@contextmanager
def _only_writer(location: str) -> Iterator[None]:
    """Hold the library's lock; a server serialises its writers itself."""
    if is_url(location):
        yield
        return
    from filelock import FileLock, Timeout

    try:
        with FileLock(Path(location) / "headwise.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout:
        raise LibraryError(
            f"{location}: another process is indexing into this library; try again when it is done"
        ) from None
    except OSError as error:
        raise LibraryError(
            f"{location}: the library cannot be written ({error.strerror}); "
            "check its permissions, or name another with --library"
        ) from error
