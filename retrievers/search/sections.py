"""The sections of an indexed document as the library holds them, without opening its PDF."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from headwise.errors import UnknownCollectionError
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.stored_passages import StoredPassage
from headwise.retrievers.library import Library
from headwise.retrievers.models import Section
from headwise.retrievers.text.numbering import split_number
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


def indexed_outline(library: Library, document_id: str) -> Iterator[tuple[str | None, Section]]:
    """Yield the sections of a document with their ids, and the headings that they stand under.

    A heading without text of its own is not indexed: it has no id, and the page of what follows.

    Raises:
        UnknownCollectionError: The library has no document with this id.
    """
    open_path: tuple[str, ...] = ()
    for id_, section in indexed_sections(library, document_id).items():
        path = section.heading_path
        for depth in range(len(path) - 1):
            if path[: depth + 1] != open_path[: depth + 1]:
                yield None, _bare(section, depth)
        yield id_, section
        open_path = path


def _bare(section: Section, depth: int) -> Section:
    """Return the heading of so many above it that a section stands under, without its text."""
    printed = section.heading_path[depth]
    number, heading = split_number(printed)
    return Section(
        sub_heading=printed,
        heading=heading,
        number=number,
        level=max(1, section.level - (len(section.heading_path) - 1 - depth)),
        heading_path=section.heading_path[: depth + 1],
        page_start=section.page_start,
        page_end=section.page_start,
    )


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
