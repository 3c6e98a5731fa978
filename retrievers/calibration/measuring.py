"""What each threshold gives with an embedding model: precision, recall, hits per question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headwise._defaults import DEFAULT_THRESHOLD
from headwise.errors import CalibrationError
from headwise.retrievers.calibration import plotting, reporting
from headwise.retrievers.calibration.outcomes import THRESHOLDS, Measured
from headwise.retrievers.calibration.pairs import Pairs
from headwise.retrievers.embeddings import embeddings_name
from headwise.retrievers.embeddings.anchors import scale_of
from headwise.retrievers.embeddings.scale import Scale, crossed, pairwise_cosines
from headwise.retrievers.search.evidence import pairwise_lifts

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Calibration(Measured):
    """An embedding model measured on question/passage pairs, and the ways to look at it."""

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
        plotting.draw_distributions(self, axes, threshold)

    def plot(self, axes: Axes, threshold: float = DEFAULT_THRESHOLD) -> None:
        """Draw precision and recall against the threshold."""
        plotting.draw_outcomes(self, axes, threshold)

    def figure(self, threshold: float = DEFAULT_THRESHOLD) -> Figure:
        """Return both plots side by side.

        Raises:
            CalibrationError: matplotlib is not installed.
        """
        return plotting.figure(self, threshold)


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
    found = Calibration(
        embeddings=embeddings_name(embeddings),
        dimension=len(embeddings.embed_query(questions[0])),
        origin=pairs.origin,
        cosines=pairwise_cosines(embeddings, questions, passages),
        lifts=np.array(pairwise_lifts(questions, passages)),
        paired=paired,
        scale=scale or scale_of(embeddings),
    )
    _ = found.measured  # refuses a model that does not tell answers from the rest
    return found
