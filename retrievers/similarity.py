"""Similarity: cosine on a two-point scale of the embedding model, like a thermometer.

Raw cosines of different models do not compare: for a question and the passage that answers
it, all-MiniLM-L6-v2 gives 0.58 in the median and multilingual-e5 0.87, which gives unrelated
text 0.74. On the scale, 0 is where unrelated text lies and 1 where answers lie, so that one
threshold is useful with every model. It is not a probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from headwise.errors import EmbeddingsError

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

TOLERANCE = 1e-6
"""Of 1,000 pairs of float32 vectors at cosine exactly 0.85, 190 come out below it, by up to
1.2e-7. A scale as narrow as multilingual-e5's (c1 - c0 = 0.125) makes that 1e-6."""


@dataclass(frozen=True)
class Scale:
    """A model's two anchors: the cosines that are similarity 0 and similarity 1.

    Args:
        c0: Median cosine between a question and an unrelated passage.
        c1: Median cosine between a question and the passage that answers it.

    Raises:
        EmbeddingsError: Not -1 <= c0 < c1 <= 1: the model does not tell the two apart.

    >>> scale = Scale(c0=0.25, c1=0.75)
    >>> scale.similarity(0.5), scale.similarity(0.8), scale.similarity(-0.2)
    (0.5, 1.0, 0.0)
    >>> scale.cosine_at(0.5)
    0.5
    """

    c0: float
    c1: float

    def __post_init__(self) -> None:
        if not -1 <= self.c0 < self.c1 <= 1:  # also refuses NaN
            raise EmbeddingsError(
                f"similarity scale with c0 = {self.c0:.3f} and c1 = {self.c1:.3f}: answers must "
                "be nearer to their questions than unrelated text; use another embedding model, "
                "or calibrate with questions that their passages answer"
            )

    @overload
    def similarity(self, cosine: float) -> float: ...
    @overload
    def similarity(self, cosine: NDArray[np.floating]) -> NDArray[np.floating]: ...
    def similarity(self, cosine: Any) -> Any:
        """Return ``clip((cosine - c0) / (c1 - c0), 0, 1)``; NaN stays NaN."""
        similarity = (cosine - self.c0) / (self.c1 - self.c0)
        if isinstance(similarity, float):  # numpy's float64 is one; float32 has clip
            return similarity if math.isnan(similarity) else min(max(float(similarity), 0.0), 1.0)
        return similarity.clip(0, 1)

    @overload
    def cosine_at(self, similarity: float) -> float: ...
    @overload
    def cosine_at(self, similarity: NDArray[np.floating]) -> NDArray[np.floating]: ...
    def cosine_at(self, similarity: Any) -> Any:
        """Return the cosine at a similarity between 0 and 1."""
        return self.c0 + similarity * (self.c1 - self.c0)


RAW = Scale(c0=0.0, c1=1.0)
"""The scale turned off: similarity is the cosine, below 0 counted as 0."""

MINILM = Scale(c0=0.016, c1=0.584)
"""The embedded all-MiniLM-L6-v2, where 0.85 is cosine 0.50.

Measured on XQuAD (English questions on Wikipedia paragraphs) with `measure_scale`'s medians.
``tests/benchmarks/embeddings.py`` measures it again: 0.017 and 0.582 on 612 questions and 120
paragraphs, where 0.85 gives precision 0.58 and recall 0.72.
"""


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


def measure_scale(embeddings: Embeddings, pairs: Sequence[tuple[str, str]]) -> Scale:
    """Measure a model's anchors on questions and the passages that answer them.

    ``c1`` is the median cosine over the pairs, ``c0`` over every question with every passage
    that it is not paired with. A hundred pairs from many domains or more: of few, or all of
    one subject, "unrelated" passages are related.

    Args:
        embeddings: The model. Questions are embedded as queries, passages as documents.
        pairs: (question, passage); several questions may share a passage.

    Raises:
        EmbeddingsError: Fewer than two different passages, the model fails, or it does not
            tell answers from unrelated text.
    """
    import numpy as np

    from headwise.retrievers.embeddings.vectors import passage_vectors

    questions = list(dict.fromkeys(question for question, _ in pairs))
    passages = list(dict.fromkeys(passage for _, passage in pairs))
    question_at = {question: row for row, question in enumerate(questions)}
    passage_at = {passage: column for column, passage in enumerate(passages)}
    paired = np.zeros((len(questions), len(passages)), bool)
    for question, passage in pairs:
        paired[question_at[question], passage_at[passage]] = True
    if not pairs or paired.all():
        raise EmbeddingsError(
            f"a similarity scale cannot be measured on {len(pairs)} pairs with {len(passages)} "
            "different passages: give at least two, better a hundred from many domains"
        )
    cosines = _question_vectors(embeddings, questions) @ passage_vectors(embeddings, passages).T
    return Scale(c0=float(np.median(cosines[~paired])), c1=float(np.median(cosines[paired])))


def _question_vectors(embeddings: Embeddings, questions: Sequence[str]) -> NDArray[np.float32]:
    """Embed as queries; in one batch if the model embeds queries and documents alike."""
    import numpy as np

    from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector

    first = question_vector(embeddings, questions[0])
    as_documents = passage_vectors(embeddings, questions[:1])[0]
    if first.shape == as_documents.shape and first @ as_documents > 1 - 1e-4:
        return passage_vectors(embeddings, questions)
    return np.stack([first, *(question_vector(embeddings, text) for text in questions[1:])])
