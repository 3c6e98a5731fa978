"""The content words of a question, and which of them a passage has.

An embedding says what a passage is about, but hardly whether it holds the very name, number
or rare word that was asked for.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from itertools import pairwise

from headwise.retrievers.text.function_words import function_words_of

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of scripts that put no space between words (Thai, Lao, Japanese, Chinese)."""

_ENDINGS = sorted(
    "ations ation izations ization ments ment ings ing ies ied ers er ed es ly e s y".split(),
    key=len,
    reverse=True,
)
_FOLLOWING = frozenset(
    "ication ications ion ions or ors ory ive ives able r rs d n en em ern ens ung ungen "
    "a as o os ais aux nt te ten t".split()
) | frozenset(_ENDINGS)
"""What may follow on a word without its ending. With any letters, "prime" would be "primary"."""
_LONGEST = max(map(len, _FOLLOWING))
_ACCENTS = re.compile("[\u0300-\u036f]+")
_PLURAL = frozenset("s")
_MOST_ADDED = 5
"""Letters after a prefix in a word that may be its neighbour."""
_NEXT_TWO = re.compile(rf"\w{{0,{_MOST_ADDED}}}\W+(\w+)(?:\W+(\w+))?")
_SHORTEST_PREFIX = 4

_Prefix = tuple[str, frozenset[str] | None]
"""The beginning of a word, and the endings with which it is another form of the same word; None
in scripts without spaces, where it may stand anywhere."""


class QuestionWords:
    """The content words of a question, ready to be looked up in passages.

    >>> words = QuestionWords("How does pooling reduce the size of a feature map?")
    >>> words.words
    ('pooling', 'reduce', 'size', 'feature', 'map')
    >>> words.found("Pooled features make smaller maps.")
    (True, False, False, True, True)
    """

    def __init__(self, question: str) -> None:
        self.question = question

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The content words in lower case, each once."""
        found = [word for run in _WORD.findall(self.question.casefold()) for word in _split(run)]
        function_words = function_words_of(found)
        return tuple(dict.fromkeys(word for word in found if word not in function_words))

    @cached_property
    def _prefixes(self) -> list[_Prefix]:
        """What to look for of each word."""
        return [_prefix(_folded(word)) for word in self.words]

    def found(self, text: str) -> tuple[bool, ...]:
        """Return of each word whether ``text`` has it, inflected or not, accents aside.

        >>> QuestionWords("¿Son públicas las reuniones?").found("La reunión fue publica.")
        (True, True)
        """
        lower = _folded(text)
        return tuple(_has(lower, prefix, more) for prefix, more in self._prefixes)

    def name(self, label: str) -> bool:
        """Whether all content words of a label are among them, each in either form.

        >>> words = QuestionWords("How much does the engine weigh?")
        >>> words.name("Weight"), words.name("Weight of oil"), words.name("The")
        (True, False, False)
        """
        own = question_words(label)
        has_all = all(own.found(self.question)) or sum(self.found(label)) >= len(own.words)
        return bool(own.words) and has_all

    def paired(self, text: str, found: tuple[bool, ...]) -> float:
        """Return the share of neighbouring words that are neighbours in ``text`` too, 0 to 1."""
        if len(self.words) < 2:
            return 0.0
        lower = _folded(text)
        beside = sum(
            found[at] and found[at + 1] and (_leads(lower, one, other) or _leads(lower, other, one))
            for at, ((one, _), (other, _)) in enumerate(pairwise(self._prefixes))
        )
        return beside / (len(self.words) - 1)


@lru_cache(maxsize=8_192)
def question_words(text: str) -> QuestionWords:
    """Return the words of a text that is compared again and again, such as a heading."""
    return QuestionWords(text)


def _folded(text: str) -> str:
    """Return a text in lower case and without accents, which come and go in inflected words."""
    lower = text.casefold()
    return lower if lower.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", lower))


def _split(run: str) -> list[str]:
    """Return a run of letters as words; pairs of letters where a script has no spaces."""
    if len(run) > 1 and _UNSPACED.search(run):
        return [run[at : at + 2] for at in range(len(run) - 1)]
    return [run]


def _prefix(word: str) -> _Prefix:
    if _UNSPACED.search(word):
        return word, None
    if not word.isalpha():
        return word, frozenset()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_PREFIX:
            return word[: -len(ending)], _FOLLOWING
    return word, _FOLLOWING if len(word) > _SHORTEST_PREFIX else _PLURAL


def _has(text: str, prefix: str, following: frozenset[str] | None) -> bool:
    """Whether a word of ``text`` is ``prefix`` with such an ending."""
    at = text.find(prefix)
    while at >= 0:
        if following is None:
            return True
        end = at + len(prefix)
        if not (at and text[at - 1].isalnum()):
            word_end = end
            while word_end < len(text) and word_end <= end + _LONGEST and text[word_end].isalnum():
                word_end += 1
            if word_end == end or text[end:word_end] in following:
                return True
        at = text.find(prefix, end)
    return False


def _leads(text: str, one: str, other: str) -> bool:
    """Whether a word that begins with ``one`` comes before one with ``other``, or next but one."""
    at = text.find(one)
    while at >= 0:
        is_start = not at or not (text[at - 1].isalnum() or text[at - 1] == "_")
        following = _NEXT_TWO.match(text, at + len(one)) if is_start else None
        if following and any(
            word.startswith(other) and len(word) <= len(other) + _MOST_ADDED
            for word in following.groups("")
        ):
            return True
        at = text.find(one, at + 1)
    return False
