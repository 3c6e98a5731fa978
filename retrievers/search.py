"""Searching a library: every section that is similar enough, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headwise.retrievers import display
from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.foreign import ForeignCollections
from headwise.retrievers.library import Library
from headwise.retrievers.models import Hit
from headwise.retrievers.paging import Pages, decoded
from headwise.retrievers.passages import numbers_around, passage_id, window_around
from headwise.retrievers.ranking import Asked, Candidate, Match, Neighbour, best_passages
from headwise.retrievers.register import IndexedDocument
from headwise.retrievers.similarity import Scale, passes
from headwise.retrievers.store import PASSAGES, Store, chroma_errors, dimension_of

NEAREST = 3
"""How many of the sections below the threshold are reported when none is above it."""


@dataclass(frozen=True)
class SearchResult:
    """What a search found."""

    hits: tuple[Hit, ...]
    """Sections at or above the threshold, best first, with their text."""
    over_max_hits: int = 0
    """Further sections above the threshold that were cut off: at least so many, since sections
    are no longer counted once none of them could come before those returned."""
    nearest: tuple[Hit, ...] = ()
    """Without hits: the best sections below the threshold."""

    def __repr__(self) -> str:
        return display.result_line(self)

    def _repr_html_(self) -> str:
        return display.result_html(self)


def search(
    library: Library,
    question: str,
    *,
    threshold: float,
    max_hits: int,
    max_characters: int,
    scale: Scale,
    collections: Sequence[str] | None = None,
    documents: Sequence[str] | None = None,
) -> SearchResult:
    """Return all sections whose best passage is at least ``threshold`` similar.

    Where there is no library of Headwise's but Chroma collections that others made, these are
    searched; their records are the sections.

    Args:
        library: Where to search.
        question: Embedded as a query.
        threshold: Similarity on ``scale``, 0 to 1, compared with a small tolerance.
        max_hits: Most sections to return.
        max_characters: Most text of a section; of a longer one, the part around its best passage.
        scale: From cosine and word overlap to similarity.
        collections: Only these collections.
        documents: Only documents with these ids.
    """
    if foreign := library.foreign():
        vector = question_vector(library.embeddings, question)
        asked = Asked.of(question, vector, scale)
        found = best_passages(
            foreign.searched(vector, library.embeddings_name, collections),
            asked,
            threshold=threshold,
            max_hits=max_hits,
        )
        return _result(found, threshold, max_hits, lambda kept: _records(foreign, kept, scale))
    searched = library.searched(collections, documents)
    if not searched or not searched[1]:
        return SearchResult(hits=())
    store, held = searched
    asked = Asked.of(
        question, question_vector(library.embeddings, question, dimension_of(store)), scale
    )
    everything = collections is None and documents is None
    found = best_passages(
        _LibraryPassages(store, asked, held, everything=everything),
        asked,
        threshold=threshold,
        max_hits=max_hits,
    )
    return _result(
        found, threshold, max_hits, lambda kept: _sections(store, kept, scale, max_characters)
    )


def _result(
    found: Sequence[Match],
    threshold: float,
    max_hits: int,
    to_hits: Callable[[Sequence[Match]], tuple[Hit, ...]],
) -> SearchResult:
    above = [match for match in found if passes(match.score, threshold)]
    if not above:
        return SearchResult(hits=(), nearest=to_hits(found[:NEAREST]))
    return SearchResult(to_hits(above[:max_hits]), over_max_hits=max(0, len(above) - max_hits))


class _LibraryPassages:
    """The passages of a library's complete documents.

    Args:
        store: Where they are.
        asked: The question.
        held: The documents to be searched.
        everything: Whether these are all that are complete.
    """

    def __init__(
        self, store: Store, asked: Asked, held: Sequence[IndexedDocument], *, everything: bool
    ) -> None:
        self._store = store
        self._vector = asked.vector.tolist()
        self._ids = {document.document_id for document in held}
        self._where: Any = None if everything else {"document_id": {"$in": sorted(self._ids)}}

    def nearest(self, wanted: int) -> list[Neighbour]:
        """Return at most so many passages, nearest first."""
        with chroma_errors(self._store.location):
            reply: Any = self._store.passages.query(
                query_embeddings=[self._vector],
                n_results=wanted,
                where=self._where,
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
                yield Candidate(section, heading, text, cosines[id_], metadata)


def _sections(
    store: Store, matches: Sequence[Match], scale: Scale, max_characters: int
) -> tuple[Hit, ...]:
    """Return the sections of ``matches`` with their text."""
    if not matches:
        return ()
    ids = [
        passage_id(str(match.best.section), number)
        for match in matches
        for number in numbers_around(match.best.metadata["passage"], max_characters)
    ]
    slices: defaultdict[object, dict[int, tuple[str, Pages]]] = defaultdict(dict)
    for _, metadata, text in _read(store, ids):
        pages = decoded(metadata.get("page_offsets", ""))
        slices[metadata["section_id"]][metadata["passage"]] = text, pages
    hits = []
    for match in matches:
        best = match.best
        text, pages = window_around(slices[best.section], best.metadata["passage"], max_characters)
        hits.append(
            Hit(
                text=text,
                page_offsets=pages if len(pages) > 1 else None,
                similarity=scale.similarity(best.cosine, match.overlap),
                cosine=best.cosine,
                best_passage=best.text.strip(),
                **{name: best.metadata[name] for name in _HIT_METADATA},
            )
        )
    return tuple(hits)


def _read(store: Store, ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Yield id, metadata and text of the passages that are there.

    By id, since Chroma looks through all records for any other condition.
    """
    with chroma_errors(store.location):
        reply: Any = store.passages.get(ids=list(ids), include=["metadatas", "documents"])
    yield from zip(reply["ids"], reply["metadatas"], reply["documents"], strict=True)


def _records(
    foreign: ForeignCollections, matches: Sequence[Match], scale: Scale
) -> tuple[Hit, ...]:
    return tuple(
        foreign.hit(match.best, scale.similarity(match.best.cosine, match.overlap))
        for match in matches
    )


_HIT_METADATA = (
    "sub_heading",
    "collection_name",
    "page_start",
    "page_end",
    "source",
    "section_id",
)
