"""Whether two texts say the same: the one test of the project, with its thresholds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TypeVar

from headwise.retrievers.text.stems import stems
from headwise.retrievers.text.vocabulary import words

Item = TypeVar("Item")

SHINGLE = 4
"""Words per shingle: long enough that shared phrases of a field do not count."""
NEAR_DUPLICATE = 0.85
"""Share of the shorter text's shingles found in the other one, from which it is a duplicate.
Two layouts of one table in otherwise equal text score above 0.95; different sections of one
paper stay below 0.2."""
SAME_NUMBERS = 0.9
"""Tables may be laid out otherwise, but must hold the same numbers."""
SAME_WORDS = 0.8
"""Share of content words of both sentences together, from which they say the same if their
numbers are the same too."""
ALIKE = 0.5
"""Share of the shorter sentence's content words in the other one, from which a reader has to
decide whether one repeats the other."""
FEWEST_ALIKE, FEWEST_SAME = 3, 4
"""Content words that two sentences must share to be alike, or the same by their words."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TABLE_LINE = re.compile(r"^[^\S\n]*+\|.*$", re.MULTILINE)
_NEGATIONS = frozenset({*words("negation", "without"), "cannot"})


class Fingerprint:
    """What is compared of a text: the word shingles of its prose, its words and its numbers."""

    def __init__(self, text: str) -> None:
        self.words = _WORD.findall(_TABLE_LINE.sub(" ", text).casefold())
        size = min(SHINGLE, max(1, len(self.words)))
        self.shingles = {tuple(self.words[i : i + size]) for i in range(len(self.words) - size + 1)}
        self.numbers = Counter(_NUMBER.findall(text))
        self._text = text

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its content words."""
        return frozenset(stems(self._text))

    def contains(self, other: Fingerprint) -> bool:
        """Whether ``other`` says nothing (to speak of) that this text does not say."""
        if not other.shingles:
            return not other.numbers - self.numbers
        if len(other.shingles) > len(self.shingles) / NEAR_DUPLICATE:
            return False
        shared = len(self.shingles & other.shingles) / len(other.shingles)
        numbers = other.numbers.total()
        kept = (other.numbers & self.numbers).total() / numbers if numbers else 1.0
        return shared >= NEAR_DUPLICATE and kept >= SAME_NUMBERS

    def says(self, other: Fingerprint) -> bool:
        """Whether ``other``, a sentence, says in other words or order what this sentence says.

        >>> one = Fingerprint("Pooling halves the width of all feature maps.")
        >>> one.says(Fingerprint("The width of all feature maps is halved by pooling."))
        True
        >>> one.says(Fingerprint("Pooling halves all feature maps' width."))
        True
        """
        if self.contains(other):
            return True
        shared, either = len(self.stems & other.stems), len(self.stems | other.stems)
        return (
            shared >= FEWEST_SAME
            and shared >= SAME_WORDS * either
            and self.numbers == other.numbers
            and _NEGATIONS.isdisjoint(self.words) == _NEGATIONS.isdisjoint(other.words)
        )

    def is_like(self, other: Fingerprint, besides: AbstractSet[str] = frozenset()) -> bool:
        """Whether the two may say the same, so that it pays to have them read.

        Args:
            other: A sentence, as this is.
            besides: Content words that prove nothing, such as those of the question.
        """
        mine, theirs = self.stems - besides, other.stems - besides
        return len(mine & theirs) >= max(FEWEST_ALIKE, ALIKE * min(len(mine), len(theirs)))


def without_duplicates(
    items: Iterable[Item], text_of: Callable[[Item], str], join: Callable[[Item, Item], Item]
) -> list[Item]:
    """Return ``items`` in their order, what several say being said once.

    Of those that say the same, the one that says most stays, in the place of the first.

    Args:
        items: All of them.
        text_of: What an item says.
        join: Returns an item that stays, given it and the one that goes.
    """
    standing: list[tuple[Item, Fingerprint]] = []
    for item in items:
        one, fingerprint, place = item, Fingerprint(text_of(item)), len(standing)
        for index in reversed(range(len(standing))):
            old, known = standing[index]
            if known.contains(fingerprint):
                one, fingerprint = join(old, one), known
            elif fingerprint.contains(known):
                one = join(one, old)
            else:
                continue
            del standing[index]
            place = index
        standing.insert(place, (one, fingerprint))
    return [item for item, _ in standing]
