"""An embedding model's scale: the cosines at which unrelated text and answers lie.

Raw cosines of different models do not compare: for a question and the passage that answers
it, all-MiniLM-L6-v2 gives 0.56 in the median and multilingual-e5 0.86, which gives unrelated
text 0.77. On the scale, like on a thermometer, 0 is where unrelated text lies and 1 where answers
lie, so that one threshold is useful with every model. It is not a probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from headwise.errors import EmbeddingsError

if TYPE_CHECKING:
    import numpy as np
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Scale:
    """A model's two anchors: the cosines that are similarity 0 and similarity 1.

    Args:
        c0: Median cosine between a question and an unrelated passage.
        c1: Median cosine between a question and the passage that answers it.

    Raises:
        EmbeddingsError: Not -1 <= c0 < c1 <= 1: the model does not tell the two apart.

    >>> scale = Scale(c0=0.25, c1=0.75)
    >>> scale.position(0.5), scale.position(1.0), scale.position(0.0)
    (0.5, 1.5, -0.5)
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
    def position(self, cosine: float) -> float: ...
    @overload
    def position(self, cosine: NDArray[np.floating]) -> NDArray[np.floating]: ...
    def position(self, cosine: Any) -> Any:
        """Return where a cosine lies: 0 at ``c0``, 1 at ``c1``, and beyond as it comes."""
        return (cosine - self.c0) / (self.c1 - self.c0)

    @overload
    def cosine_at(self, position: float) -> float: ...
    @overload
    def cosine_at(self, position: NDArray[np.floating]) -> NDArray[np.floating]: ...
    def cosine_at(self, position: Any) -> Any:
        """Return the cosine at a position on the scale."""
        return self.c0 + position * (self.c1 - self.c0)


MINILM = Scale(c0=0.035, c1=0.561)
"""The embedded all-MiniLM-L6-v2, as `measure_scale` measures it on the calibration pairs.
(On 612 questions and 120 paragraphs of XQuAD it gives 0.017 and 0.582.)"""


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


def _question_vectors(embeddings: Embeddings, questions: Sequence[str]) -> NDArray[np.float32]:
    """Embed as queries; in one batch if the model embeds queries and documents alike."""
    import numpy as np

    from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector

    first = question_vector(embeddings, questions[0])
    as_documents = passage_vectors(embeddings, questions[:1])[0]
    if first.shape == as_documents.shape and first @ as_documents > 1 - 1e-4:
        return passage_vectors(embeddings, questions)
    return np.stack([first, *(question_vector(embeddings, text) for text in questions[1:])])
