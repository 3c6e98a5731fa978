"""Indexing: PDFs in, passages with vectors out, one document at a time and whole."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from headwise._defaults import DEFAULT_FILE_TIMEOUT
from headwise.errors import HeadwiseError, LibraryError, PdfError
from headwise.retrievers.database.register import Claim, IndexedDocument
from headwise.retrievers.database.writer import Writer
from headwise.retrievers.embeddings.encoder import EmbeddedModel, available_cores
from headwise.retrievers.indexing.applying import Applied, Applier
from headwise.retrievers.indexing.deciding import (
    Decision,
    File,
    Untouched,
    decide,
    document_id_of,
)
from headwise.retrievers.indexing.files import find_pdfs, source_of
from headwise.retrievers.indexing.languages import FIRST, document_language, language_notes
from headwise.retrievers.indexing.naming import Names
from headwise.retrievers.indexing.parsing import ParserPool
from headwise.retrievers.indexing.progress import RunProgress
from headwise.retrievers.indexing.reading_ahead import Looked, ReadingAhead
from headwise.retrievers.indexing.removing import gone_below, remove_documents
from headwise.retrievers.indexing.report import IndexFailure, IndexReport, Progress
from headwise.retrievers.pdf.checking import shown

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from headwise.retrievers.models import Document

BUSY_SECONDS = 60.0
"""How long a run waits, at its end, for files that another writer is indexing on a server."""
BUSY_PAUSE = 0.5
"""Seconds between two looks at such files."""


def index_documents(
    open_writer: Callable[[], AbstractContextManager[Writer | None]],
    held: Iterable[IndexedDocument],
    embeddings: Embeddings | Callable[[Sequence[Document]], tuple[Embeddings, list[str]]],
    paths: Sequence[str | Path],
    collection: str | None,
    *,
    password: str | None = None,
    file_timeout: float = DEFAULT_FILE_TIMEOUT,
    prune: bool = False,
    progress: Progress | None = None,
) -> IndexReport:
    """Index ``paths``; see `Library.index`. ``held``: the documents of the library now.

    ``embeddings`` is the library's model, or what chooses one by the first documents, with what
    there is to say of it.
    """
    begun = time.perf_counter()
    files, failures = find_pdfs(paths)
    report = IndexReport(failures=failures)
    held = list(held)
    untouched = Untouched(held)
    known = [untouched.document_of(path, collection) for path in files]
    run_progress = RunProgress(progress, files)
    if all(known):
        # Nothing is to be written, so no other writer is waited for.
        for path, document in zip(files, known, strict=True):
            assert document is not None  # noqa: S101  all are known
            _end(report, run_progress, path, Applied("unchanged", document))
    else:
        # A model on this machine takes all cores, a provider's takes none of them.
        is_here = callable(embeddings) or isinstance(embeddings, EmbeddedModel)
        workers = max(1, available_cores() // 2) if is_here else None
        with ParserPool(workers or available_cores(), password, file_timeout) as pool:
            if callable(embeddings):
                embeddings, report.notes = embeddings(pool.read_first(files[:FIRST]))
            with open_writer() as writer:
                assert writer is not None  # noqa: S101  opened to be made
                applier = Applier(writer, embeddings)
                run = _Run(files, writer, applier, pool, collection, report, run_progress)
                run.index()
                report.notes += language_notes(embeddings, run.languages)
                held = list(writer.documents.values())
    report.gone = gone_below(paths, held)
    if prune and report.gone:
        with open_writer() as writer:
            assert writer is not None  # noqa: S101  there is something in it
            remove_documents(writer, report.gone)
        report.pruned = len(report.gone)
    report.seconds = time.perf_counter() - begun
    return report


def index_again(
    writer: Writer, embeddings: Embeddings, document: IndexedDocument, path: Path
) -> IndexReport:
    """Index an incomplete document again, from a file with its content."""
    report = IndexReport()
    applier = Applier(writer, embeddings, incomplete=document.document_id)
    collection, run_progress = document.collection_name, RunProgress(None, [path])
    with ParserPool(1) as pool:
        _Run([path], writer, applier, pool, collection, report, run_progress).index()
    return report


@dataclass
class _Run:
    """One indexing run over files, in their order."""

    files: Sequence[Path]
    writer: Writer
    applier: Applier
    pool: ParserPool
    collection: str | None
    report: IndexReport
    progress: RunProgress
    languages: list[str | None] = field(default_factory=list)
    """Of the documents that were read."""

    def __post_init__(self) -> None:
        self._names = Names(self.files, self.applier.documents)
        self._ahead = ReadingAhead(self.pool, self._decide)
        self._queue: deque[Path] = deque()
        self._busy: list[Path] = []
        """Files that another writer is at work on."""

    def index(self) -> None:
        """Index the files; what becomes of each is in the report."""
        untouched = Untouched(self.applier.documents)
        for path in self.files:
            if known := untouched.document_of(path, self.collection):
                _end(self.report, self.progress, path, Applied("unchanged", known))
            else:
                self._queue.append(path)
        until = time.monotonic() + BUSY_SECONDS
        while self._queue:
            # While this process embeds one file, the next ones are read.
            self._ahead.look_at(islice(self._queue, self.pool.workers + 1))
            self._index_next(self._queue.popleft())
            if self._busy and not self._queue:
                self._wait_for_busy(until)
        self.writer.clean()
        self.writer.save_if_due()

    def _index_next(self, path: Path) -> None:
        self.progress.begin(path)
        try:
            done = self._bring_up_to_date(self._ahead.take(path))
        except LibraryError:
            raise
        except HeadwiseError as error:
            self._fail(path, str(error))
            return
        if done is None:
            self._busy.append(path)
            return
        self._queue.extend(
            other for other in done.left_without if other.exists() and other not in self._queue
        )
        _end(self.report, self.progress, path, done)

    def _wait_for_busy(self, until: float) -> None:
        """Queue the files again that another writer was working on, or report them as failed."""
        if time.monotonic() > until:
            for path in self._busy:
                self._fail(path, f"{path}: another process is indexing it; try again later")
        else:
            time.sleep(BUSY_PAUSE)
            self.writer.refresh()
            self._queue.extend(self._busy)
        self._busy.clear()

    def _decide(self, file: File) -> Decision:
        name = self._names.of(file.path)
        return decide(file, self.collection, name, self.applier.documents)

    def _bring_up_to_date(self, looked: Looked) -> Applied | None:
        """Do what a file needs; ``None`` if another writer is at work on it."""
        file = looked.file
        decision = self._decide(file)
        if decision.what in {"unchanged", "duplicate"}:
            return self.applier.note(file, decision)
        claim = self.writer.begin(document_id_of(decision.collection, file.sha256), file.source)
        if claim is None:
            return None
        if self.writer.folder is None:
            # Another writer may have indexed it since the register was read.
            self.writer.refresh()
            decision = self._decide(file)
        try:
            done = self._apply(looked, decision, claim)
        except PdfError:
            self.writer.register.release(claim)
            raise
        # After any other failure the claim stays, for the next run to find what was written.
        self.writer.register.release(claim)
        return done

    def _apply(self, looked: Looked, decision: Decision, claim: Claim) -> Applied:
        file = looked.file
        match decision.what:
            case "unchanged" | "duplicate":
                return self.applier.note(file, decision)
            case "moved" | "copy":
                return self.applier.take_over(file, decision)
            case "read":
                reading = looked.document or self.pool.submit(file.path)
                done = self.applier.write(
                    file,
                    decision,
                    claim,
                    reading,
                    lambda share: self.progress.step(file.path, share),
                )
                self.languages.append(document_language(reading.result()))
                return done

    def _fail(self, path: Path, error: str) -> None:
        self.report.failures.append(IndexFailure(source=shown(path), error=error))
        self.progress.end(path, "failed")


def _end(report: IndexReport, progress: RunProgress, path: Path, done: Applied) -> None:
    report.add(done.outcome, done.document, source_of(path), was_read=done.was_read)
    report.reused += done.reused
    progress.end(path, done.outcome)
