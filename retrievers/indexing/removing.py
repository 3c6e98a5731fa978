"""Removing documents from a library."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from headwise._wording import listed
from headwise.errors import LibraryError, UnknownCollectionError
from headwise.retrievers.database.register import GRACE_SECONDS, IndexedDocument, comparable
from headwise.retrievers.database.writer import Writer
from headwise.retrievers.indexing.files import source_of


def remove_documents(writer: Writer, documents: Sequence[IndexedDocument]) -> None:
    """Take documents out of all searches at once, and delete them for good.

    The time in between lets searches finish that have already begun.
    """
    writer.publish([], documents)
    time.sleep(GRACE_SECONDS)
    writer.register.delete([one.document_id for one in documents])
    writer.clean()
    writer.save_if_due()


def gone(documents: Iterable[IndexedDocument]) -> list[IndexedDocument]:
    """Return the documents none of whose files is there any more."""
    return [
        one
        for one in documents
        if not any(Path(name).exists() for name in (one.source, *one.duplicates))
    ]


def gone_below(
    paths: Iterable[str | Path], documents: Iterable[IndexedDocument]
) -> list[IndexedDocument]:
    """Return the documents whose files are `gone` and were in one of these folders."""
    folders = [Path(source_of(Path(path))) for path in paths if Path(path).expanduser().is_dir()]
    return gone(
        one for one in documents if any(Path(one.source).is_relative_to(f) for f in folders)
    )


def documents_named(
    name: str, documents: Sequence[IndexedDocument], location: object
) -> list[IndexedDocument]:
    """Return the documents that ``name`` refers to.

    In this order: all documents of a collection; the document with this id; those of the file
    at this path; the one with this file name or title.

    Raises:
        UnknownCollectionError: Nothing has this name.
        LibraryError: Several documents have this file name or title.
    """
    source = source_of(Path(name)) if name else ""
    for found in (
        [one for one in documents if comparable(one.collection_name) == comparable(name)],
        [one for one in documents if one.document_id == name],
        [one for one in documents if source in (one.source, *one.duplicates)],
    ):
        if found:
            return found
    found = [
        one
        for one in documents
        if comparable(name) in (comparable(Path(one.source).name), comparable(one.title))
    ]
    if len(found) > 1:
        places = ", ".join(one.source for one in found)
        raise LibraryError(f"{name}: names {len(found)} documents; give the path of one: {places}")
    if not found:
        raise UnknownCollectionError(
            f"{name}: no such collection or document in {location}; "
            f"it has {listed(sorted({one.collection_name for one in documents}))} "
            "(see: headwise list)"
        )
    return found
