"""Searching Chroma collections that others made: each record is a section (or passage)."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.foreign import sub_heading_of
from headwise.retrievers.models import Hit
from headwise.retrievers.search.ranking import Asked, Candidate, Match, Neighbour
from headwise.retrievers.text.numbering import split_number

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection


class ForeignPassages:
    """Records of several collections, each in the order of its distance to a question."""

    def __init__(
        self,
        collections: Mapping[str, tuple[Collection, Callable[[float], float]]],
        asked: Asked,
        location: str,
    ) -> None:
        self._collections = {name: collection for name, (collection, _) in collections.items()}
        self._vector = asked.vector.tolist()
        self._to_cosine = {name: to_cosine for name, (_, to_cosine) in collections.items()}
        self._location = location

    def nearest(self, wanted: int, containing: str = "") -> list[Neighbour]:
        """Return at most so many records, nearest first, that have a text as it is written."""
        with chroma_errors(self._location):
            found = [self._query(name, wanted, containing) for name in self._collections]
        # Each is in order; beyond the last one wanted, another collection may have nearer ones.
        merged = heapq.merge(*found, key=lambda neighbour: -neighbour.cosine)
        return list(islice(merged, wanted))

    def read(self, neighbours: Sequence[Neighbour]) -> Iterator[Candidate]:
        """Yield those of ``neighbours`` that have a text and a heading."""
        cosines = {neighbour.id: neighbour.cosine for neighbour in neighbours}
        ids: defaultdict[str, list[str]] = defaultdict(list)
        for name, id_ in cosines:
            ids[name].append(id_)
        for name, wanted in ids.items():
            with chroma_errors(self._location):
                reply: Any = self._collections[name].get(
                    ids=wanted, include=["metadatas", "documents"]
                )
            columns = reply["ids"], reply["metadatas"], reply["documents"]
            for id_, metadata, text in zip(*columns, strict=True):
                sub_heading = sub_heading_of(metadata or {})
                if sub_heading and text:
                    shown = {**metadata, "collection_name": name}
                    heading, key = split_number(sub_heading)[1], (name, id_)
                    yield Candidate(key, heading, text, cosines[key], shown)

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        """Return the records of ``matches``, each a section of its own."""
        return tuple(self._hit(match) for match in matches)

    def _hit(self, match: Match) -> Hit:
        record = match.best
        metadata: Mapping[str, Any] = record.record
        page = metadata.get("page_start")
        return Hit(
            text=record.text,
            sub_heading=sub_heading_of(metadata) or "",
            collection_name=str(metadata["collection_name"]),
            similarity=match.similarity,
            cosine=record.cosine,
            best_passage=record.text.strip(),
            page_start=page,
            page_end=metadata.get("page_end", page),
            source=metadata.get("source"),
            section_id=metadata.get("section_id"),
        )

    def _query(self, name: str, wanted: int, containing: str) -> Iterator[Neighbour]:
        reply: Any = self._collections[name].query(
            query_embeddings=[self._vector],
            n_results=wanted,
            where_document={"$contains": containing} if containing else None,
            include=["distances"],
        )
        for id_, distance in zip(reply["ids"][0], reply["distances"][0], strict=True):
            yield Neighbour((name, id_), self._to_cosine[name](distance))
