"""Searching a library: every section that is similar enough, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from headwise.retrievers import display
from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.foreign import ForeignCollections
from headwise.retrievers.library import Library
from headwise.retrievers.models import Hit
from headwise.retrievers.paging import Pages, decoded
from headwise.retrievers.passages import window_around
from headwise.retrievers.ranking import Asked, Candidate, Match, best_passages
from headwise.retrievers.register import IndexedDocument
from headwise.retrievers.similarity import Scale, passes
from headwise.retrievers.store import Store, chroma_errors, dimension_of

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
            foreign.nearest(vector, library.embeddings_name, collections),
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
        _nearest(store, asked, held, everything=everything),
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


def _nearest(
    store: Store, asked: Asked, held: Sequence[IndexedDocument], *, everything: bool
) -> Callable[[int], Iterator[Candidate]]:
    ids = {document.document_id for document in held}
    where: Any = None if everything else {"document_id": {"$in": sorted(ids)}}

    def nearest(wanted: int) -> Iterator[Candidate]:
        with chroma_errors(store.location):
            reply = store.passages.query(
                query_embeddings=[asked.vector.tolist()],
                n_results=wanted,
                where=where,
                include=["metadatas", "documents", "distances"],
            )
        columns = [(reply[name] or [[]])[0] for name in ("metadatas", "documents", "distances")]
        for metadata, text, distance in zip(*columns, strict=True):
            if metadata is None or text is None:  # deleted while Chroma was searching
                yield Candidate(None, "", "", 1.0 - distance, {})
                continue
            # Passages of a document that is not complete yet are there, but not to be seen.
            section = metadata["section_id"] if metadata["document_id"] in ids else None
            yield Candidate(section, metadata["heading"], text, 1.0 - distance, metadata)

    return nearest


def _sections(
    store: Store, matches: Sequence[Match], scale: Scale, max_characters: int
) -> tuple[Hit, ...]:
    """Return the sections of ``matches`` with their text."""
    if not matches:
        return ()
    where: Any = {"section_id": {"$in": [match.best.section for match in matches]}}
    with chroma_errors(store.location):
        reply = store.passages.get(where=where, include=["documents", "metadatas"])
    slices: defaultdict[object, dict[int, tuple[str, Pages]]] = defaultdict(dict)
    for found, text in zip(reply["metadatas"] or [], reply["documents"] or [], strict=True):
        metadata: Any = found
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
