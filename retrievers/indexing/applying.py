"""Applying what was decided about a file: its document is noted, taken over or written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from headwise.retrievers.database.register import Claim, IndexedDocument
from headwise.retrievers.database.writer import Writer
from headwise.retrievers.indexing.deciding import Decision, File, document_id_of
from headwise.retrievers.indexing.report import Outcome
from headwise.retrievers.indexing.storing import (
    copy_passages,
    count_passages,
    delete_others,
    known_vectors,
    name_source,
    passages_of,
    write_passages,
)
from headwise.retrievers.models import Document

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


@dataclass(frozen=True)
class Applied:
    """What became of a file."""

    outcome: Outcome
    document: IndexedDocument
    """The document that the file has become."""
    was_read: bool = False
    reused: int = 0
    """Passages whose vector was there already."""
    left_without: tuple[Path, ...] = ()
    """Files that the replaced document stood for too: they still have its content."""


class Applier:
    """Applies decisions to a library.

    Args:
        writer: Writes to it.
        embeddings: Its model.
        incomplete: The id of an incomplete document, which counts as missing.
    """

    def __init__(
        self, writer: Writer, embeddings: Embeddings, incomplete: str | None = None
    ) -> None:
        self._writer = writer
        self._embeddings = embeddings
        self._incomplete = incomplete

    @property
    def documents(self) -> list[IndexedDocument]:
        """The documents of the library now, without the one to be repaired."""
        held = self._writer.documents.values()
        return [one for one in held if one.document_id != self._incomplete]

    def note(self, file: File, decision: Decision) -> Applied:
        """Note where a known document's file is, and when it was looked at."""
        known = _known(decision)
        updated = _with_file(known, file)
        if updated != known:
            self._writer.publish([updated])
        return Applied("unchanged" if decision.what == "unchanged" else "duplicate", updated)

    def take_over(self, file: File, decision: Decision) -> Applied:
        """Assign a known document to a file that was moved, or to another collection."""
        known = _known(decision)
        is_move = decision.what == "moved"
        new = known.model_copy(
            update={
                "document_id": document_id_of(decision.collection, file.sha256),
                "collection_name": decision.collection,
                "source": file.source,
                "duplicates": (),
                "stamps": _stamps(file),
            }
        )
        store, replaced = self._writer.store, decision.replaced
        if new.document_id == known.document_id:
            name_source(store, known.document_id, file.source)
        else:
            copy_passages(store, known.document_id, new.document_id, file.source)
            replaced = (*replaced, known) if is_move else replaced
        self._writer.wrote(known.passages)
        left_without = self._publish(file, new, replaced)
        return Applied("moved" if is_move else "new", new, left_without=left_without)

    def write(
        self,
        file: File,
        decision: Decision,
        claim: Claim,
        reading: Future[Document],
        step: Callable[[float], None],
    ) -> Applied:
        """Write a file's content, in place of what it replaces.

        Args:
            file: The file.
            decision: To read it.
            claim: Says that this writer is at work on it.
            reading: Gives what was read.
            step: Told the share of the passages that is written.

        Raises:
            PdfError: The file cannot be read.
        """
        writer = self._writer
        document = reading.result()
        document_id, collection = claim.document_id, decision.collection
        passages = list(passages_of(document, document_id, file.source))
        known = known_vectors(writer.store, self._related(file, document_id))

        def renew_and_step(fraction: float) -> None:
            writer.renew(claim)
            step(fraction)

        reused = write_passages(writer.store, self._embeddings, passages, known, renew_and_step)
        writer.wrote(len(passages))
        if writer.folder is None and count_passages(writer.store, document_id) != len(passages):
            # Another writer deleted an older copy of the same content meanwhile.
            write_passages(writer.store, self._embeddings, passages, known, renew_and_step)
        if self._incomplete:
            delete_others(writer.store, document_id, passages)
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
            stamps=_stamps(file),
        )
        left_without = self._publish(file, new, decision.replaced)
        outcome: Outcome = "changed" if decision.replaced else "new"
        return Applied(outcome, new, was_read=True, reused=reused, left_without=left_without)

    def _related(self, file: File, document_id: str) -> list[str]:
        """Return the documents whose passages may have texts of this file embedded already."""
        held = self._writer.held
        ids = {document_id}
        for one in (*self.documents, *held.replaced):
            if one.source == file.source or one.sha256 == file.sha256:
                ids.add(one.document_id)
        ids.update(claim.document_id for claim in held.claims if claim.source == file.source)
        return sorted(ids)

    def _publish(
        self, file: File, new: IndexedDocument, replaced: Sequence[IndexedDocument]
    ) -> tuple[Path, ...]:
        """Make a document searchable, and return the files that are left without one.

        A document of several files stays for the others.
        """
        outdated = [
            _without_file(one, file.source)
            for one in self.documents
            if file.source in one.duplicates and one.sha256 != new.sha256
        ]
        gone = [one for one in replaced if one.document_id != new.document_id]
        self._writer.publish([new, *outdated], gone)
        return tuple(
            Path(name) for old in gone if old.sha256 != new.sha256 for name in old.duplicates
        )


def _known(decision: Decision) -> IndexedDocument:
    assert decision.known is not None  # noqa: S101  of every decision but to read
    return decision.known


def _stamps(file: File) -> dict[str, str]:
    return {file.source: file.stamp} if file.stamp else {}


def _with_file(document: IndexedDocument, file: File) -> IndexedDocument:
    names = dict.fromkeys((*document.duplicates, file.source))
    names.pop(document.source, None)
    stamps = {**document.stamps, **_stamps(file)}
    return document.model_copy(update={"stamps": stamps, "duplicates": tuple(names)})


def _without_file(document: IndexedDocument, source: str) -> IndexedDocument:
    return document.model_copy(
        update={
            "duplicates": tuple(name for name in document.duplicates if name != source),
            "stamps": {name: one for name, one in document.stamps.items() if name != source},
        }
    )
