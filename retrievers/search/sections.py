"""The sections of an indexed document as the library holds them, without opening its PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from headwise.errors import UnknownCollectionError
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.stored_passages import StoredPassage
from headwise.retrievers.library import Library
from headwise.retrievers.models import Section
from headwise.retrievers.text.paging import joined


def indexed_document(library: Library, document_id: str) -> IndexedDocument:
    """Return the library's record of a document.

    Raises:
        UnknownCollectionError: The library has no document with this id.
    """
    for document in library.documents():
        if document.document_id == document_id:
            return document
    raise UnknownCollectionError(f"{document_id}: no such document in the library")


def indexed_section(library: Library, section_id: str) -> Section:
    """Return a section of an indexed document by its id, as hits and sources carry it.

    Raises:
        UnknownCollectionError: The library has no such section.
    """
    document_id = section_id.rpartition(":")[0]
    section = indexed_sections(library, document_id).get(section_id) if document_id else None
    if section is None:
        raise UnknownCollectionError(f"{section_id}: no such section in the library")
    return section


def indexed_sections(library: Library, document_id: str) -> dict[str, Section]:
    """Return the sections of a document by their id, in their order in the document.

    Sections that answer no question, such as lists of references, are not indexed.

    Raises:
        UnknownCollectionError: The library has no document with this id.
    """
    searched = library.searched(documents=[document_id])
    if not searched or not searched[1]:
        raise UnknownCollectionError(f"{document_id}: no such document in the library")
    store, _ = searched
    with chroma_errors(store.location):
        found: Any = store.passages.get(
            where={"document_id": document_id}, include=["metadatas", "documents"]
        )
    sections: defaultdict[str, list[StoredPassage]] = defaultdict(list)
    for passage in StoredPassage.of_reply(found):
        sections[passage.section_id].append(passage)
    return {id_: _section(passages) for id_, passages in sorted(sections.items())}


def _section(passages: Iterable[StoredPassage]) -> Section:
    parts = sorted(passages, key=lambda passage: passage.number)
    about = parts[0].about
    text, pages = joined((part.text, part.about["page_offsets"]) for part in parts)
    return Section(
        sub_heading=about["sub_heading"],
        heading=about["heading"],
        number=about["number"],
        level=about["level"],
        heading_path=tuple(about["heading_path"]),
        page_start=about["page_start"],
        page_end=about["page_end"],
        text=text,
        page_offsets=pages,
    )
