"""Searching a library: every section that is similar enough, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.library import Library
from headwise.retrievers.models import Hit
from headwise.retrievers.register import IndexedDocument
from headwise.retrievers.similarity import Scale, passes
from headwise.retrievers.store import Store, chroma_errors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_QUERY = 64
"""Passages asked for at first; widened fourfold until the last one is below the threshold."""
NEAREST = 3
"""How many of the sections below the threshold are reported when none is above it."""


@dataclass(frozen=True)
class SearchResult:
    """What a search found."""

    hits: tuple[Hit, ...]
    """Sections at or above the threshold, best first, with their full text."""
    over_max_hits: int = 0
    """Further sections above the threshold that were cut off."""
    nearest: tuple[Hit, ...] = ()
    """Without hits: the best sections below the threshold."""


def search(
    library: Library,
    question: str,
    *,
    threshold: float,
    max_hits: int,
    scale: Scale,
    collections: Sequence[str] | None = None,
    documents: Sequence[str] | None = None,
) -> SearchResult:
    """Return all sections whose best passage is at least ``threshold`` similar.

    Args:
        library: Where to search.
        question: Embedded as a query.
        threshold: Similarity on ``scale``, 0 to 1, compared with a small tolerance.
        max_hits: Most sections to return.
        scale: From cosine to similarity.
        collections: Only these collections.
        documents: Only documents with these ids.
    """
    searched = library.searched(collections, documents)
    if not searched or not searched[1]:
        return SearchResult(hits=())
    store, held = searched
    found = _best_passages(
        store,
        question_vector(library.embeddings, question),
        held,
        everything=collections is None and documents is None,
        floor=lambda cosine: passes(scale.similarity(cosine), threshold),
    )
    above = [match for match in found if passes(scale.similarity(match.cosine), threshold)]
    hits = _whole_sections(store, above[:max_hits] or found[:NEAREST], scale)
    if not above:
        return SearchResult(hits=(), nearest=hits)
    return SearchResult(hits=hits, over_max_hits=max(0, len(above) - max_hits))


@dataclass(frozen=True)
class _Match:
    """A section by its passage nearest to the question."""

    metadata: Mapping[str, Any]
    cosine: float


def _best_passages(
    store: Store,
    vector: NDArray[np.float32],
    held: Sequence[IndexedDocument],
    *,
    everything: bool,
    floor: Callable[[float], bool],
) -> list[_Match]:
    """Return the best passage of each section, best first, at least down to ``floor``."""
    ids = {document.document_id for document in held}
    where = None if everything else {"document_id": {"$in": sorted(ids)}}
    total = sum(document.passages for document in held)
    wanted = FIRST_QUERY
    while True:
        with chroma_errors(store.location):
            reply = store.passages.query(
                query_embeddings=[vector.tolist()],
                n_results=wanted,
                where=where,  # type: ignore[arg-type]  # Where is an invariant dict
                include=["metadatas", "distances"],
            )
        metadatas = (reply["metadatas"] or [[]])[0]
        cosines = [1.0 - distance for distance in (reply["distances"] or [[]])[0]]
        if len(cosines) < wanted or wanted >= total or not floor(cosines[-1]):
            break
        wanted *= 4
    best: dict[object, _Match] = {}
    for metadata, cosine in zip(metadatas, cosines, strict=True):
        # Passages of a document that is not complete yet are there, but not to be seen.
        if metadata["document_id"] in ids:
            best.setdefault(metadata["section_id"], _Match(metadata, cosine))
    return list(best.values())


def _whole_sections(store: Store, matches: Sequence[_Match], scale: Scale) -> tuple[Hit, ...]:
    """Return the sections of ``matches`` with their full text."""
    if not matches:
        return ()
    section_ids = [str(match.metadata["section_id"]) for match in matches]
    with chroma_errors(store.location):
        reply = store.passages.get(
            where={"section_id": {"$in": section_ids}},  # type: ignore[dict-item]  # invariant list
            include=["documents", "metadatas"],
        )
    slices = sorted(
        zip(reply["metadatas"] or [], reply["documents"] or [], strict=True),
        key=lambda pair: int(pair[0]["passage"]),  # type: ignore[arg-type]  # written as int
    )
    texts: defaultdict[object, str] = defaultdict(str)
    for metadata, text in slices:
        texts[metadata["section_id"]] += text
    return tuple(
        Hit(
            text=texts[match.metadata["section_id"]],
            similarity=scale.similarity(match.cosine),
            cosine=match.cosine,
            **{name: match.metadata[name] for name in _HIT_METADATA},
        )
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
