"""Searching a library: every section that is similar enough, best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from headwise._shown import Shown
from headwise.retrievers.database.store import dimension_of
from headwise.retrievers.embeddings.scale import Scale, passes
from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.library import Library
from headwise.retrievers.models import Hit
from headwise.retrievers.search.foreign_passages import ForeignPassages
from headwise.retrievers.search.library_passages import LibraryPassages
from headwise.retrievers.search.ranking import Asked, Match, best_passages

NEAREST = 3
"""How many of the sections below the threshold are reported when none is above it."""


@dataclass(frozen=True, repr=False)
class SearchResult(Shown):
    """What a search found."""

    hits: tuple[Hit, ...]
    """Sections at or above the threshold, best first, with their text."""
    over_max_hits: int = 0
    """Further sections above the threshold that were cut off: at least so many, since sections
    are no longer counted once none of them could come before those returned."""
    nearest: tuple[Hit, ...] = ()
    """Without hits: the best sections below the threshold."""


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
    rerank: Callable[[list[Match]], list[Match]] | None = None,
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
        rerank: Puts the sections found in another order, best first; see `reranking`.
    """
    passages: LibraryPassages | ForeignPassages
    if foreign := library.foreign():
        vector = question_vector(library.embeddings, question)
        asked = Asked.of(question, vector, scale)
        searched_there = foreign.searched(len(vector), library.embeddings_name, collections)
        passages = ForeignPassages(searched_there, asked, str(library.location))
    else:
        searched = library.searched(collections, documents)
        if not searched or not searched[1]:
            return SearchResult(hits=())
        store, held = searched
        vector = question_vector(library.embeddings, question, dimension_of(store))
        asked = Asked.of(question, vector, scale)
        is_named = collections is not None or documents is not None
        everything = not is_named or len(held) == len(library.documents())
        passages = LibraryPassages(
            store, asked, held, everything=everything, max_characters=max_characters
        )
    found = best_passages(passages, asked, threshold=threshold, max_hits=max_hits)
    if rerank:
        found = rerank(found)
    above = [match for match in found if passes(match.score, threshold)]
    if not above:
        return SearchResult(hits=(), nearest=passages.hits(found[:NEAREST]))
    over = max(0, len(above) - max_hits)
    return SearchResult(passages.hits(above[:max_hits]), over_max_hits=over)
