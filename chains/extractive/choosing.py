"""Which sentences to take, and how they are set as a paragraph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from headwise.chains.extractive.candidates import Candidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Set together with the constants of `scoring`.
NOVELTY = 0.2
"""Weight of distance from what is chosen already against the score."""
SENTENCES = 4
"""Most of a written text."""
SPOKEN_SENTENCES = 8
"""Most of a transcript, whose sentences are short; beyond `SENTENCES` only while there are fewer
than `FEW_WORDS` words."""
FEW_WORDS = 75
ENOUGH_WORDS = 90
"""No further sentence from here on."""
MOST_WORDS = 100
"""A further sentence may not go beyond this, unless it is only the second."""
LEAST_SCORE = 0.3
"""A sentence is left out if its score is below this share of the best's."""
WITHOUT_CONTEXT = 0.1
"""Taken from the value of a sentence that refers to the one before it, while that is not chosen."""
REPEATS = 0.92
"""Cosine from which a sentence says what a chosen one says."""


def choose(
    candidates: Sequence[Candidate], score: NDArray[np.float32], vectors: NDArray[np.float32]
) -> list[int]:
    """Choose by maximal marginal relevance (Carbonell and Goldstein, 1998).

    A sentence that refers to the one before it is better chosen after that one.

    Args:
        candidates: In reading order.
        score: Of each, (n,).
        vectors: Their unit vectors, (n, dimension).

    Returns:
        Indices in reading order, at least one.
    """
    between = vectors @ vectors.T
    left = list(range(len(candidates)))
    most = SPOKEN_SENTENCES if candidates[0].spoken else SENTENCES
    floor = LEAST_SCORE * float(score.max())
    chosen: list[int] = []
    words = 0
    while words < ENOUGH_WORDS and len(chosen) < (SENTENCES if words >= FEW_WORDS else most):
        value = (1 - NOVELTY) * score
        if chosen:
            nearest = between[:, chosen].max(axis=1)
            value = value - NOVELTY * nearest
            longest = MOST_WORDS - words if len(chosen) > 1 else math.inf
            left = [
                index
                for index in left
                if score[index] >= floor
                and nearest[index] < REPEATS
                and candidates[index].words <= longest
            ]
        if not left:
            break
        alone = [index for index in left if _lacks_context(index, candidates, chosen)]
        value[alone] -= WITHOUT_CONTEXT
        best = max(left, key=lambda index: float(value[index]))
        left.remove(best)
        chosen.append(best)
        words += candidates[best].words
    return sorted(chosen)


def _lacks_context(index: int, candidates: Sequence[Candidate], chosen: Sequence[int]) -> bool:
    """Whether a sentence refers to the one before it, and that one is not chosen."""
    one = candidates[index]
    return one.refers_back and not (
        index - 1 in chosen and candidates[index - 1].position == one.position - 1
    )


def paragraph(chosen: Sequence[Candidate]) -> str:
    """Return the chosen sentences as running text.

    A connective ("However, …") stays only where the sentence that it follows stands there, and
    what leads in a list stands once before its items.
    """
    parts: list[str] = []
    for before, one in zip([None, *chosen], chosen, strict=False):
        follows = before is not None and one.position == before.position + 1
        if before and one.lead and one.lead.removesuffix(" …") == before.lead.removesuffix(" …"):
            parts[-1] = parts[-1].removesuffix(".") + (";" if follows else "; …")
            parts.append(one.text.removeprefix(one.lead).lstrip())
        else:
            parts.append(one.text if follows else one.bare)
    return " ".join(parts)
