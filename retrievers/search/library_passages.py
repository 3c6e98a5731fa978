"""The passages of a library: which are nearest to a question, and the sections around them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.reading import read_passages
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
        self._held = {document.document_id: document for document in held}
        self._where: Any = None if everything else {"document_id": {"$in": sorted(self._held)}}

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
        # Passages of a document that is not complete yet are there, but not to be seen.
        for id_, (metadata, text) in read_passages(self._store, cosines, self._held).items():
            section, heading = metadata["section_id"], metadata["heading"]
            above = "".join(metadata["heading_path"].split(" > ")[-2:-1])
            yield Candidate(section, heading, text, cosines[id_], metadata, above)

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        """Return the sections of ``matches`` with their text."""
        slices = self._slices(matches)
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

    def _slices(self, matches: Sequence[Match]) -> Mapping[object, Mapping[int, tuple[str, Pages]]]:
        """Return text and pages of each section's passages by number, as many as can be shown.

        Around the best passages more are read until no section has any further ones, or has more
        than ``max_characters`` on both sides.
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
            for metadata, text in read_passages(self._store, ids, self._held).values():
                found[metadata["section_id"]][metadata["passage"]] = _slice(metadata, text)
            growing = {
                section: best
                for section, best in growing.items()
                if _goes_on(found[section], best, best + reach, self._max_characters)
                or _goes_on(found[section], best, best - reach, self._max_characters)
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
