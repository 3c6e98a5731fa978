"""Ranking passages for a question: by cosine from Chroma, by similarity in the end."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, Protocol

from headwise.retrievers.embeddings.scale import Scale, passes
from headwise.retrievers.text.overlap import QuestionWords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READ_AT_ONCE = 128
"""Passages read at a time. Of the nearest so many, words can lift one over the threshold, or over
another; those further away are read as long as their cosine alone makes them hits. Of the best 20
sections that reading every passage finds, this finds 98 % at 100,000 passages (``make scale``)."""
MOST_NEIGHBOURS = 8192
"""Neighbours asked for, at most."""


@dataclass(frozen=True)
class Asked:
    """A question as it is compared with passages."""

    vector: NDArray[np.float32]
    """Its unit vector, (dimension,) float32."""
    words: QuestionWords
    scale: Scale

    @classmethod
    def of(cls, question: str, vector: NDArray[np.float32], scale: Scale) -> Asked:
        """Return ``question`` with its vector, to be compared on ``scale``."""
        return cls(vector, QuestionWords(question), scale)


@dataclass(frozen=True)
class Neighbour:
    """A passage that is not read yet."""

    id: tuple[str, str]
    """Name of its Chroma collection, and its id there."""
    cosine: float


@dataclass(frozen=True)
class Candidate:
    """A passage that is read."""

    section: Hashable
    """Identity of its section."""
    heading: str
    text: str
    cosine: float
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Match:
    """A section by the passage of it that is most similar to the question."""

    best: Candidate
    overlap: float
    score: float


class Passages(Protocol):
    """Where passages are searched."""

    def nearest(self, wanted: int) -> Sequence[Neighbour]:
        """Return at most so many, nearest first."""

    def read(self, neighbours: Sequence[Neighbour]) -> Iterable[Candidate]:
        """Return those of ``neighbours`` that are there to be seen, in any order."""


def best_passages(
    passages: Passages, asked: Asked, *, threshold: float, max_hits: int
) -> list[Match]:
    """Return the best passage of each section, best first.

    Passages are read from the nearest on, until there are as many hits as there is room for, or
    the cosine of the next one alone makes it no hit.

    Args:
        passages: Where to search.
        asked: The question.
        threshold: Least similarity of a hit.
        max_hits: Most hits that there is room for.
    """
    best: dict[Hashable, Match] = {}
    unread = _in_order(passages)
    part = list(islice(unread, READ_AT_ONCE))
    while part:
        for candidate in passages.read(part):
            overlap = asked.words.overlap(f"{candidate.heading}\n{candidate.text}")
            score = asked.scale.score(candidate.cosine, overlap)
            known = best.get(candidate.section)
            if known is None or known.score < score:
                best[candidate.section] = Match(candidate, overlap, score)
        if sum(passes(match.score, threshold) for match in best.values()) >= max_hits:
            break
        part = list(
            takewhile(
                lambda neighbour: passes(asked.scale.score(neighbour.cosine), threshold),
                islice(unread, READ_AT_ONCE),
            )
        )
    return sorted(best.values(), key=lambda match: -match.score)


def _in_order(passages: Passages) -> Iterator[Neighbour]:
    """Yield the neighbours, nearest first, asking for four times as many whenever they run out."""
    wanted = READ_AT_ONCE
    seen: set[tuple[str, str]] = set()
    while True:
        found = passages.nearest(wanted)
        yield from (neighbour for neighbour in found if neighbour.id not in seen)
        if len(found) < wanted or wanted >= MOST_NEIGHBOURS:
            return
        seen.update(neighbour.id for neighbour in found)
        wanted *= 4
