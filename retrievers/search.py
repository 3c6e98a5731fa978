"""Searching a library: every section that is similar enough, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwise.retrievers import display
from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.library import Library
from headwise.retrievers.models import Hit
from headwise.retrievers.overlap import QuestionWords
from headwise.retrievers.passages import window_around
from headwise.retrievers.register import IndexedDocument
from headwise.retrievers.similarity import Scale, passes
from headwise.retrievers.store import Store, chroma_errors, dimension_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_QUERY = 64
"""Passages asked for at first; four times as many each time that more could be hits."""
MOST_CANDIDATES = 4096
"""Passages looked at, at most. Of 100,000, the 4,096th is so far from the question that its
section is at best one of hundreds of hits."""
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
    searched = library.searched(collections, documents)
    if not searched or not searched[1]:
        return SearchResult(hits=())
    store, held = searched
    vector = question_vector(library.embeddings, question, dimension_of(store))
    asked = _Asked(vector, QuestionWords(question), scale)
    everything = collections is None and documents is None
    found = _best_passages(store, asked, held, everything, threshold, max_hits)
    above = [match for match in found if passes(match.score, threshold)]
    hits = _with_text(store, above[:max_hits] or found[:NEAREST], scale, max_characters)
    if not above:
        return SearchResult(hits=(), nearest=hits)
    return SearchResult(hits=hits, over_max_hits=max(0, len(above) - max_hits))


@dataclass(frozen=True)
class _Asked:
    """A question as it is compared with passages."""

    vector: NDArray[np.float32]
    words: QuestionWords
    scale: Scale

    def match(self, metadata: Mapping[str, Any], text: str, cosine: float) -> _Match:
        overlap = self.words.overlap(f"{metadata['heading']}\n{text}")
        return _Match(metadata, text, cosine, overlap, self.scale.score(cosine, overlap))


@dataclass(frozen=True)
class _Match:
    """A section by the passage of it that is most similar to the question."""

    metadata: Mapping[str, Any]
    passage: str
    cosine: float
    overlap: float
    score: float


def _best_passages(
    store: Store,
    asked: _Asked,
    held: Sequence[IndexedDocument],
    everything: bool,  # noqa: FBT001 - one of six that belong together
    threshold: float,
    max_hits: int,
) -> list[_Match]:
    """Return the best passage of each section, best first.

    Chroma gives passages by cosine, and word overlap moves them by a bounded amount. So more
    are asked for until no further one can reach the threshold, or come before the last hit
    that there is room for.
    """
    ids = {document.document_id for document in held}
    where = None if everything else {"document_id": {"$in": sorted(ids)}}
    wanted = FIRST_QUERY
    while True:
        cosine, given = -1.0, 0
        best: dict[object, _Match] = {}
        for metadata, text, cosine in _nearest(store, asked.vector, wanted, where):
            given += 1
            # Passages of a document that is not complete yet are there, but not to be seen.
            if metadata["document_id"] not in ids:
                continue
            match = asked.match(metadata, text, cosine)
            known = best.get(metadata["section_id"])
            if known is None or known.score < match.score:
                best[metadata["section_id"]] = match
        found = sorted(best.values(), key=lambda match: -match.score)
        highest = asked.scale.highest_score(cosine)
        is_room = len(found) < max_hits or found[max_hits - 1].score < highest
        # There are no more than were given, which may be more than are held: replaced versions
        # stay for a while.
        is_all = given < wanted or wanted >= MOST_CANDIDATES
        if is_all or not (passes(highest, threshold) and is_room):
            return found
        wanted *= 4


def _nearest(
    store: Store, vector: NDArray[np.float32], wanted: int, where: dict[str, Any] | None
) -> Iterator[tuple[Mapping[str, Any], str, float]]:
    """Yield metadata, text and cosine of the nearest passages, nearest first."""
    with chroma_errors(store.location):
        reply = store.passages.query(
            query_embeddings=[vector.tolist()],
            n_results=wanted,
            where=where,
            include=["metadatas", "documents", "distances"],
        )
    columns = [(reply[name] or [[]])[0] for name in ("metadatas", "documents", "distances")]
    for metadata, text, distance in zip(*columns, strict=True):
        yield metadata, text, 1.0 - distance


def _with_text(
    store: Store, matches: Sequence[_Match], scale: Scale, max_characters: int
) -> tuple[Hit, ...]:
    """Return the sections of ``matches`` with their text."""
    if not matches:
        return ()
    section_ids = [str(match.metadata["section_id"]) for match in matches]
    with chroma_errors(store.location):
        reply = store.passages.get(
            where={"section_id": {"$in": section_ids}},  # type: ignore[dict-item]  # invariant list
            include=["documents", "metadatas"],
        )
    slices: defaultdict[object, dict[int, str]] = defaultdict(dict)
    for metadata, text in zip(reply["metadatas"] or [], reply["documents"] or [], strict=True):
        slices[metadata["section_id"]][int(metadata["passage"])] = text  # type: ignore[arg-type]
    return tuple(
        Hit(
            text=window_around(
                slices[match.metadata["section_id"]], match.metadata["passage"], max_characters
            ),
            similarity=scale.similarity(match.cosine, match.overlap),
            cosine=match.cosine,
            best_passage=match.passage.strip(),
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
