"""What each threshold gives on pairs that were measured: precision, recall, hits per question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.embeddings.scale import Scale, scale_from
from headwise.retrievers.search.ranking import READ_AT_ONCE
from headwise.retrievers.search.similarity import Scoring, passes

THRESHOLDS = tuple(step / 20 for step in range(10, 21))
"""0.50 to 1.00."""


@dataclass(frozen=True)
class Outcome:
    """What a threshold gives on the pairs: every question asked of all their passages."""

    threshold: float
    cosine: float
    """Cosine at the threshold for a passage with a usual share of the question's words."""
    precision: float | None
    """Share of the hits that answer their question; ``None`` without hits."""
    recall: float
    """Share of the pairs whose passage is a hit of its question."""
    hits_per_question: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = (self.precision or 0.0) + self.recall
        return 2 * (self.precision or 0.0) * self.recall / total if total else 0.0


@dataclass(frozen=True, repr=False)
class Measured:
    """An embedding model measured on question/passage pairs.

    "Unrelated" is every passage for every question that it is not paired with. Precision
    depends on how many of those there are: in a set of 1,000 passages it is lower than in one
    of 100, and in a library it is what its documents make it. Compare thresholds by it, not
    libraries.
    """

    embeddings: str
    """Name of the model."""
    dimension: int
    origin: str
    """Where the pairs are from."""
    cosines: NDArray[np.floating]
    """Of every question with every passage, (questions, passages)."""
    lifts: NDArray[np.floating]
    """What the questions' words add, (questions, passages)."""
    paired: NDArray[np.bool_]
    """Which passages answer which questions, (questions, passages)."""
    scale: Scale
    """The scale that thresholds are on here."""

    @property
    def questions(self) -> int:
        """How many questions were measured."""
        return len(self.paired)

    @property
    def passages(self) -> int:
        """How many passages each question was compared with."""
        return int(self.paired.shape[1])

    @property
    def pairs(self) -> int:
        """How many pairs were measured."""
        return int(self.paired.sum())

    @cached_property
    def measured(self) -> Scale:
        """The anchors of these pairs."""
        return scale_from(self.cosines, self.paired)

    @cached_property
    def scores(self) -> NDArray[np.floating]:
        """Score of each question with each passage less what its best has beyond the scale.

        It is the similarity before it is cut to 0, (questions, passages).
        """
        nearest = np.sort(self.cosines, axis=1)[:, -READ_AT_ONCE:]
        scoring = Scoring(self.scale).among(nearest)
        scores = scoring.score(self.cosines, self.lifts)
        best: NDArray[np.floating] = scores.max(axis=1, keepdims=True)
        return scores - scoring.excess(best)

    def on(self, scale: Scale) -> Self:
        """Return the same measurement with thresholds on another scale."""
        return replace(self, scale=scale)

    def at(self, threshold: float) -> Outcome:
        """Return what a threshold gives."""
        passing = passes(self.scores, threshold)
        right, hits = int((passing & self.paired).sum()), int(passing.sum())
        return Outcome(
            threshold=threshold,
            cosine=Scoring(self.scale).cosine_at(threshold),
            precision=right / hits if hits else None,
            recall=right / self.pairs,
            hits_per_question=hits / self.questions,
        )

    def outcomes(self, thresholds: Sequence[float] = THRESHOLDS) -> list[Outcome]:
        """Return what each threshold gives."""
        return [self.at(threshold) for threshold in thresholds]

    def best(self) -> Outcome:
        """Return the hundredth from 0 to 1 with the highest F1 on these pairs."""
        return max(self.outcomes([step / 100 for step in range(101)]), key=lambda one: one.f1)

    def spread(self) -> tuple[float, float]:
        """Return between which cosines ``c1`` lies, 95 % sure (order statistics of a median)."""
        ordered = np.sort(self.cosines[self.paired])
        middle, reach = (len(ordered) - 1) / 2, 0.98 * math.sqrt(len(ordered))
        low, high = max(0, math.floor(middle - reach)), math.ceil(middle + reach)
        return float(ordered[low]), float(ordered[min(high, len(ordered) - 1)])
