"""How much a sentence bears on a question, and how well it stands for its section."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from headwise.chains.extractive.candidates import Candidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_CANDIDATES = 48
"""Most sentences embedded per group: those that share the heaviest words with the question."""
CENTRALITY = 0.6
NEIGHBOUR = 0.1
OVERLAP = 0.15
LEAD = 0.06
ASKING = -0.08
PERSONAL = -0.3
LEANING = -0.12

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOPWORDS = frozenset(
    """
    a about all an and any are as at be been but by can could did do does for from had has have
    how i in into is it its me more most my no not of on one or our should so some such tell than
    that the their them then there these they this those to us use used using was we were what
    when where which who whom whose why will with would you your
    """.split()
)
_PERSONAL = frozenset("i you we me us i'm you're i've we're i'd it's that's like gonna".split())
_SUFFIX = re.compile(r"(?:'s|’s|ies|es|s|ing|ed|ly|ation|ations)$")


def stems(text: str) -> set[str]:
    """Return the content words of ``text`` without common English endings.

    >>> sorted(stems("What do the pooling layers pool?"))
    ['layer', 'pool']
    """
    words = {word.casefold() for word in _WORD.findall(text)} - _STOPWORDS
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= 3 else word


def preselect(question: str, candidates: list[Candidate]) -> list[Candidate]:
    """Return at most `MOST_CANDIDATES`, in their order, chosen by words alone."""
    if len(candidates) <= MOST_CANDIDATES:
        return candidates
    shares = overlap(question, [one.text for one in candidates])
    ranked = sorted(range(len(candidates)), key=lambda index: (-shares[index], index))
    # What stands before a chosen one may be needed to understand it.
    return [candidates[index] for index in sorted(ranked[:MOST_CANDIDATES])]


def overlap(question: str, texts: Sequence[str]) -> list[float]:
    """Return for each text the share of the question's words in it, weighed by rarity.

    The weight of a word is its inverse document frequency among ``texts``: in a section on
    pooling the word "pooling" tells sentences apart less than the word "stride" does.
    """
    found = [stems(text) for text in texts]
    frequency = Counter(stem for one in found for stem in one)
    weights = {
        stem: math.log((len(texts) + 1) / (frequency[stem] + 0.5)) for stem in stems(question)
    }
    whole = sum(weights.values()) or 1.0
    return [sum(weights[stem] for stem in one & weights.keys()) / whole for one in found]


def scores(
    question: str,
    candidates: Sequence[Candidate],
    vectors: NDArray[np.float32],
    relevance: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return a score for each candidate, about 0 to 1.5.

    Args:
        question: Its words are weighed beside its meaning.
        candidates: In reading order.
        vectors: Their unit vectors, (n, dimension).
        relevance: Their cosines with the question, (n,).
    """
    import numpy as np

    count = len(candidates)
    between = vectors @ vectors.T
    centrality = (between.sum(axis=1) - 1) / max(1, count - 1)
    around = np.array(
        [max([*relevance[max(0, i - 1) : i], *relevance[i + 1 : i + 2], 0.0]) for i in range(count)]
    )
    shared = np.array(overlap(question, [one.text for one in candidates]))
    score = relevance + CENTRALITY * centrality + NEIGHBOUR * around + OVERLAP * shared
    score += [LEAD * (not one.spoken and one.position == 0) for one in candidates]
    score += [ASKING * one.text.endswith("?") for one in candidates]
    score += [PERSONAL * _personal(one.text) for one in candidates]
    score += [LEANING * (one.leans + one.points) for one in candidates]
    return score.astype(np.float32)


def _personal(text: str) -> float:
    """Return the share of words that belong to the talk itself: "I", "you", "like"."""
    words = [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
    return sum(word in _PERSONAL for word in words) / max(1, len(words))
