"""What each threshold gives with an embedding model: precision, recall, hits per question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from headwise._defaults import DEFAULT_THRESHOLD
from headwise.errors import CalibrationError
from headwise.retrievers.anchors import scale_of
from headwise.retrievers.calibration import reporting
from headwise.retrievers.calibration.pairs import Pairs
from headwise.retrievers.embeddings import embeddings_name
from headwise.retrievers.similarity import (
    Scale,
    crossed,
    pairwise_cosines,
    pairwise_overlaps,
    passes,
    scale_from,
)

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
class Calibration:
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
    questions: int
    passages: int
    scale: Scale
    """The scale that thresholds are on here."""
    measured: Scale
    """The anchors of these pairs: the medians of the cosines below."""
    answers: NDArray[np.floating]
    """Cosine of each question with its passage, (pairs,)."""
    unrelated: NDArray[np.floating]
    """Cosine of each question with each other passage."""
    answer_overlaps: NDArray[np.floating]
    """Word overlap of each question with its passage, (pairs,)."""
    unrelated_overlaps: NDArray[np.floating]

    @property
    def pairs(self) -> int:
        """How many pairs were measured."""
        return len(self.answers)

    @property
    def answer_scores(self) -> NDArray[np.floating]:
        """Similarity of each question with its passage, not yet cut to 0 to 1, (pairs,)."""
        return self.scale.score(self.answers, self.answer_overlaps)

    @property
    def unrelated_scores(self) -> NDArray[np.floating]:
        """Similarity of each question with each other passage, not yet cut to 0 to 1."""
        return self.scale.score(self.unrelated, self.unrelated_overlaps)

    def on(self, scale: Scale) -> Calibration:
        """Return the same measurement with thresholds on another scale."""
        return replace(self, scale=scale)

    def at(self, threshold: float) -> Outcome:
        """Return what a threshold gives."""
        right = int(passes(self.answer_scores, threshold).sum())
        hits = right + int(passes(self.unrelated_scores, threshold).sum())
        return Outcome(
            threshold=threshold,
            cosine=self.scale.cosine_at(threshold),
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
        ordered = np.sort(self.answers)
        middle, reach = (len(ordered) - 1) / 2, 0.98 * math.sqrt(len(ordered))
        low, high = max(0, math.floor(middle - reach)), math.ceil(middle + reach)
        return float(ordered[low]), float(ordered[min(high, len(ordered) - 1)])

    def table(self, thresholds: Sequence[float] = THRESHOLDS) -> str:
        """Return the outcomes as lines of text, the default threshold marked."""
        return reporting.table(self.outcomes(thresholds), DEFAULT_THRESHOLD)

    def as_json(self, thresholds: Sequence[float] = THRESHOLDS) -> dict[str, Any]:
        """Return anchors and outcomes as JSON holds them."""
        return reporting.as_json(self, self.outcomes(thresholds))

    def __repr__(self) -> str:
        return reporting.line(self)

    def _repr_html_(self) -> str:
        return reporting.html(self, self.outcomes(), DEFAULT_THRESHOLD)

    def plot_distributions(self, axes: Axes, threshold: float = DEFAULT_THRESHOLD) -> None:
        """Draw how similar answers and unrelated passages are."""
        from headwise.retrievers.calibration.plotting import draw_distributions

        draw_distributions(self, axes, threshold)

    def plot(self, axes: Axes, threshold: float = DEFAULT_THRESHOLD) -> None:
        """Draw precision and recall against the threshold."""
        from headwise.retrievers.calibration.plotting import draw_outcomes

        draw_outcomes(self, axes, threshold)

    def figure(self, threshold: float = DEFAULT_THRESHOLD) -> Figure:
        """Return both plots side by side.

        Raises:
            CalibrationError: matplotlib is not installed.
        """
        from headwise.retrievers.calibration.plotting import figure

        return figure(self, threshold)


def measure(
    embeddings: Embeddings,
    pairs: Pairs | Sequence[tuple[str, str]],
    *,
    scale: Scale | None = None,
) -> Calibration:
    """Measure a model on pairs.

    Args:
        embeddings: The model. Questions are embedded as queries, passages as documents.
        pairs: From `read_pairs`, `library_pairs` or `shipped_pairs`, or (question, passage)s.
        scale: The scale that thresholds are on; by default the one that a new library with
            this model has.

    Raises:
        EmbeddingsError: The model fails, or does not tell answers from unrelated text.
        CalibrationError: There are no two different passages.
    """
    if not isinstance(pairs, Pairs):
        pairs = Pairs(tuple(pairs), f"{len(pairs)} pairs")
    questions, passages, paired = crossed(pairs.pairs)
    if not len(pairs) or paired.all():
        raise CalibrationError(
            f"{pairs.origin}: no question has a passage that is not its answer; "
            "give pairs with different passages"
        )
    cosines = pairwise_cosines(embeddings, questions, passages)
    overlaps = pairwise_overlaps(questions, passages)
    return Calibration(
        embeddings=embeddings_name(embeddings),
        dimension=len(embeddings.embed_query(questions[0])),
        origin=pairs.origin,
        questions=len(questions),
        passages=len(passages),
        scale=scale or scale_of(embeddings),
        measured=scale_from(cosines, paired),
        answers=cosines[paired],
        unrelated=cosines[~paired],
        answer_overlaps=overlaps[paired],
        unrelated_overlaps=overlaps[~paired],
    )
