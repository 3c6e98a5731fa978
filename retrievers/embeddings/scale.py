"""Similarity: cosine on a two-point scale of the embedding model, corrected by word overlap.

Raw cosines of different models do not compare: for a question and the passage that answers
it, all-MiniLM-L6-v2 gives 0.56 in the median and multilingual-e5 0.86, which gives unrelated
text 0.77. On the scale, like on a thermometer, 0 is where unrelated text lies and 1 where answers
lie, so that one threshold is useful with every model. Words of the question that a passage has
raise its similarity, words that it lacks lower it. It is not a probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from headwise.errors import EmbeddingsError
from headwise.retrievers.text.overlap import USUAL, QuestionWords

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

TOLERANCE = 1e-6
"""Of 1,000 pairs of float32 vectors at cosine exactly 0.85, 190 come out below it, by up to
1.2e-7. A scale as narrow as multilingual-e5's (c1 - c0 = 0.09) makes that 1.3e-6."""

OVERLAP_WEIGHT = 1.2
LEAST_OVERLAP = 0.35
"""How much word overlap counts, and the least that is counted: a paraphrase may share no word.

``make retrieval`` measures what overlap does. On XQuAD, whose questions use the passages' words,
precision and recall at 0.85 are .69/.87 with it and .56/.79 without; on the calibration pairs,
whose questions paraphrase, .95/.57 and .96/.77. A weight of 1 with 0.33 gives .68/.87, .95/.60."""


@dataclass(frozen=True)
class Scale:
    """A model's two anchors: the cosines that are similarity 0 and similarity 1.

    Args:
        c0: Median cosine between a question and an unrelated passage.
        c1: Median cosine between a question and the passage that answers it.
        with_overlap: Whether word overlap counts, or the cosine alone.

    Raises:
        EmbeddingsError: Not -1 <= c0 < c1 <= 1: the model does not tell the two apart.

    >>> scale = Scale(c0=0.25, c1=0.75)
    >>> scale.similarity(0.5), scale.similarity(0.8), scale.similarity(-0.2)
    (0.5, 1.0, 0.0)
    >>> round(scale.similarity(0.5, overlap=0.75), 6)
    0.8
    >>> scale.cosine_at(0.5)
    0.5
    """

    c0: float
    c1: float
    with_overlap: bool = True

    def __post_init__(self) -> None:
        if not -1 <= self.c0 < self.c1 <= 1:  # also refuses NaN
            raise EmbeddingsError(
                f"similarity scale with c0 = {self.c0:.3f} and c1 = {self.c1:.3f}: answers must "
                "be nearer to their questions than unrelated text; use another embedding model, "
                "or calibrate with questions that their passages answer"
            )

    @overload
    def similarity(self, cosine: float, overlap: float = USUAL) -> float: ...
    @overload
    def similarity(
        self, cosine: NDArray[np.floating], overlap: NDArray[np.floating] | float = USUAL
    ) -> NDArray[np.floating]: ...
    def similarity(self, cosine: Any, overlap: Any = USUAL) -> Any:
        """Return the similarity, 0 to 1: `score` without what lies beyond; NaN stays NaN."""
        score = self.score(cosine, overlap)
        if isinstance(score, float):  # numpy's float64 is one; float32 has clip
            return score if math.isnan(score) else min(max(float(score), 0.0), 1.0)
        return score.clip(0, 1)

    @overload
    def score(self, cosine: float, overlap: float = USUAL) -> float: ...
    @overload
    def score(
        self, cosine: NDArray[np.floating], overlap: NDArray[np.floating] | float = USUAL
    ) -> NDArray[np.floating]: ...
    def score(self, cosine: Any, overlap: Any = USUAL) -> Any:
        """Return what hits are ranked by: similarity that may lie below 0 or above 1.

        ``(cosine - c0) / (c1 - c0) + 1.2 * (max(overlap, 0.35) - 0.5)``

        Args:
            cosine: Of question and passage.
            overlap: ``QuestionWords.overlap`` of the passage; by default one that does not count.
        """
        on_scale = (cosine - self.c0) / (self.c1 - self.c0)
        if not self.with_overlap:
            return on_scale
        if isinstance(overlap, float):
            return on_scale + OVERLAP_WEIGHT * (max(overlap, LEAST_OVERLAP) - USUAL)
        return on_scale + OVERLAP_WEIGHT * (overlap.clip(LEAST_OVERLAP) - USUAL)

    @overload
    def cosine_at(self, similarity: float) -> float: ...
    @overload
    def cosine_at(self, similarity: NDArray[np.floating]) -> NDArray[np.floating]: ...
    def cosine_at(self, similarity: Any) -> Any:
        """Return the cosine at a similarity between 0 and 1, where the overlap is usual."""
        return self.c0 + similarity * (self.c1 - self.c0)


RAW = Scale(c0=0.0, c1=1.0, with_overlap=False)
"""The scale turned off: similarity is the cosine, below 0 counted as 0."""

MINILM = Scale(c0=0.035, c1=0.561)
"""The embedded all-MiniLM-L6-v2, where 0.85 is cosine 0.48, as `measure_scale` measures it on the
calibration pairs. (On 612 questions and 120 paragraphs of XQuAD it gives 0.017 and 0.582.)"""


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
    questions, passages, paired = crossed(pairs)
    if not pairs or paired.all():
        raise EmbeddingsError(
            f"a similarity scale cannot be measured on {len(pairs)} pairs with {len(passages)} "
            "different passages: give at least two, better a hundred from many domains"
        )
    return scale_from(pairwise_cosines(embeddings, questions, passages), paired)


def crossed(
    pairs: Sequence[tuple[str, str]],
) -> tuple[list[str], list[str], NDArray[np.bool_]]:
    """Return the different questions and passages, and which of them are a pair.

    The array has the shape (questions, passages).
    """
    import numpy as np

    questions = list(dict.fromkeys(question for question, _ in pairs))
    passages = list(dict.fromkeys(passage for _, passage in pairs))
    rows = {question: row for row, question in enumerate(questions)}
    columns = {passage: column for column, passage in enumerate(passages)}
    paired = np.zeros((len(questions), len(passages)), bool)
    for question, passage in pairs:
        paired[rows[question], columns[passage]] = True
    return questions, passages, paired


def scale_from(cosines: NDArray[np.floating], paired: NDArray[np.bool_]) -> Scale:
    """Return the scale on which unrelated passages and answers lie in the median at 0 and 1."""
    import numpy as np

    return Scale(c0=float(np.median(cosines[~paired])), c1=float(np.median(cosines[paired])))


def pairwise_cosines(
    embeddings: Embeddings, questions: Sequence[str], passages: Sequence[str]
) -> NDArray[np.float32]:
    """Return the cosine of every question with every passage, (questions, passages).

    Raises:
        EmbeddingsError: The model fails.
    """
    from headwise.retrievers.embeddings.vectors import passage_vectors

    return _question_vectors(embeddings, questions) @ passage_vectors(embeddings, passages).T


def pairwise_overlaps(questions: Sequence[str], passages: Sequence[str]) -> NDArray[np.float64]:
    """Return the word overlap of every question with every passage, (questions, passages)."""
    import numpy as np

    words = [QuestionWords(question) for question in questions]
    return np.array([[asked.overlap(passage) for passage in passages] for asked in words])


def _question_vectors(embeddings: Embeddings, questions: Sequence[str]) -> NDArray[np.float32]:
    """Embed as queries; in one batch if the model embeds queries and documents alike."""
    import numpy as np

    from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector

    first = question_vector(embeddings, questions[0])
    as_documents = passage_vectors(embeddings, questions[:1])[0]
    if first.shape == as_documents.shape and first @ as_documents > 1 - 1e-4:
        return passage_vectors(embeddings, questions)
    return np.stack([first, *(question_vector(embeddings, text) for text in questions[1:])])
