"""Misspelt words of a question: those that no passage has but for one slip of the fingers.

A word is compared with those of the passages nearest to the question, since a misspelt question
still lies near its subject. A word that is spelt right and merely absent must stay: so one that
is in BERT's vocabulary stays, and so does one that any passage of the library has. What differs
in its ending only is another form of a word ("broaden", "broader"), and a letter in place of one
that lies elsewhere on the keyboard makes another word ("twister", "Twitter").
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from operator import eq

from headwise.retrievers.embeddings.common_words import is_listed

SHORTEST = 5
"""Letters of a word that is looked at: of shorter ones, one slip makes another word."""
_LONG = 9
"""Letters from which two slips are allowed."""
LOOKED_THROUGH = 1024
"""Passages whose words are candidates."""
LONGEST_ENDING = 3
_LETTER = r"[^\W\d_]"
_VOWELS = frozenset("aeiouy")
_KEYS = {
    letter: (row, column + row / 2)
    for row, letters in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, letter in enumerate(letters)
}
"""Where a letter lies on a keyboard; each row stands half a key further right."""


def doubtful(missing: Sequence[str]) -> list[str]:
    """Return the missing words that may be misspelt.

    >>> doubtful(["tornaod", "village", "x7", "cyts"])
    ['tornaod']
    """
    return [
        word for word in missing if len(word) >= SHORTEST and word.isalpha() and not is_listed(word)
    ]


def corrected(
    question: str,
    doubted: Sequence[str],
    texts: Iterable[str],
    is_there: Callable[[str], bool],
) -> tuple[str, dict[str, str]]:
    """Return the question with its misspelt words put right, and which these are.

    Args:
        question: As asked.
        doubted: From `doubtful`.
        texts: Where right words come from.
        is_there: Whether a word stands anywhere in what is searched.
    """
    whole = "\n".join(texts).casefold()
    right = {}
    for word in doubted:
        meant = _meant(word, whole)
        if meant and not is_there(word):
            right[word] = meant
    for word, meant in right.items():
        question = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", meant, question, flags=re.IGNORECASE)
    return question, right


def _meant(word: str, text: str) -> str | None:
    """Return the word that differs by the fewest slips: then the one that occurs most often.

    Fingers seldom slip on the first letter, which leaves few words to compare.
    """
    most = 2 if len(word) >= _LONG else 1
    shortest, longest = len(word) - most - 1, len(word) + most - 1
    # What stands before is looked at second: a pattern that begins with a letter is found faster.
    like = rf"{word[0]}(?<!{_LETTER}.){_LETTER}{{{shortest},{longest}}}(?!{_LETTER})"
    near = [
        (slips(word, one, most), -count, one)
        for one, count in Counter(re.findall(like, text)).items()
        if len({*word} - {*one}) <= most and not _inflects(word, one)
    ]
    distance, _, meant = min(near, default=(most + 1, 0, ""))
    return meant if distance <= most else None


def _inflects(one: str, other: str) -> bool:
    """Whether two words differ in their endings only, and not by the order of letters.

    >>> _inflects("broaden", "broader"), _inflects("mediaeval", "medieval")
    (True, False)
    """
    stem = len(list(takewhile(bool, map(eq, one, other))))
    endings = one[stem:], other[stem:]
    return max(map(len, endings)) <= LONGEST_ENDING and sorted(endings[0]) != sorted(endings[1])


def slips(one: str, other: str, most: int = 99) -> int:
    """Return how many letters must be added, left out, replaced or swapped with the next.

    More than ``most`` are not counted to the end.

    The optimal string alignment distance (Boytsov 2011, section 2.2); a letter in place of one
    that is neither a neighbour on the keyboard nor a vowel too counts twice.

    >>> slips("tornaod", "tornado"), slips("torbado", "tornado"), slips("twister", "twitter")
    (1, 1, 2)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [at]
        for column, against in enumerate(other, start=1):
            cost = min(
                before[column] + 1,
                row[column - 1] + 1,
                before[column - 1] + _replaced(letter, against),
            )
            is_swapped = at > 1 < column and one[at - 2] == against and other[column - 2] == letter
            row.append(min(cost, earlier[column - 2] + 1) if is_swapped else cost)
        if min(*before, *row) > most:
            break
    return row[-1]


def _replaced(letter: str, by: str) -> int:
    if letter == by:
        return 0
    bare, other = (unicodedata.normalize("NFKD", one)[0] for one in (letter, by))
    if bare == other or {bare, other} <= _VOWELS:
        return 1
    if bare not in _KEYS or other not in _KEYS:
        return 2
    (row, column), (other_row, other_column) = _KEYS[bare], _KEYS[other]
    return 1 if abs(row - other_row) <= 1 and abs(column - other_column) <= 1 else 2
