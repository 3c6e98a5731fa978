"""What a sentence claims, compared with the source sentence that it comes from.

These checks suspect, they do not know: a right paraphrase can be told from a wrong claim
only by reading. So they speak up only where the words of the sentence show where it comes
from, and the difference is a single, telling one.
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
"""Share of a sentence's words, weighed by rarity, that a source sentence must have to be
taken for the one that it comes from."""
FOLLOWS_CLOSELY = 0.75
FOLLOWS_WHOLLY = 0.9
_REPORTS = re.compile(
    r"\b(?:said|says?|argue[sd]?|thinks?|thought|mention(?:s|ed)|explain(?:s|ed)|report(?:s|ed)|"
    r"note[sd]|state[sd]|suggest(?:s|ed)|claim(?:s|ed)|asked|according to)\b",
    re.IGNORECASE,
)
"""Words that name a speaker, whom the source itself may leave unnamed."""
_JOINTS = frozenset(", ; : and or but while whereas as both".split())


class Claims:
    """The statements of the sources, to compare a summary's sentences with."""

    def __init__(self, source_sentences: Sequence[str]) -> None:
        self._support = Support(source_sentences)
        self._language = language_of(" ".join(source_sentences))
        self._statements = [Statement(text) for text in source_sentences]
        counts = Counter(stem for one in self._statements for stem in one.stems)
        total = len(self._statements)
        self._weights = {
            stem: math.log((total + 1) / (count + 0.5)) + 0.5 for stem, count in counts.items()
        }
        self._unknown = math.log((total + 1) / 1.5) + 0.5
        self._known_names = frozenset().union(*(one.names for one in self._statements))
        small = {
            stem
            for one in self._statements
            for word in one.text.split()
            if not word[0].isupper()
            for stem in stems(word)
        }
        # A first word that is never written small may be a name.
        self._perhaps_names = {one.opening for one in self._statements} - small - {""}

    def suspicion(self, sentence: str) -> str | None:
        """Return what seems wrong with ``sentence``, or ``None``."""
        one = Statement(sentence)
        if len(one.stems) < 2 or not self._statements or self._is_foreign(sentence):
            return None
        if len(one.stems) > 2 and self._is_unsupported(one):
            return "no passage of the sources says it"
        subjects = one.names | {one.opening} | OPPOSITE_STEMS
        shares = [self._share(one, other, skip=subjects) for other in self._statements]
        return (
            self._other_name(one, shares)
            or self._other_clause(one)
            or self._turned_around(one)
            or self._order(one)
            or self._other_number(one)
        )

    def _is_foreign(self, sentence: str) -> bool:
        """Whether it is in another language than the sources, so that words tell nothing."""
        own = language_of(sentence, LEAST_WORDS_TO_DOUBT)
        return None not in {own, self._language} and own != self._language

    def _is_unsupported(self, one: Statement) -> bool:
        # A number that the sources have ties a free paraphrase to them.
        known = [number for other in self._statements for number in other.quantities]
        if any(supported(number, known) for number in one.quantities):
            return False
        return self._support.is_far(one.text, self.coverage(one.text))

    def coverage(self, sentence: str) -> float:
        """Return the share, 0 to 1, of a sentence's words that the sources hold, by rarity."""
        one = Statement(sentence)
        whole = sum(self._weight(stem) for stem in one.stems)
        held = sum(self._weight(stem) for stem in one.stems if self._holds(stem))
        return held / whole if whole else 1.0

    def _holds(self, stem: str) -> bool:
        return stem in self._weights or (
            len(stem) >= 5 and any(known[:5] == stem[:5] for known in self._weights)
        )

    def _weight(self, stem: str) -> float:
        return self._weights.get(stem, self._unknown)

    def _share(self, one: Statement, other: Statement, skip: frozenset[str]) -> float:
        own = one.stems - skip
        whole = sum(self._weight(stem) for stem in own)
        if not whole or len(own) < 2:
            return 0.0
        return sum(self._weight(stem) for stem in own & other.stems) / whole

    def _other_name(self, one: Statement, shares: Sequence[float]) -> str | None:
        """Return whether the sentence says of one name what the sources say of another."""
        known = self._known_names | one.names
        # A name that the sources write otherwise (an acronym for its words) tells nothing.
        sure = (one.names | ({one.opening} & known)) & self._weights.keys()
        mine = sure | ({one.opening} & self._perhaps_names)
        new_opening = bool(one.opening) and not self._holds(one.opening)
        if (not mine and not new_opening) or _REPORTS.search(one.text):
            return None
        others: list[str] = []
        for index, share in enumerate(shares):
            if share < (FOLLOWS if sure else FOLLOWS_CLOSELY):
                continue
            other = self._statements[index]
            theirs = other.names | ({other.opening} & (known | self._perhaps_names))
            if other.leans and not theirs:
                if not mine:
                    return None
                earlier = self._statements[max(0, index - 2) : index]
                theirs = frozenset().union(*(near.names | {near.opening} for near in earlier))
            swapped = share >= FOLLOWS_CLOSELY and mine - theirs and theirs - one.stems
            if not theirs - {""} or (mine & theirs and not swapped):
                return None
            others += sorted(theirs - one.stems - {""})
        return f"the sources say this of {self._printed(others[0])}" if others else None

    def _other_clause(self, one: Statement) -> str | None:
        """Return whether one clause of a sentence is told of the name in another clause."""
        known = self._known_names | one.names
        mine = one.names | ({one.opening} & known)
        if len(mine) != 1:
            return None
        skip = mine | {one.opening} | OPPOSITE_STEMS
        found = None
        for other in self._statements:
            for clause in other.clauses:
                theirs = clause.names | ({clause.opening} & known)
                if self._share(one, clause, skip) < FOLLOWS_WHOLLY or not theirs:
                    continue
                if mine & theirs:
                    return None
                if mine & other.stems:
                    found = f"the sources say this of {self._printed(min(theirs))}"
        return found

    def _turned_around(self, one: Statement) -> str | None:
        """Return whether the source sentence says the opposite."""
        shares = [self._share(one, other, skip=OPPOSITE_STEMS) for other in self._statements]
        best = max(shares)
        if best < FOLLOWS:
            return None
        found = None
        for other, share in zip(self._statements, shares, strict=True):
            if share < max(FOLLOWS, best - 0.1):
                continue
            shared = one.stems & other.stems
            added = (one.negated & shared) - other.negated
            dropped = (other.negated & shared) - one.negated
            wholly = share >= FOLLOWS_WHOLLY and one.soft <= other.soft and not one.negates
            if (added and not other.clause_like(one).negates and other.soft <= one.soft) or (
                dropped and wholly
            ):
                found = "the sources say the opposite"
            elif pair := opposite(one, other) or opposite(one, other.clause_like(one)):
                found = f"the sources say {pair[1]!r}, not {pair[0]!r}"
            else:
                return None
        return found

    def _order(self, one: Statement) -> str | None:
        """Return whether two things have changed places in an otherwise equal sentence."""
        nothing: frozenset[str] = frozenset()
        share, other = max(
            ((self._share(one, other, skip=nothing), other) for other in self._statements),
            key=lambda pair: pair[0],
        )
        if share < FOLLOWS_CLOSELY or opposite(one, other):
            return None
        mine, theirs = _plain(one.words), _plain(other.words)
        names_ = one.names | other.names
        names_ |= {one.opening, other.opening} & (names_ | self._known_names)
        both = [word for word in dict.fromkeys(mine) if word in names_ and word in theirs]
        if "than" in mine and "than" in theirs:
            a, b = (words[words.index("than") + 1 :][:1] for words in (mine, theirs))
            both = [*a, *b] if a != b else []
        if len(both) != 2 or both[0] not in theirs or both[1] not in mine:
            return None
        passive = ("by" in mine) != ("by" in theirs)
        positions = [
            (words, words.index(both[0]), words.index(both[1])) for words in (mine, theirs)
        ]
        turned = (positions[0][1] < positions[0][2]) != (positions[1][1] < positions[1][2])
        apart = any(_JOINTS & set(words[min(a, b) + 1 : max(a, b)]) for words, a, b in positions)
        if not turned or passive or apart:
            return None
        return f"{self._printed(both[0])} and {self._printed(both[1])} have changed places"

    def _printed(self, stem: str) -> str:
        """Return the word that a stem belongs to, as the sources print it."""
        words = (word.group() for one in self._statements for word in WORD.finditer(one.text))
        return next((word for word in words if stem in stems(word)), stem)

    def _other_number(self, one: Statement) -> str | None:
        """Whether a number belongs to something else in the sources."""
        for number in one.quantities:
            if number.approximate or number.spelled:
                continue
            holding = [
                index
                for index, other in enumerate(self._statements)
                if supported(number, other.quantities)
            ]
            if not holding:
                continue
            around = set().union(
                *(
                    near_by.stems
                    for index in holding
                    for near_by in self._statements[max(0, index - 1) : index + 2]
                )
            )
            if not any(stem in around for stem in one.stems):
                return f"the sources give {number.printed} for something else"
        return None


def _plain(words: Sequence[str]) -> list[str]:
    return [next(iter(stems(word)), word) for word in words]
