"""The passages of a library: which are nearest to a question, and the sections around them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import PASSAGES, Store
from headwise.retrievers.indexing.passages import passage_id, window_around
from headwise.retrievers.models import Hit
from headwise.retrievers.search.ranking import Asked, Candidate, Match, Neighbour
from headwise.retrievers.text.paging import Pages, decoded

FIRST_REACH = 4
"""Passages on either side of a section's best one that are read at first."""
_HIT_METADATA = (
    "sub_heading",
    "collection_name",
    "page_start",
    "page_end",
    "source",
    "section_id",
)


class LibraryPassages:
    """The passages of a library's complete documents.

    Args:
        store: Where they are.
        asked: The question.
        held: The documents to be searched.
        everything: Whether these are all that are complete.
        max_characters: Most text of a section; of a longer one, the part around its best passage.
    """

    def __init__(
        self,
        store: Store,
        asked: Asked,
        held: Sequence[IndexedDocument],
        *,
        everything: bool,
        max_characters: int,
    ) -> None:
        self._store = store
        self._vector = asked.vector.tolist()
        self._max_characters = max_characters
        self._ids = {document.document_id for document in held}
        self._where: Any = None if everything else {"document_id": {"$in": sorted(self._ids)}}

    def nearest(self, wanted: int, containing: str = "") -> list[Neighbour]:
        """Return at most so many passages, nearest first, that have a text as it is written."""
        with chroma_errors(self._store.location):
            reply: Any = self._store.passages.query(
                query_embeddings=[self._vector],
                n_results=wanted,
                where=self._where,
                where_document={"$contains": containing} if containing else None,
                include=["distances"],
            )
        found = zip(reply["ids"][0], reply["distances"][0], strict=True)
        return [Neighbour((PASSAGES, id_), 1.0 - distance) for id_, distance in found]

    def read(self, neighbours: Sequence[Neighbour]) -> Iterator[Candidate]:
        """Yield those of ``neighbours`` that belong to the documents searched."""
        cosines = {neighbour.id[1]: neighbour.cosine for neighbour in neighbours}
        for id_, metadata, text in _read(self._store, cosines):
            # Passages of a document that is not complete yet are there, but not to be seen.
            if metadata["document_id"] in self._ids:
                section, heading = metadata["section_id"], metadata["heading"]
                above = "".join(metadata["heading_path"].split(" > ")[-2:-1])
                yield Candidate(section, heading, text, cosines[id_], metadata, above)

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        """Return the sections of ``matches`` with their text."""
        slices = _slices(self._store, matches, self._max_characters)
        hits = []
        for match in matches:
            best = match.best
            text, pages = window_around(
                slices[best.section], best.metadata["passage"], self._max_characters
            )
            hits.append(
                Hit(
                    text=text,
                    page_offsets=pages if len(pages) > 1 else None,
                    page_labels=tuple(json.loads(best.metadata.get("page_labels") or "[]")),
                    similarity=match.similarity,
                    cosine=best.cosine,
                    best_passage=best.text.strip(),
                    **{name: best.metadata[name] for name in _HIT_METADATA},
                )
            )
        return tuple(hits)


def _slices(
    store: Store, matches: Sequence[Match], limit: int
) -> Mapping[object, Mapping[int, tuple[str, Pages]]]:
    """Return text and pages of each section's passages by number, as many as ``limit`` can show.

    Around the best passages more are read until no section has any further ones, or has more
    than ``limit`` characters on both sides.
    """
    found: dict[object, dict[int, tuple[str, Pages]]] = {}
    growing: dict[object, int] = {}
    for match in matches:
        growing[match.best.section] = best = match.best.metadata["passage"]
        found[match.best.section] = {best: _slice(match.best.metadata, match.best.text)}
    inner, reach = 0, FIRST_REACH
    while growing:
        ids = [
            passage_id(str(section), number)
            for section, best in growing.items()
            for number in range(max(0, best - reach), best + reach + 1)
            if abs(number - best) > inner
        ]
        for _, metadata, text in _read(store, ids):
            found[metadata["section_id"]][metadata["passage"]] = _slice(metadata, text)
        growing = {
            section: best
            for section, best in growing.items()
            if _goes_on(found[section], best, best + reach, limit)
            or _goes_on(found[section], best, best - reach, limit)
        }
        inner, reach = reach, 4 * reach
    return found


def _slice(metadata: Mapping[str, Any], text: str) -> tuple[str, Pages]:
    return text, decoded(metadata.get("page_offsets", ""))


def _goes_on(passages: Mapping[int, tuple[str, Pages]], best: int, edge: int, limit: int) -> bool:
    """Whether a section may have passages beyond ``edge``, and room for them."""
    if edge not in passages or edge == 0:
        return False
    between = range(min(best, edge), max(best, edge) + 1)
    return sum(len(passages[number][0]) for number in between if number in passages) <= limit


def _read(store: Store, ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Yield id, metadata and text of the passages that are there.

    By id, since Chroma looks through all records for any other condition.
    """
    every = list(ids)
    for start in range(0, len(every), store.batch_size):
        with chroma_errors(store.location):
            reply: Any = store.passages.get(
                ids=every[start : start + store.batch_size], include=["metadatas", "documents"]
            )
        yield from zip(reply["ids"], reply["metadatas"], reply["documents"], strict=True)
