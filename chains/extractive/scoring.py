"""How relevant a sentence is to a question, and how representative of its section."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from headwise.chains.extractive.candidates import Candidate
from headwise.retrievers.text import vocabulary
from headwise.retrievers.text.function_words import function_words_of
from headwise.retrievers.text.stems import WORD, stems

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_CANDIDATES = 24
"""Most sentences embedded per group: those that share the heaviest words with the question.
ROUGE on QMSum is the same with 24 and with 40."""
# What is added to the cosine with the question (0 to 1). Set on QMSum's development items
# (`make summaries`) and held back where a section strays from the question: with 1.3 for
# centrality, a lone sentence on the question among many that are not is passed over. A search
# over all of these, with items held out in five folds, gives ROUGE 31.6/10.0/20.5 on what is
# held out and 32.5/10.7/21.6 at best on what it was searched on: no improvement.
CENTRALITY = 1.0
"""Times the mean cosine with the other sentences: how central it is (as in LexRank,
Erkan and Radev, 2004)."""
NEIGHBOUR = 0.1
"""Times the larger cosine of the two neighbours with the question."""
OVERLAP = 0.2
"""Times the share of the question's words, by rarity."""
LENGTH, FULL_LENGTH = 0.1, 25
"""At this many words; less in proportion for a shorter sentence."""
LEAD = 0.06
"""For a section's first sentence, which tends to say what it is about."""
ASKING = -0.15
"""For a question."""
PERSONAL = -1.5
"""Times the share of words such as "I", "you" and "it's": talk about the talk."""
FORMULAS = -0.5
"""Times the share of what is no word, beyond a tenth: torn formulas do not read."""

_PERSONAL = frozenset(vocabulary.words("personal"))
_PLAIN = re.compile(
    r"[(\[“‘\"'’«]*(?:[^\W\d_]{2,}(?:[-'’/.][^\W_]+)*|[aAI]|\d+(?:[.,]\d+)*%?|\[\d[\d,–-]*\])"
    r"[)\].,;:!?”’\"'»–—-]*(?:\[\d[\d,–-]*\][.,;]?)?|[–—&]"
)


def preselect(question: str, candidates: list[Candidate]) -> list[Candidate]:
    """Return at most `MOST_CANDIDATES`, in their order, chosen by words alone."""
    if len(candidates) <= MOST_CANDIDATES:
        return candidates
    shares = overlap(question, [one.text for one in candidates])
    ranked = sorted(range(len(candidates)), key=lambda index: (-shares[index], index))
    return [candidates[index] for index in sorted(ranked[:MOST_CANDIDATES])]


def asked_stems(question: str) -> set[str]:
    """Return the content words of a question, as `stems` does, in its language."""
    words = WORD.findall(question.casefold())
    function_words = function_words_of(words)
    return stems(" ".join(word for word in words if word not in function_words))


def overlap(question: str, texts: Sequence[str]) -> list[float]:
    """Return for each text the share of the question's words in it, weighed by rarity.

    The weight of a word is its inverse document frequency among ``texts``: in a section on
    pooling the word "pooling" distinguishes sentences less than "stride" does.
    """
    asked = asked_stems(question)
    found = [stems(text) for text in texts]
    frequency = Counter(stem for one in found for stem in one)
    weights = {stem: math.log((len(texts) + 1) / (frequency[stem] + 0.5)) for stem in asked}
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
    score: NDArray[np.float64] = relevance + CENTRALITY * centrality + NEIGHBOUR * around
    score += OVERLAP * shared
    score += [LENGTH * min(one.words, FULL_LENGTH) / FULL_LENGTH for one in candidates]
    score += [LEAD * (not one.spoken and one.position == 0) for one in candidates]
    score += [ASKING * one.text.endswith("?") for one in candidates]
    score += [PERSONAL * _personal(one.text) for one in candidates]
    score += [FORMULAS * max(0.0, _no_words(one.text) - 0.1) for one in candidates]
    return score.astype(np.float32)


def _personal(text: str) -> float:
    """Return the share of words that belong to the talk itself: "I", "you", "like"."""
    words = [word.replace("’", "'") for word in WORD.findall(text.casefold())]
    return sum(word in _PERSONAL for word in words) / max(1, len(words))


def _no_words(text: str) -> float:
    """Return the share of what stands between spaces and is neither word nor plain number."""
    parts = text.split()
    return sum(not _PLAIN.fullmatch(part) for part in parts) / max(1, len(parts))
