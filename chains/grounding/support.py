"""Whether any passage of the sources says what a sentence says, by words and by meaning."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.embeddings.vectors import passage_vectors
from headwise.retrievers.text.stems import stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW_WORDS = 0.34
"""Share of content words, found anywhere in the sources, below which a sentence is foreign to
them unless its meaning is near."""
SCATTERED = 0.62
"""Share found within two neighbouring sentences, below which the meaning decides."""
FAR, FAR_FOREIGN = 0.57, 0.65
"""Cosine of the embedded model (MiniLM) to the nearest one or two sentences, below which a
sentence of scattered words, or of foreign ones, is unsupported. Of the 264 faithful paraphrases
of ``make grounding`` one is reported so; at 0.60 it would be three or four."""
MOST_WINDOWS = 80
"""Windows of one or two sentences embedded at most: those that share most words."""

logger = logging.getLogger(__name__)


class Support:
    """The sources as windows of one and two sentences."""

    def __init__(self, source_sentences: Sequence[str]) -> None:
        pairs = itertools.pairwise(source_sentences)
        self._windows = [*source_sentences, *(" ".join(pair) for pair in pairs)]
        self._vectors: dict[int, NDArray[np.float32]] = {}

    def is_far(self, sentence: str, coverage: float) -> bool:
        """Whether no window says what ``sentence`` says.

        Args:
            sentence: Of a summary.
            coverage: Share of its content words found anywhere in the sources, 0 to 1.
        """
        words = stems(sentence)
        shares = [len(words & found) / len(words) for found in self._stems]
        if coverage >= FEW_WORDS and max(shares, default=0.0) >= SCATTERED:
            return False
        ranked = sorted(range(len(shares)), key=lambda index: -shares[index])[:MOST_WINDOWS]
        cosine = self._nearest(sentence, sorted(ranked))
        if cosine is None:
            return coverage < FEW_WORDS
        return cosine < (FAR if coverage >= FEW_WORDS else FAR_FOREIGN)

    @cached_property
    def _stems(self) -> list[set[str]]:
        return [stems(window) for window in self._windows]

    def _nearest(self, sentence: str, windows: Sequence[int]) -> float | None:
        """Return the largest cosine, or ``None`` if the embedded model is unavailable."""
        new = [index for index in windows if index not in self._vectors]
        try:
            # The thresholds are those of this model, whatever the library is searched with.
            found = passage_vectors(
                load_embeddings(None), [sentence, *(self._windows[index] for index in new)]
            )
        except EmbeddingsError as error:
            logger.debug("support is judged by words alone: %s", error)
            return None
        self._vectors.update(zip(new, found[1:], strict=True))
        return max((float(self._vectors[index] @ found[0]) for index in windows), default=0.0)
