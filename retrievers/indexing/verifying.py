"""Verifying a library: finding inconsistencies, and repairing them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, Field

from headwise._wording import counted
from headwise.errors import HeadwiseError, PdfError
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import Store
from headwise.retrievers.database.writer import Writer
from headwise.retrievers.indexing.files import sha256_of
from headwise.retrievers.indexing.removing import gone, remove_documents
from headwise.retrievers.indexing.run import index_again

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_PAGE = 2_000
"""Passages looked at in one request."""

Kind = Literal["orphans", "leftovers", "incomplete", "doubled", "vectors"]


class Problem(BaseModel):
    """An inconsistency in a library."""

    kind: Kind
    """``orphans``: passages of no document. ``leftovers``: a replaced version, or what an
    interrupted run wrote. ``incomplete``: passages are missing or too many. ``doubled``: two
    documents of one file in one collection. ``vectors``: passages cannot be searched."""
    document_id: str
    source: str = ""
    what: str
    """One line: what is wrong."""
    done: str = ""
    """What was done about it; empty if nothing could be."""

    @classmethod
    def of(cls, document: IndexedDocument, kind: Kind, what: str, done: str = "") -> Problem:
        """Return a problem of ``document``."""
        return cls(
            kind=kind,
            document_id=document.document_id,
            source=document.source,
            what=what,
            done=done,
        )


class VerifyReport(BaseModel):
    """What `Library.verify` found and did."""

    documents: int = 0
    """Documents in the library, after repairs."""
    passages: int = 0
    problems: list[Problem] = Field(default_factory=list)
    gone: list[IndexedDocument] = Field(default_factory=list)
    """Documents whose files are not there any more; they are searched all the same."""
    rebuilt: bool = False
    """Whether the search index was damaged and rebuilt from the stored texts."""
    pruned: int = 0
    """How many of these were taken out of the library."""

    @property
    def unmended(self) -> list[Problem]:
        """Those that could not be repaired."""
        return [one for one in self.problems if not one.done]


def verify(writer: Writer, embeddings: Embeddings, *, prune: bool = False) -> VerifyReport:
    """Compare passages with the register, and repair inconsistencies; see `Library.verify`."""
    report = VerifyReport()
    _resolve_doubled(writer, report)
    _clean_leftovers(writer, report)
    passages = _passages_by_document(writer.store)
    _delete_orphans(writer, passages, report)
    for document in list(writer.documents.values()):
        found = passages.get(document.document_id, [])
        if problem := _incomplete(document, found) or _without_vectors(writer.store, document):
            problem.done = _index_again(writer, embeddings, document)
            report.problems.append(problem)
    report.gone = gone(writer.documents.values())
    if prune and report.gone:
        remove_documents(writer, report.gone)
        report.pruned = len(report.gone)
    writer.save_if_due()
    report.documents = len(writer.documents)
    report.passages = sum(one.passages for one in writer.documents.values())
    return report


def _resolve_doubled(writer: Writer, report: VerifyReport) -> None:
    """Two writers on a server may each publish a version of one file: the later one counts."""
    groups: defaultdict[tuple[str, str], list[IndexedDocument]] = defaultdict(list)
    for document in writer.documents.values():
        groups[document.source, document.collection_name].append(document)
    for same in groups.values():
        *older, newest = sorted(same, key=lambda one: (one.indexed_at, one.document_id))
        what = f"an older version is listed beside {newest.document_id}"
        report.problems += [Problem.of(old, "doubled", what, "taken out") for old in older]
        if older:
            writer.publish([], older)


def _clean_leftovers(writer: Writer, report: VerifyReport) -> None:
    held = writer.register.held()
    named = {one.document_id: one.source for one in held.replaced}
    named.update((one.document_id, one.source) for one in held.claims)
    for document_id in dict.fromkeys(writer.clean()):
        report.problems.append(
            Problem(
                kind="leftovers",
                document_id=document_id,
                source=named.get(document_id, ""),
                what="a replaced version, or what a run that was broken off had written",
                done="deleted",
            )
        )


def _delete_orphans(
    writer: Writer, passages: Mapping[str, list[str]], report: VerifyReport
) -> None:
    held = writer.register.held()
    kept = {one.document_id for one in (*held.documents, *held.replaced)}
    kept.update(one.document_id for one in held.claims)
    for document_id, found in passages.items():
        if document_id in kept:
            continue
        writer.register.delete([document_id])
        report.problems.append(
            Problem(
                kind="orphans",
                document_id=document_id,
                what=f"{counted(len(found), 'passage')} of no document",
                done="deleted",
            )
        )


def _passages_by_document(store: Store) -> dict[str, list[str]]:
    """Return the ids of all passages, by the document that they name."""
    passages: defaultdict[str, list[str]] = defaultdict(list)
    for id_, metadata in _every_passage(store):
        passages[str(metadata.get("document_id", ""))].append(id_)
    return passages


def _every_passage(store: Store) -> Iterator[tuple[str, Mapping[str, Any]]]:
    offset = 0
    while True:
        with chroma_errors(store.location):
            found = store.passages.get(limit=_PAGE, offset=offset, include=["metadatas"])
        for id_, metadata in zip(found["ids"], found["metadatas"] or [], strict=True):
            yield id_, metadata or {}
        if len(found["ids"]) < _PAGE:
            return
        offset += _PAGE


def _incomplete(document: IndexedDocument, found: list[str]) -> Problem | None:
    """Return what is wrong with the number of a document's passages, or their numbers."""
    if len(found) != document.passages:
        what = f"{counted(len(found), 'passage')} in place of {document.passages}"
        return Problem.of(document, "incomplete", what)
    sections: defaultdict[str, list[int]] = defaultdict(list)
    for id_ in found:
        section_id, _, number = id_.rpartition(":")
        sections[section_id].append(int(number) if number.isdecimal() else -1)
    gaps = sum(sorted(own) != list(range(len(own))) for own in sections.values())
    if not gaps:
        return None
    what = f"passages are missing in {counted(gaps, 'section')}"
    return Problem.of(document, "incomplete", what)


def _without_vectors(store: Store, document: IndexedDocument) -> Problem | None:
    """Chroma stores texts and vectors separately; a text without a vector is never found."""
    try:
        with chroma_errors(store.location):
            found = store.passages.get(
                where={"document_id": document.document_id}, include=["embeddings"]
            )
    except HeadwiseError as error:
        return Problem.of(document, "vectors", f"its vectors cannot be read: {error}")
    vectors = 0 if found["embeddings"] is None else len(found["embeddings"])
    if vectors == document.passages:
        return None
    what = f"{counted(vectors, 'vector')} for {counted(document.passages, 'passage')}"
    return Problem.of(document, "vectors", what)


def _index_again(writer: Writer, embeddings: Embeddings, document: IndexedDocument) -> str:
    """Read a document's file again, if it still has the same content."""
    path = _readable(document)
    if path is None:
        return ""
    report = index_again(writer, embeddings, document, path)
    return "" if report.failures else "indexed again"


def _readable(document: IndexedDocument) -> Path | None:
    for name in (document.source, *document.duplicates):
        try:
            if sha256_of(Path(name)) == document.sha256:
                return Path(name)
        except PdfError:
            continue
    return None
