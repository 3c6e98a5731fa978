"""Whether the sources say what a sentence says, by its words, its meaning and its negations.

What is found here is a suspicion: only a reader can tell a free paraphrase from a wrong claim.
"""

from __future__ import annotations

import itertools
import logging
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from headwise.chains.grounding.quantities import Quantity, quantities, supported
from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.embeddings.vectors import passage_vectors
from headwise.retrievers.text.language import LEAST_WORDS_TO_DOUBT, language_of
from headwise.retrievers.text.stems import stems
from headwise.retrievers.text.vocabulary import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLLOWS, FOLLOWS_ENTIRELY = 0.6, 0.9
"""Share of a sentence's words, weighted by rarity, from which a source sentence is taken for the
one that it comes from, and from which a negation that it lacks is missed."""
NEGATED_WORDS = 3
"""Content words after a "not" that it negates."""
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

_WORD_OR_STOP = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;:.()–—]")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_NEGATIONS = frozenset(words("negation"))

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Statement:
    """A sentence, with what is compared of it."""

    text: str

    @cached_property
    def stems(self) -> set[str]:
        """Its content words, stemmed, without numbers and negations."""
        return {one for one in stems(self._plain) if not one.isdigit()} - _NEGATIONS

    @cached_property
    def negated(self) -> set[str]:
        """Stems of the words that a "not" or "no" negates."""
        parts = _WORD_OR_STOP.findall(_NUMBER.sub(" ", self._plain))
        found: set[str] = set()
        for index in (at for at, part in enumerate(parts) if part in _NEGATIONS):
            clause = itertools.takewhile(lambda part: part[0].isalpha(), parts[index + 1 :])
            content = (one for part in clause for one in sorted(stems(part) - _NEGATIONS))
            found.update(itertools.islice(content, NEGATED_WORDS))
        return found

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its numbers."""
        return quantities(self.text)

    @cached_property
    def _plain(self) -> str:
        text = re.sub(r"can(?:['’]t|not)\b", "can not", self.text.casefold())
        return re.sub(r"n['’]t\b", " not", text)


class Claims:
    """The sentences of the sources, to compare those of a summary with."""

    def __init__(self, source_sentences: Sequence[str]) -> None:
        self._language = language_of(" ".join(source_sentences))
        self._statements = [Statement(text) for text in source_sentences]
        self._windows = [*source_sentences, *map(" ".join, itertools.pairwise(source_sentences))]
        self._vectors: dict[int, NDArray[np.float32]] = {}
        counts = Counter(stem for one in self._statements for stem in one.stems)
        total = len(self._statements) + 1
        self._weights = {stem: math.log(total / (n + 0.5)) + 0.5 for stem, n in counts.items()}
        self._weight_of_unknown = math.log(total / 1.5) + 0.5

    def suspicion(self, sentence: str) -> str | None:
        """Return what seems wrong with ``sentence``, or ``None``."""
        one = Statement(sentence)
        language = language_of(sentence, LEAST_WORDS_TO_DOUBT)
        translated = None not in {language, self._language} and language != self._language
        if len(one.stems) < 2 or not self._statements or translated:
            return None
        if len(one.stems) > 2 and self._is_unsupported(one):
            return "no passage of the sources says it"
        return "the sources say the opposite" if self._is_opposite(one) else None

    def _is_unsupported(self, one: Statement) -> bool:
        # A number that the sources have shows where a free paraphrase comes from.
        known = [number for other in self._statements for number in other.quantities]
        if any(supported(number, known) for number in one.quantities):
            return False
        coverage = self._share(one, {stem for stem in one.stems if self._has(stem)})
        own = stems(one.text)
        shares = [len(own & window) / len(own) for window in self._window_stems]
        if coverage >= FEW_WORDS and max(shares) >= SCATTERED:
            return False
        ranked = sorted(range(len(shares)), key=lambda index: -shares[index])[:MOST_WINDOWS]
        cosine = self._nearest(one.text, sorted(ranked))
        if cosine is None:
            return coverage < FEW_WORDS
        return cosine < (FAR if coverage >= FEW_WORDS else FAR_FOREIGN)

    def _is_opposite(self, one: Statement) -> bool:
        """Whether every source sentence that it may come from negates other words."""
        shares = [self._share(one, other.stems) for other in self._statements]
        least = max(FOLLOWS, max(shares) - 0.1)
        near = [pair for pair in zip(self._statements, shares, strict=True) if pair[1] >= least]
        return bool(near) and all(_is_negated(one, other, share) for other, share in near)

    def _share(self, one: Statement, known: set[str]) -> float:
        """Return the share, 0 to 1, of a statement's words that are ``known``, by rarity."""
        total = sum(map(self._weight, one.stems))
        return sum(map(self._weight, one.stems & known)) / total if total else 1.0

    def _weight(self, stem: str) -> float:
        return self._weights.get(stem, self._weight_of_unknown)

    def _has(self, stem: str) -> bool:
        return stem in self._weights or (
            len(stem) >= 5 and any(known[:5] == stem[:5] for known in self._weights)
        )

    @cached_property
    def _window_stems(self) -> list[set[str]]:
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
        return max(float(self._vectors[index] @ found[0]) for index in windows)


def _is_negated(one: Statement, other: Statement, share: float) -> bool:
    """Whether either negates a word that stands without negation in the other."""
    shared = one.stems & other.stems
    if (one.negated & shared) - other.negated:
        return not other.negated
    return bool(other.negated & shared) and not one.negated and share >= FOLLOWS_ENTIRELY
