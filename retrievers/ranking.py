"""Ranking passages for a question: by cosine from Chroma, by similarity in the end."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwise.retrievers.overlap import QuestionWords
from headwise.retrievers.similarity import Scale, passes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_QUERY = 128
"""Passages asked for at first. Words can lift one of these over the threshold, or over another;
those further away are looked at as long as their cosine alone makes them hits. Widening until no
word could lift a passage any more took 130 ms at 10,000 passages (``make scale``)."""
MOST_CANDIDATES = 8192
"""Passages looked at, at most."""


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
class Candidate:
    """A passage as Chroma gives it."""

    section: Hashable
    """Identity of its section; ``None`` for a passage that is not to be seen."""
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


def best_passages(
    nearest: Callable[[int], Iterable[Candidate]], asked: Asked, *, threshold: float, max_hits: int
) -> list[Match]:
    """Return the best passage of each section, best first.

    Chroma gives passages by cosine. Four times as many are asked for each time, until there are
    as many hits as there is room for, or the cosine of the last one alone makes it no hit.

    Args:
        nearest: Gives at most so many passages, nearest first.
        asked: The question.
        threshold: Least similarity of a hit.
        max_hits: Most hits that there is room for.
    """
    wanted = FIRST_QUERY
    while True:
        candidates = list(nearest(wanted))
        best: dict[Hashable, Match] = {}
        for candidate in candidates:
            if candidate.section is None:
                continue
            overlap = asked.words.overlap(f"{candidate.heading}\n{candidate.text}")
            score = asked.scale.score(candidate.cosine, overlap)
            known = best.get(candidate.section)
            if known is None or known.score < score:
                best[candidate.section] = Match(candidate, overlap, score)
        found = sorted(best.values(), key=lambda match: -match.score)
        if len(candidates) < wanted or wanted >= MOST_CANDIDATES:
            return found
        alone = asked.scale.score(candidates[-1].cosine)
        is_room = len(found) < max_hits or not passes(found[max_hits - 1].score, threshold)
        if not (passes(alone, threshold) and is_room):
            return found
        wanted *= 4
