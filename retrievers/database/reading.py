"""Reading passages by their ids, those read last from memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.recent import Key, StoredPassage
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import Store


def read_passages(
    store: Store, ids: Iterable[str], held: Mapping[str, IndexedDocument]
) -> dict[str, StoredPassage]:
    """Return the passages with these ids that are there, in the order of the ids.

    By id, since Chroma looks through all records for any other condition.

    Args:
        store: Where they are.
        ids: Any number.
        held: The documents that they may belong to, by id. A passage of a document stays as it is
            while the document's record says the same of its source and of when it was indexed.
    """
    keys: dict[str, Key] = {}
    for id_ in ids:
        if document := held.get(id_.partition(":")[0]):
            keys[id_] = id_, document.source, document.indexed_at
    found = store.recent.among(keys.values())
    missing = [id_ for id_, key in keys.items() if key not in found]
    for part in store.batches(len(missing)):
        with chroma_errors(store.location):
            reply: Any = store.passages.get(ids=missing[part], include=["metadatas", "documents"])
        columns = reply["ids"], reply["metadatas"], reply["documents"]
        read = {
            keys[id_]: StoredPassage(metadata, text)
            for id_, metadata, text in zip(*columns, strict=True)
        }
        store.recent.keep(read)
        found.update(read)
    return {id_: found[key] for id_, key in keys.items() if key in found}
