"""Telling whether two texts say the same in (nearly) the same words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")

SHINGLE = 4
"""Words per shingle: long enough that shared phrases of a field do not count."""
NEAR_DUPLICATE = 0.85
"""Share of the shorter text's shingles found in the other one, from which it is a duplicate.
Two layouts of one table in otherwise equal text score above 0.95; different sections of one
paper stay below 0.2."""
SAME_NUMBERS = 0.9
"""Tables may be laid out otherwise, but must hold the same numbers."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TABLE_LINE = re.compile(r"^[^\S\n]*+\|.*$", re.MULTILINE)


class Fingerprint:
    """What is compared of a text: the word shingles of its prose and its numbers."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(_TABLE_LINE.sub(" ", text).casefold())
        size = min(SHINGLE, max(1, len(words)))
        self.shingles = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
        self.numbers = Counter(_NUMBER.findall(text))

    def contains(self, other: Fingerprint) -> bool:
        """Whether ``other`` says nothing (to speak of) that this text does not say."""
        if not other.shingles:
            return not other.numbers - self.numbers
        shared = len(self.shingles & other.shingles) / len(other.shingles)
        numbers = other.numbers.total()
        kept = (other.numbers & self.numbers).total() / numbers if numbers else 1.0
        return shared >= NEAR_DUPLICATE and kept >= SAME_NUMBERS


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
