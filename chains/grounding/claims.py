"""Comparing what a sentence claims with the source sentence that it comes from.

These checks raise suspicions: only a reader can tell a free paraphrase from a wrong claim. So
they apply only where the words of the sentence show where it comes from.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from headwise.chains.grounding.opposites import OPPOSITE_STEMS, opposite
from headwise.chains.grounding.quantities import supported
from headwise.chains.grounding.statement import Statement
from headwise.chains.grounding.support import Support
from headwise.retrievers.text.language import LEAST_WORDS_TO_DOUBT, language_of
from headwise.retrievers.text.stems import WORD, stems

FOLLOWS = 0.6
"""Share of a sentence's words, weighted by rarity, that a source sentence must have to be taken
for the one that it comes from."""
FOLLOWS_CLOSELY = 0.75
FOLLOWS_ENTIRELY = 0.9
_REPORTS = re.compile(
    r"\b(?:said|says?|argue[sd]?|thinks?|thought|mention(?:s|ed)|explain(?:s|ed)|report(?:s|ed)|"
    r"note[sd]|state[sd]|suggest(?:s|ed)|claim(?:s|ed)|asked|according to)\b",
    re.IGNORECASE,
)
"""Verbs whose subject, a speaker, the sources may leave unnamed."""


class Claims:
    """The sentences of the sources, to compare those of a summary with."""

    def __init__(self, source_sentences: Sequence[str]) -> None:
        self._support = Support(source_sentences)
        self._language = language_of(" ".join(source_sentences))
        self._statements = [Statement(text) for text in source_sentences]
        counts = Counter(stem for one in self._statements for stem in one.stems)
        total = len(self._statements)
        self._weights = {
            stem: math.log((total + 1) / (count + 0.5)) + 0.5 for stem, count in counts.items()
        }
        self._weight_of_unknown = math.log((total + 1) / 1.5) + 0.5
        self._names = frozenset().union(*(one.names for one in self._statements))
        lower_case = {
            stem
            for one in self._statements
            for word in one.text.split()
            if not word[0].isupper()
            for stem in stems(word)
        }
        # A first word that is nowhere written in lower case may be a name.
        self._possible_names = {one.first_word for one in self._statements} - lower_case - {""}

    def suspicion(self, sentence: str) -> str | None:
        """Return what seems wrong with ``sentence``, or ``None``."""
        one = Statement(sentence)
        if len(one.stems) < 2 or not self._statements or self._is_in_other_language(sentence):
            return None
        if len(one.stems) > 2 and self._is_unsupported(one):
            return "no passage of the sources says it"
        return self._other_name(one) or self._opposite(one)

    def _is_in_other_language(self, sentence: str) -> bool:
        """Whether words cannot be compared, because the sources are in another language."""
        own = language_of(sentence, LEAST_WORDS_TO_DOUBT)
        return None not in {own, self._language} and own != self._language

    def _is_unsupported(self, one: Statement) -> bool:
        # A number that the sources have shows where a free paraphrase comes from.
        known = [number for other in self._statements for number in other.quantities]
        if any(supported(number, known) for number in one.quantities):
            return False
        return self._support.is_far(one.text, self._coverage(one))

    def _coverage(self, one: Statement) -> float:
        """Return the share, 0 to 1, of a statement's words that the sources have, by rarity."""
        total = sum(self._weight(stem) for stem in one.stems)
        known = sum(self._weight(stem) for stem in one.stems if self._has(stem))
        return known / total if total else 1.0

    def _has(self, stem: str) -> bool:
        return stem in self._weights or (
            len(stem) >= 5 and any(known[:5] == stem[:5] for known in self._weights)
        )

    def _weight(self, stem: str) -> float:
        return self._weights.get(stem, self._weight_of_unknown)

    def _share(self, one: Statement, other: Statement, skip: frozenset[str]) -> float:
        """Return the share of the words of ``one``, by rarity, that ``other`` has."""
        own = one.stems - skip
        total = sum(self._weight(stem) for stem in own)
        if not total or len(own) < 2:
            return 0.0
        return sum(self._weight(stem) for stem in own & other.stems) / total

    def _other_name(self, one: Statement) -> str | None:
        """Return whether the sources say of another name what the sentence says of one."""
        known = self._names | one.names
        # A name that the sources write differently, such as an acronym, proves nothing.
        certain = (one.names | ({one.first_word} & known)) & self._weights.keys()
        own = certain | ({one.first_word} & self._possible_names)
        new_first_word = bool(one.first_word) and not self._has(one.first_word)
        if (not own and not new_first_word) or _REPORTS.search(one.text):
            return None
        subjects = one.names | {one.first_word} | OPPOSITE_STEMS
        others: list[str] = []
        for index, other in enumerate(self._statements):
            share = self._share(one, other, skip=subjects)
            if share < (FOLLOWS if certain else FOLLOWS_CLOSELY):
                continue
            theirs = other.names | ({other.first_word} & (known | self._possible_names))
            if other.refers_back and not theirs:
                if not own:
                    return None
                before = self._statements[max(0, index - 2) : index]
                theirs = frozenset().union(*(near.names | {near.first_word} for near in before))
            swapped = share >= FOLLOWS_CLOSELY and own - theirs and theirs - one.stems
            if not theirs - {""} or (own & theirs and not swapped):
                return None
            others += sorted(theirs - one.stems - {""})
        return f"the sources say this of {self._printed(others[0])}" if others else None

    def _opposite(self, one: Statement) -> str | None:
        """Return whether the source sentence says the opposite."""
        shares = [self._share(one, other, skip=OPPOSITE_STEMS) for other in self._statements]
        best = max(shares)
        found = None
        for other, share in zip(self._statements, shares, strict=True):
            if share < max(FOLLOWS, best - 0.1):
                continue
            clause = other.clause_like(one)
            shared = one.stems & other.stems
            added = (one.negated & shared) - other.negated
            dropped = (other.negated & shared) - one.negated
            implied = other.implicit_negations <= one.implicit_negations
            entirely = share >= FOLLOWS_ENTIRELY and not one.negates
            if (added and not clause.negates and implied) or (
                dropped and entirely and one.implicit_negations <= other.implicit_negations
            ):
                found = "the sources say the opposite"
            elif pair := opposite(one, other) or opposite(one, clause):
                found = f"the sources say {pair[1]!r}, not {pair[0]!r}"
            else:
                return None
        return found

    def _printed(self, stem: str) -> str:
        """Return the word of a stem as the sources print it."""
        words = (word.group() for one in self._statements for word in WORD.finditer(one.text))
        return next((word for word in words if stem in stems(word)), stem)
