"""Similarity: the number that the threshold applies to, and how it comes about.

1. *Scale*: the cosine's position between two anchors of the embedding model.
2. *Score*: what else speaks for the passage lifts it, what all passages around the question have
   is taken off, and a straight line puts it so that 0.85 is enough, and hits reach from the best
   as far down as was measured to be right.
3. *Similarity*: the best of a search has at most 1, and the others count by their distance from it.
   Cut off at 1 instead, three of five hits would have the same similarity, and no threshold could
   choose between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

from headwise._defaults import DEFAULT_THRESHOLD
from headwise.retrievers.embeddings.scale import Scale
from headwise.retrievers.search import weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOLERANCE = 1e-6
"""Of 1,000 pairs of float32 vectors at cosine exactly 0.85, 190 come out below it, by up to
1.2e-7. A scale as narrow as multilingual-e5's (c1 - c0 = 0.09) makes that 1.3e-6."""

STRETCH = (1 - DEFAULT_THRESHOLD) / weights.REACH
"""Score per position on the scale."""


@dataclass(frozen=True)
class Scoring:
    """How passages are scored for a question.

    >>> scoring = Scoring(Scale(c0=0.25, c1=0.75))
    >>> scoring.score(0.6) < scoring.score(0.6, lift=0.1) < scoring.score(0.7, lift=0.1)
    True
    """

    scale: Scale
    plain: bool = False
    """Whether the cosine alone counts: nothing lifts it, and nothing is compared with the best."""
    crowd: Any = 0.0
    """Mean position of the passages nearest to the question; of many questions, (questions, 1)."""

    def among(self, cosines: NDArray[np.floating]) -> Scoring:
        """Return the scoring for a question whose nearest passages have these cosines.

        Where all are near, as in a language that the model does not know, being near says less.
        A few are no crowd: those missing from `weights.LEAST_CROWD` count as unrelated.

        Args:
            cosines: Of the nearest passages, (passages,) or (questions, passages).
        """
        if self.plain or not cosines.size:
            return self
        positions = self.scale.position(cosines)
        number = max(weights.LEAST_CROWD, positions.shape[-1])
        crowd = positions.sum(axis=-1, keepdims=True) / number
        return replace(self, crowd=float(crowd[0]) if crowd.ndim == 1 else crowd)

    @overload
    def score(self, cosine: float, lift: float = 0.0) -> float: ...
    @overload
    def score(
        self, cosine: NDArray[np.floating], lift: NDArray[np.floating] | float = 0.0
    ) -> NDArray[np.floating]: ...
    def score(self, cosine: Any, lift: Any = 0.0) -> Any:
        """Return what passages are ranked by; it may lie below 0 or above 1.

        Args:
            cosine: Of question and passage.
            lift: ``Evidence.lift`` of the passage.
        """
        position = self.scale.position(cosine)
        if self.plain:
            return position
        crowding = self.crowd - weights.NO_CROWD
        needed = weights.ENOUGH + weights.CROWD * crowding * (crowding > 0)
        return DEFAULT_THRESHOLD + STRETCH * (position + lift - needed)

    def similarity_of(self, cosine: float) -> float:
        """Return the similarity, 0 to 1, of a passage with this cosine that nothing lifts.

        >>> scoring = Scoring(Scale(c0=0.25, c1=0.75))
        >>> round(scoring.similarity_of(scoring.cosine_at(0.85)), 6)
        0.85
        """
        return similarity(self.score(cosine))

    def cosine_at(self, similarity: float) -> float:
        """Return the cosine of a passage with this similarity that nothing lifts."""
        if self.plain:
            return self.scale.cosine_at(similarity)
        position = weights.ENOUGH + (similarity - DEFAULT_THRESHOLD) / STRETCH
        return self.scale.cosine_at(position)

    @overload
    def excess(self, best: float) -> float: ...
    @overload
    def excess(self, best: NDArray[np.floating]) -> NDArray[np.floating]: ...
    def excess(self, best: Any) -> Any:
        """Return by how much the best score of a search lies beyond the scale."""
        if isinstance(best, float):
            return 0.0 if self.plain else max(0.0, best - 1.0)
        return 0 * best if self.plain else (best - 1.0).clip(0.0)


PLAIN = Scoring(Scale(c0=0.0, c1=1.0), plain=True)
"""Similarity is the cosine, below 0 counted as 0."""


@overload
def similarity(score: float, excess: float = 0.0) -> float: ...
@overload
def similarity(
    score: NDArray[np.floating], excess: NDArray[np.floating] | float = 0.0
) -> NDArray[np.floating]: ...
def similarity(score: Any, excess: Any = 0.0) -> Any:
    """Return the similarity, 0 to 1, of a score in a search whose best is ``excess`` beyond 1.

    >>> similarity(0.9), similarity(1.5, 0.5), round(similarity(1.1, 0.4), 6), similarity(0.3, 0.4)
    (0.9, 1.0, 0.7, 0.0)
    """
    found = score - excess
    if isinstance(found, float):  # numpy's float64 is one; float32 has clip
        return found if found != found else min(max(float(found), 0.0), 1.0)  # noqa: PLR0124 - NaN
    return found.clip(0, 1)


@overload
def passes(similarity: float, threshold: float) -> bool: ...
@overload
def passes(similarity: NDArray[np.floating], threshold: float) -> NDArray[np.bool_]: ...
def passes(similarity: Any, threshold: float) -> Any:
    """Return whether a similarity is at or above the threshold, rounding errors aside.

    >>> passes(0.8499999, 0.85), passes(0.8499, 0.85), passes(float("nan"), 0.0)
    (True, False, False)
    """
    return similarity >= threshold - TOLERANCE
