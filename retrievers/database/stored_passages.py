"""Passages as the library keeps them in Chroma, and reading them by their ids.

Chroma keeps each value of a record's metadata in a row of its own, and reading takes as long as
there are rows: 31 ms for 128 passages of fifteen rows, 11 ms for four. So what no search filters
by is one value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from headwise.errors import LibraryError
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import Store

_ABOUT = "about"


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the library holds it."""

    section_id: str
    number: int
    """Within its section, counted from 0."""
    text: str
    about: Mapping[str, Any]
    """Its section's headings, number and level, its pages, and the digest of what was embedded."""

    @property
    def document_id(self) -> str:
        """The document that it belongs to."""
        return self.section_id.partition(":")[0]

    @classmethod
    def of_record(cls, id_: str, metadata: Mapping[str, Any], text: str) -> StoredPassage:
        """Return the passage of a Chroma record.

        Raises:
            LibraryError: It is no record of Headwise's.
        """
        section_id, _, number = id_.rpartition(":")
        try:
            return cls(section_id, int(number), text, about_passage(metadata))
        except (KeyError, ValueError) as error:
            raise LibraryError(f"{id_}: is no passage; run 'headwise verify'") from error

    @classmethod
    def of_reply(cls, reply: Mapping[str, Any]) -> Iterator[StoredPassage]:
        """Return the passages of a reply of Chroma's that has metadata and documents."""
        records = zip(reply["ids"], reply["metadatas"], reply["documents"], strict=True)
        return starmap(cls.of_record, records)


def passage_id(section_id: str, number: int) -> str:
    """Return the id of a section's passage, counted from 0."""
    return f"{section_id}:{number:04d}"


def passage_metadata(
    section_id: str, number: int, about: Mapping[str, Any], source: str
) -> dict[str, str | int]:
    """Return the metadata of a passage's record.

    ``section_id``, ``sub_heading`` and ``source`` are for other programs that read the Chroma
    collection; Headwise has them from the passage's id, from ``about`` and the register.
    """
    packed = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    record: dict[str, str | int] = {
        "passage": number,
        "sub_heading": about["sub_heading"],
        _ABOUT: packed,
    }
    return in_section(record, section_id, source)


def in_section(metadata: Mapping[str, Any], section_id: str, source: str) -> dict[str, str | int]:
    """Return the metadata of a passage as it is in another section, or of another file."""
    document_id = section_id.partition(":")[0]
    return {**metadata, "document_id": document_id, "section_id": section_id, "source": source}


def about_passage(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `passage_metadata` was told about a passage."""
    about: dict[str, Any] = json.loads(metadata[_ABOUT])
    return about


def read_passages(
    store: Store, ids: Iterable[str], held: Mapping[str, IndexedDocument]
) -> dict[str, StoredPassage]:
    """Return the passages with these ids that are there, in the order of the ids.

    By id, since Chroma looks through all records for any other condition. What was read lately
    is not read again: an id stands for one text, as a document's id is a digest of its content.

    Args:
        store: Where they are.
        ids: Any number.
        held: The documents that they may belong to, by id.
    """
    wanted = [id_ for id_ in ids if id_.partition(":")[0] in held]
    found: dict[str, StoredPassage] = store.recent.among(wanted)
    unread = [id_ for id_ in wanted if id_ not in found]
    for part in store.batches(len(unread)):
        with chroma_errors(store.location):
            reply: Any = store.passages.get(ids=unread[part], include=["metadatas", "documents"])
        read = dict(zip(reply["ids"], StoredPassage.of_reply(reply), strict=True))
        store.recent.add(read)
        found |= read
    return {id_: found[id_] for id_ in wanted if id_ in found}
