"""What is to be done about a file: known already, moved, a duplicate, or to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from headwise.errors import PdfError
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.indexing.files import sha256_of, source_of, stamp_of
from headwise.retrievers.indexing.naming import is_named_after

READER_VERSION = 4
"""Part of every document's id. Raised when PDFs are read otherwise than before, so that
documents are read again."""


@dataclass(frozen=True)
class File:
    """A file as it was looked at."""

    path: Path
    source: str
    sha256: str
    stamp: str


@dataclass(frozen=True)
class Decision:
    """What to do about a file.

    ``unchanged``: ``known`` is its document. ``duplicate``: ``known`` is, and has another file.
    ``moved``: ``known`` is, but its file was elsewhere. ``copy``: ``known`` is the same in
    another collection. ``read``: it has to be read, and replaces ``replaced``.
    """

    what: Literal["unchanged", "duplicate", "moved", "copy", "read"]
    collection: str
    known: IndexedDocument | None = None
    replaced: tuple[IndexedDocument, ...] = ()


def document_id_of(collection: str, sha256: str) -> str:
    """Return the id of a file's content in a collection, as read by this version."""
    key = "\0".join((collection, sha256, str(READER_VERSION)))
    return hashlib.sha256(key.encode()).hexdigest()[:24]


class Untouched:
    """Tells which files have not been touched since they were hashed.

    Args:
        documents: Those in the library.
    """

    def __init__(self, documents: Iterable[IndexedDocument]) -> None:
        self._by_stamp: dict[tuple[str, str], list[IndexedDocument]] = {}
        for one in documents:
            for stamped in one.stamps.items():
                self._by_stamp.setdefault(stamped, []).append(one)

    def document_of(self, path: Path, collection: str | None) -> IndexedDocument | None:
        """Return the document of an untouched file, in ``collection`` if that is named."""
        stamp = stamp_of(path)
        found = self._by_stamp.get((source_of(path), stamp), []) if stamp else []
        return next(
            (
                one
                for one in found
                if collection in (None, one.collection_name) and _is_current(one)
            ),
            None,
        )


def look(path: Path) -> File:
    """Hash a file.

    Raises:
        PdfError: It cannot be read.
    """
    stamp = stamp_of(path)  # before hashing: a later change must not pass for this one
    return File(path, source_of(path), sha256_of(path), stamp)


def decide(
    file: File, collection: str | None, name: str, documents: Iterable[IndexedDocument]
) -> Decision:
    """Return what to do about a file.

    Args:
        file: The file.
        collection: Where the user wants it; ``None``: where it is, and new ones in a
            collection of their own.
        name: Of the collection of its own.
        documents: Those in the library.
    """
    held = list(documents)
    same = [one for one in held if one.sha256 == file.sha256 and _is_current(one)]
    same_here = [one for one in same if collection in (None, one.collection_name)]
    for known in same_here:
        if file.source in (known.source, *known.duplicates):
            return Decision("unchanged", known.collection_name, known)
    for known in same_here:
        if _is_there(known):
            return Decision("duplicate", known.collection_name, known)
    replaced = tuple(
        one
        for one in held
        if one.source == file.source and collection in (None, one.collection_name)
    )
    if same_here:
        known = same_here[0]
        return Decision("moved", collection or _after_move(known, name), known, replaced)
    target = collection or (replaced[0].collection_name if replaced else name)
    if same:
        return Decision("copy", target, same[0], replaced)
    return Decision("read", target, None, replaced)


def _after_move(known: IndexedDocument, name: str) -> str:
    """Return the collection of a moved document: a name taken from the file goes with it."""
    return name if is_named_after(known, known.source) else known.collection_name


def _is_current(document: IndexedDocument) -> bool:
    return document.document_id == document_id_of(document.collection_name, document.sha256)


def _is_there(document: IndexedDocument) -> bool:
    """Whether the document's file still has its content."""
    path = Path(document.source)
    if (stamp := stamp_of(path)) and document.stamps.get(document.source) == stamp:
        return True
    try:
        return sha256_of(path) == document.sha256
    except PdfError:
        return False
