"""Searching a library: every section that is similar enough, best first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from headwise._shown import Shown
from headwise.retrievers.database.store import dimension_of
from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.library import Library
from headwise.retrievers.models import Hit
from headwise.retrievers.search import spelling
from headwise.retrievers.search.foreign_passages import ForeignPassages
from headwise.retrievers.search.halves import halves
from headwise.retrievers.search.library_passages import LibraryPassages
from headwise.retrievers.search.overview import overview
from headwise.retrievers.search.ranking import Asked, Match, Ranked, best_passages
from headwise.retrievers.search.similarity import Scoring, passes
from headwise.retrievers.text.measures import by_noun

NEAREST = 3
"""How many of the sections below the threshold are reported when none is above it."""

logger = logging.getLogger(__name__)


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
    scoring: Scoring,
    collections: Sequence[str] | None = None,
    documents: Sequence[str] | None = None,
    rerank: Callable[[list[Match]], list[Match]] | None = None,
) -> SearchResult:
    """Return all sections whose best passage is at least ``threshold`` similar.

    Where there is no library of Headwise's but Chroma collections that others made, these are
    searched; their records are the sections. A question about a document itself, as a whole or
    its limitations or funding, is answered by the sections that tell of it, where one document is
    searched. Misspelt words are put right where that finds more, and a warning is logged.

    Args:
        library: Where to search.
        question: Embedded as a query.
        threshold: Least similarity of a hit, 0 to 1, compared with a small tolerance.
        max_hits: Most sections to return.
        max_characters: Most text of a section; of a longer one, the part around its best passage.
        scoring: From cosine and words to similarity.
        collections: Only these collections.
        documents: Only documents with these ids.
        rerank: Puts the sections found in another order, best first; see `reranking`.
    """
    passages: Callable[[Asked], LibraryPassages | ForeignPassages]
    dimension: int | None = None

    def asking(text: str) -> Asked:
        return Asked(question_vector(library.embeddings, text, dimension), text, scoring)

    def ranked(asked: Asked) -> Ranked:
        return best_passages(passages(asked), asked, threshold=threshold, max_hits=max_hits)

    if foreign := library.foreign():
        asked = asking(question)
        there = foreign.searched(len(asked.vector), library.embeddings_name, collections)
        passages = partial(ForeignPassages, there, location=str(library.location))
    else:
        searched = library.searched(collections, documents)
        if not searched or not searched[1]:
            return SearchResult(hits=())
        store, held = searched
        dimension = dimension_of(store)
        asked = asking(question)
        is_named = collections is not None or documents is not None
        passages = partial(
            LibraryPassages,
            store,
            held=held,
            everything=not is_named or len(held) == len(library.documents()),
            max_characters=max_characters,
        )
        told = None if scoring.plain else overview(store, held, question, asked.vector)
        if told is not None:
            return SearchResult(passages(asked).hits(told[:max_hits]))
    found = ranked(asked)
    for other in (_spelt_right(passages(asked), found, asked), by_noun(question)):
        if other and not scoring.plain:
            found = max(found, ranked(asking(other)), key=Ranked.best_score)
    matches = found.matches
    for half in [] if scoring.plain else halves(question):
        matches = _with_best_of(ranked(asking(half)).matches, matches)
    matches = rerank(matches) if rerank else matches
    above = [match for match in matches if passes(match.similarity, threshold)]
    if not above:
        return SearchResult(hits=(), nearest=passages(asked).hits(matches[:NEAREST]))
    over = max(0, len(above) - max_hits)
    return SearchResult(passages(asked).hits(above[:max_hits]), over_max_hits=over)


def _with_best_of(half: list[Match], matches: list[Match]) -> list[Match]:
    """Return the matches of a question with the best one of a half of it, where that is better."""
    if not half:
        return matches
    every = {match.best.section: match for match in matches}
    known = every.get(half[0].best.section)
    if known is None or known.similarity < half[0].similarity:
        every[half[0].best.section] = half[0]
    return sorted(every.values(), key=lambda match: -match.similarity)


def _spelt_right(
    passages: LibraryPassages | ForeignPassages, found: Ranked, asked: Asked
) -> str | None:
    """Return the question with its misspelt words put right; None where there are none."""
    doubted = [] if asked.scoring.plain else spelling.doubtful(found.near.missing)
    if not doubted:
        return None
    wider = passages.read(passages.nearest(spelling.LOOKED_THROUGH))
    texts = [f"{one.heading}\n{one.text}" for one in wider]

    def is_there(word: str) -> bool:
        return any(
            passages.nearest(1, containing=form) for form in (word, word.capitalize(), word.upper())
        )

    question, right = spelling.corrected(asked.question, doubted, texts, is_there)
    for word, meant in right.items():
        logger.warning(f'no document has "{word}"; searched for "{meant}" too')
    return question if right else None
