"""Whether two texts say the same: the one test of the project, with its thresholds."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TypeVar

from headwise.retrievers.text.stems import stems
from headwise.retrievers.text.vocabulary import words

Item = TypeVar("Item")
Shingle = tuple[str, ...]

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
    texts = [(item, Fingerprint(text_of(item))) for item in items]
    standing = _Standing(fingerprint for _, fingerprint in texts)
    kept: dict[int, Item] = {}
    for place, (item, own) in enumerate(texts):
        one, says, first = item, own, place
        while (found := standing.same_as(says, before=first)) is not None:
            first, known = found
            old = kept.pop(first)
            standing.remove(first)
            if known.contains(says):
                one, says = join(old, one), known
            else:
                one = join(one, old)
        kept[first] = one
        standing.add(first, says)
    return [kept[place] for place in sorted(kept)]


class _Standing:
    """Texts by their shingles, so that a text is compared with those only that may be like it.

    Of a contained text at least `NEAR_DUPLICATE` of the shingles are in the other one. So among
    any more of them than the rest could be, the rarest for instance, one is in both (the prefix
    filter of Bayardo, Ma and Srikant 2007).
    """

    def __init__(self, all_texts: Iterable[Fingerprint]) -> None:
        self._rarity = Counter(shingle for text in all_texts for shingle in text.shingles)
        self._texts: dict[int, Fingerprint] = {}
        self._wordless: set[int] = set()
        self._having: defaultdict[Shingle, set[int]] = defaultdict(set)
        self._having_as_rare: defaultdict[Shingle, set[int]] = defaultdict(set)

    def add(self, place: int, text: Fingerprint) -> None:
        """Add a text under a number."""
        self._texts[place] = text
        if not text.shingles:
            self._wordless.add(place)
        for shingle in text.shingles:
            self._having[shingle].add(place)
        for shingle in self._rarest(text):
            self._having_as_rare[shingle].add(place)

    def remove(self, place: int) -> None:
        """Remove the text of a number."""
        text = self._texts.pop(place)
        self._wordless.discard(place)
        for shingle in text.shingles:
            self._having[shingle].discard(place)
            self._having_as_rare[shingle].discard(place)

    def same_as(self, text: Fingerprint, before: int) -> tuple[int, Fingerprint] | None:
        """Return the last text before a number that contains ``text``, or is contained in it."""
        places = set(self._wordless if text.shingles else self._texts)
        for having, shingles in (
            (self._having, self._rarest(text)),
            (self._having_as_rare, text.shingles),
        ):
            places.update(*(having[shingle] for shingle in shingles if shingle in having))
        for place in sorted(places, reverse=True):
            known = self._texts[place]
            if place < before and (known.contains(text) or text.contains(known)):
                return place, known
        return None

    def _rarest(self, text: Fingerprint) -> list[Shingle]:
        count = int((1 - NEAR_DUPLICATE) * len(text.shingles)) + 1
        return heapq.nsmallest(count, text.shingles, key=lambda one: (self._rarity[one], one))
