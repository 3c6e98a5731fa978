"""Reading passages by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import Store


class StoredPassage(NamedTuple):
    """A passage as the library holds it."""

    metadata: Mapping[str, Any]
    text: str


def read_passages(
    store: Store, ids: Iterable[str], held: Mapping[str, IndexedDocument]
) -> dict[str, StoredPassage]:
    """Return the passages with these ids that are there, in the order of the ids.

    By id, since Chroma looks through all records for any other condition.

    Args:
        store: Where they are.
        ids: Any number.
        held: The documents that they may belong to, by id.
    """
    wanted = [id_ for id_ in ids if id_.partition(":")[0] in held]
    found: dict[str, StoredPassage] = {}
    for part in store.batches(len(wanted)):
        with chroma_errors(store.location):
            reply: Any = store.passages.get(ids=wanted[part], include=["metadatas", "documents"])
        columns = reply["ids"], reply["metadatas"], reply["documents"]
        found |= {
            id_: StoredPassage(metadata, text) for id_, metadata, text in zip(*columns, strict=True)
        }
    return {id_: found[id_] for id_ in wanted if id_ in found}
