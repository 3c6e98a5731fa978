"""The passages of a library: which are nearest to a question, and the sections around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import PASSAGES, Store
from headwise.retrievers.database.stored_passages import StoredPassage, passage_id, read_passages
from headwise.retrievers.indexing.passages import window_around
from headwise.retrievers.models import Hit
from headwise.retrievers.search.ranking import Asked, Candidate, Match, Neighbour
from headwise.retrievers.text.paging import Pages

FIRST_REACH = 4
"""Passages on either side of a section's best one that are read at first."""


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
        """Yield those of ``neighbours`` that belong to the documents searched.

        Not the fronts of documents, names and addresses, which answer no question on a subject.
        """
        cosines = {neighbour.id[1]: neighbour.cosine for neighbour in neighbours}
        # Passages of a document that is not complete yet are there, but not to be seen.
        for id_, passage in read_passages(self._store, cosines, self._held).items():
            if not passage.about["front"]:
                yield candidate(passage, cosines[id_])

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        """Return the sections of ``matches`` with their text."""
        slices = self._slices(matches)
        hits = []
        for match in matches:
            best: StoredPassage = match.best.record
            about, document = best.about, self._held[best.document_id]
            text, pages = window_around(slices[best.section_id], best.number, self._max_characters)
            hits.append(
                Hit(
                    text=text,
                    page_offsets=pages if len(pages) > 1 else None,
                    sub_heading=about["sub_heading"],
                    collection_name=document.collection_name,
                    page_start=about["page_start"],
                    page_end=about["page_end"],
                    page_labels=about["page_labels"],
                    source=document.source,
                    section_id=best.section_id,
                    similarity=match.similarity,
                    cosine=match.best.cosine,
                    best_passage=best.text.strip(),
                )
            )
        return tuple(hits)

    def _slices(self, matches: Sequence[Match]) -> Mapping[str, Mapping[int, tuple[str, Pages]]]:
        """Return text and pages of each section's passages by number, as many as can be shown.

        Around the best passages more are read until no section has any further ones, or has more
        than ``max_characters`` on both sides.
        """
        found: dict[str, dict[int, tuple[str, Pages]]] = {}
        growing: dict[str, int] = {}
        for match in matches:
            passage: StoredPassage = match.best.record
            growing[passage.section_id] = passage.number
            found[passage.section_id] = {passage.number: _slice(passage)}
        inner, reach = 0, FIRST_REACH
        while growing:
            ids = [
                passage_id(section, number)
                for section, best in growing.items()
                for number in range(max(0, best - reach), best + reach + 1)
                if abs(number - best) > inner
            ]
            for passage in read_passages(self._store, ids, self._held).values():
                found[passage.section_id][passage.number] = _slice(passage)
            growing = {
                section: best
                for section, best in growing.items()
                if _goes_on(found[section], best, best + reach, self._max_characters)
                or _goes_on(found[section], best, best - reach, self._max_characters)
            }
            inner, reach = reach, 4 * reach
        return found


def candidate(passage: StoredPassage, cosine: float) -> Candidate:
    """Return a passage of the library as what is ranked."""
    about = passage.about
    above = "".join(about["heading_path"][-2:-1])
    return Candidate(passage.section_id, about["heading"], passage.text, cosine, passage, above)


def _slice(passage: StoredPassage) -> tuple[str, Pages]:
    return passage.text, passage.about["page_offsets"]


def _goes_on(passages: Mapping[int, tuple[str, Pages]], best: int, edge: int, limit: int) -> bool:
    """Whether a section may have passages beyond ``edge``, and room for them."""
    if edge not in passages or edge == 0:
        return False
    between = range(min(best, edge), max(best, edge) + 1)
    return sum(len(passages[number][0]) for number in between if number in passages) <= limit
