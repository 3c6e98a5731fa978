"""Indexing: PDFs in, passages with vectors out, one document at a time and whole."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from headwise.errors import HeadwiseError, LibraryError, PdfError
from headwise.retrievers.deciding import (
    Decision,
    File,
    decide,
    document_id_of,
    known_by_stamp,
    look,
)
from headwise.retrievers.embeddings.minilm import MiniLM, available_cores
from headwise.retrievers.files import find_pdfs, size_of, source_of
from headwise.retrievers.models import Document
from headwise.retrievers.parsing import ParserPool
from headwise.retrievers.register import Claim, IndexedDocument
from headwise.retrievers.report import IndexEvent, IndexFailure, IndexReport, Outcome, Progress
from headwise.retrievers.writer import Writer
from headwise.retrievers.writing import (
    copy_passages,
    count_passages,
    delete_others,
    known_vectors,
    note_source,
    passages_of,
    write_passages,
)

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

BUSY_SECONDS = 60.0
"""How long a run waits, at its end, for files that another writer is indexing on a server."""


def index_documents(
    open_writer: Callable[[], AbstractContextManager[Writer | None]],
    held: Iterable[IndexedDocument],
    embeddings: Embeddings,
    paths: Sequence[str | Path],
    collection: str | None,
    *,
    password: str | None = None,
    progress: Progress | None = None,
) -> IndexReport:
    """Index ``paths``; see `Library.index`. ``held``: the documents of the library now."""
    begun = time.perf_counter()
    files, failures = find_pdfs(paths)
    report = IndexReport(failures=failures)
    held = list(held)
    known = [known_by_stamp(path, collection, held) for path in files]
    steps = _Steps(progress, files)
    if all(known):
        # Nothing is to be written, so no other writer is waited for.
        for path, document in zip(files, known, strict=True):
            _unchanged(report, steps, path, document)
    else:
        # A model on this machine takes all cores, a provider's takes none of them.
        workers = max(1, available_cores() // 2) if isinstance(embeddings, MiniLM) else None
        with (
            open_writer() as writer,
            ParserPool(workers or available_cores(), password) as pool,
        ):
            assert writer is not None  # noqa: S101  opened to be made
            _Run(writer, embeddings, pool, collection, report, steps).index(files)
    report.seconds = time.perf_counter() - begun
    return report


def index_again(
    writer: Writer, embeddings: Embeddings, document: IndexedDocument, path: Path
) -> IndexReport:
    """Index a document that is not whole once more, from a file with its content."""
    report = IndexReport()
    with ParserPool(1) as pool:
        run = _Run(writer, embeddings, pool, document.collection_name, report, _Steps(None, [path]))
        run.index([path], mend=document.document_id)
    return report


class _Steps:
    """Tells the caller how far the run is."""

    def __init__(self, progress: Progress | None, files: Sequence[Path]) -> None:
        self._notify = progress or (lambda _event: None)
        self._total = len(files)
        self._ended = 0
        self._begun = time.monotonic()
        self._bytes = {path: size_of(path) for path in files} if progress else {}
        self._worked = 0.0

    def begin(self, path: Path) -> None:
        self.step(path, 0.0)

    def step(self, path: Path, fraction: float) -> None:
        left = self._seconds_left(path, fraction)
        self._notify(IndexEvent(path, self._ended + 1, self._total, fraction, None, left))

    def end(self, path: Path, outcome: Outcome) -> None:
        size = self._bytes.pop(path, 0)
        if outcome in {"new", "changed"}:
            self._worked += size
        left = self._seconds_left(path, 0.0)
        self._ended += 1
        self._notify(IndexEvent(path, self._ended, self._total, 1.0, outcome, left))

    def _seconds_left(self, path: Path, fraction: float) -> float | None:
        """Bytes are a fair measure: a file of twice the size takes twice as long or so."""
        done = self._worked + fraction * self._bytes.get(path, 0)
        if not done:
            return None
        left = sum(self._bytes.values()) - fraction * self._bytes.get(path, 0)
        return (time.monotonic() - self._begun) * left / done


@dataclass
class _Looked:
    """A file that was looked at ahead of its turn, and perhaps is being read."""

    file: File | None
    error: PdfError | None = None
    document: Future[Document] | None = None


class _Run:
    """One indexing run over files, in their order."""

    def __init__(
        self,
        writer: Writer,
        embeddings: Embeddings,
        pool: ParserPool,
        collection: str | None,
        report: IndexReport,
        steps: _Steps,
    ) -> None:
        self._writer = writer
        self._embeddings = embeddings
        self._pool = pool
        self._collection = collection
        self._report = report
        self._steps = steps
        self._queue: deque[Path] = deque()
        self._ahead: dict[Path, _Looked] = {}
        self._busy: list[Path] = []
        self._mend: str | None = None

    def index(self, files: Sequence[Path], *, mend: str | None = None) -> None:
        """Index files; ``mend``: a document that counts as not there, since it is not whole."""
        self._mend = mend
        for path in files:
            if known := known_by_stamp(path, self._collection, self._documents):
                _unchanged(self._report, self._steps, path, known)
            else:
                self._queue.append(path)
        until = time.monotonic() + BUSY_SECONDS
        while self._queue:
            self._look_ahead()
            path = self._queue.popleft()
            self._steps.begin(path)
            try:
                done = self._bring_up_to_date(path)
            except LibraryError:
                raise
            except HeadwiseError as error:
                self._fail(path, str(error))
                continue
            if not done:
                self._busy.append(path)
            if not self._queue and self._busy:
                if time.monotonic() > until:
                    for path in self._busy:
                        self._fail(path, f"{path}: another process is indexing it; try again later")
                    break
                time.sleep(0.5)
                self._writer.refresh()
                self._queue.extend(self._busy)
                self._busy.clear()
        self._writer.clean()
        self._writer.save_if_due()

    @property
    def _documents(self) -> list[IndexedDocument]:
        held = self._writer.documents.values()
        return [one for one in held if one.document_id != self._mend]

    def _look_ahead(self) -> None:
        """Have the next files read while this process embeds the one whose turn it is."""
        for path in islice(self._queue, self._pool.workers + 1):
            if path in self._ahead:
                continue
            try:
                file = look(path)
            except PdfError as error:
                self._ahead[path] = _Looked(None, error)
                continue
            looked = self._ahead[path] = _Looked(file)
            twins = (one.file for one in self._ahead.values() if one.document is not None)
            if any(twin and twin.sha256 == file.sha256 for twin in twins):
                continue  # its turn will tell whether it is a duplicate
            if decide(file, self._collection, self._documents).what == "read":
                looked.document = self._pool.submit(path)

    def _bring_up_to_date(self, path: Path) -> bool:
        """Do what a file needs; False if another writer is at work on it."""
        looked = self._ahead.pop(path)
        if looked.file is None:
            raise looked.error or PdfError(f"{path}: cannot be read")
        file = looked.file
        decision = decide(file, self._collection, self._documents)
        if decision.what in {"unchanged", "duplicate"} and decision.known:
            self._note(file, decision)
            return True
        document_id = document_id_of(decision.collection, file.sha256)
        claim = self._writer.begin(document_id, file.source)
        if claim is None:
            return False
        if self._writer.folder is None:
            # Another writer may have indexed it since the register was read.
            self._writer.refresh()
            decision = decide(file, self._collection, self._documents)
        try:
            if decision.what in {"unchanged", "duplicate"} and decision.known:
                self._note(file, decision)
            elif decision.what == "read":
                self._read(file, decision, claim, looked.document or self._pool.submit(path))
            else:
                self._take_over(file, decision)
        except PdfError:
            self._writer.register.release(claim)
            raise
        # After any other failure the claim stays, for the next run to find what was written.
        self._writer.register.release(claim)
        return True

    def _note(self, file: File, decision: Decision) -> None:
        """Note where a known document's file is, and when it was looked at."""
        known = decision.known
        assert known is not None  # noqa: S101  of every such decision
        updated = _with_file(known, file)
        if updated != known:
            self._writer.publish([updated])
        self._end(file.path, "unchanged" if decision.what == "unchanged" else "duplicate", updated)

    def _take_over(self, file: File, decision: Decision) -> None:
        """Let a known document stand for a file that was moved, or in another collection."""
        known = decision.known
        assert known is not None  # noqa: S101  of every such decision
        is_move = decision.what == "moved"
        new = known.model_copy(
            update={
                "document_id": document_id_of(decision.collection, file.sha256),
                "collection_name": decision.collection,
                "source": file.source,
                "duplicates": (),
                "stamps": {file.source: file.stamp} if file.stamp else {},
            }
        )
        store = self._writer.store
        if new.document_id == known.document_id:
            note_source(store, known.document_id, file.source)
            replaced = decision.replaced
        else:
            copy_passages(
                store, known.document_id, new.document_id, new.collection_name, file.source
            )
            replaced = (*decision.replaced, known) if is_move else decision.replaced
        self._writer.wrote(known.passages)
        self._publish(file, new, replaced)
        self._end(file.path, "moved" if is_move else "new", new, was_read=False)

    def _read(
        self, file: File, decision: Decision, claim: Claim, reading: Future[Document]
    ) -> None:
        """Index a file's content, in place of what it replaces."""
        writer = self._writer
        document = reading.result()
        document_id, collection = claim.document_id, decision.collection
        passages = list(passages_of(document, document_id, collection, file.source))
        known = known_vectors(writer.store, self._related(file, document_id))

        def step(fraction: float) -> None:
            writer.renew(claim)
            self._steps.step(file.path, fraction)

        reused = write_passages(writer.store, self._embeddings, passages, known, step)
        writer.wrote(len(passages))
        if writer.folder is None and count_passages(writer.store, document_id) != len(passages):
            # Another writer deleted an older copy of the same content meanwhile.
            write_passages(writer.store, self._embeddings, passages, known, step)
        if self._mend:
            delete_others(writer.store, document_id, passages)
        self._report.reused += reused
        new = IndexedDocument(
            document_id=document_id,
            collection_name=collection,
            title=document.title,
            source=file.source,
            sha256=file.sha256,
            pages=document.pages,
            sections=len(document.sections),
            passages=len(passages),
            indexed_at=datetime.now(UTC).isoformat(timespec="seconds"),
            stamps={file.source: file.stamp} if file.stamp else {},
        )
        self._publish(file, new, decision.replaced)
        self._end(file.path, "changed" if decision.replaced else "new", new)

    def _related(self, file: File, document_id: str) -> list[str]:
        """Return the documents whose passages may have texts of this file embedded already."""
        held = self._writer.held
        ids = {document_id}
        for one in (*self._documents, *held.replaced):
            if one.source == file.source or one.sha256 == file.sha256:
                ids.add(one.document_id)
        ids.update(claim.document_id for claim in held.claims if claim.source == file.source)
        return sorted(ids)

    def _publish(
        self, file: File, new: IndexedDocument, replaced: Sequence[IndexedDocument]
    ) -> None:
        """Make a document searchable; what stood for this file and others stands for those."""
        outdated = [
            _without_file(one, file.source)
            for one in self._documents
            if file.source in one.duplicates and one.sha256 != new.sha256
        ]
        gone = [one for one in replaced if one.document_id != new.document_id]
        self._writer.publish([new, *outdated], gone)
        for old in gone:
            # The old content is still there under other names: index it from one of them.
            if old.sha256 != new.sha256:
                self._queue.extend(
                    path
                    for path in map(Path, old.duplicates)
                    if path.exists() and path not in self._queue
                )

    def _end(
        self, path: Path, outcome: Outcome, document: IndexedDocument, *, was_read: bool = True
    ) -> None:
        self._report.add(outcome, document, source_of(path), was_read=was_read)
        self._steps.end(path, outcome)

    def _fail(self, path: Path, error: str) -> None:
        self._report.failures.append(IndexFailure(source=str(path), error=error))
        self._steps.end(path, "failed")


def _unchanged(
    report: IndexReport, steps: _Steps, path: Path, document: IndexedDocument | None
) -> None:
    assert document is not None  # noqa: S101  the caller has looked
    report.add("unchanged", document, source_of(path))
    steps.end(path, "unchanged")


def _with_file(document: IndexedDocument, file: File) -> IndexedDocument:
    stamps = {**document.stamps, **({file.source: file.stamp} if file.stamp else {})}
    names = dict.fromkeys((*document.duplicates, file.source))
    names.pop(document.source, None)
    return document.model_copy(update={"stamps": stamps, "duplicates": tuple(names)})


def _without_file(document: IndexedDocument, source: str) -> IndexedDocument:
    return document.model_copy(
        update={
            "duplicates": tuple(name for name in document.duplicates if name != source),
            "stamps": {name: one for name, one in document.stamps.items() if name != source},
        }
    )
