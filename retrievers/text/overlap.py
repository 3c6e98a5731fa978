"""Word overlap: which of a question's content words a passage has.

An embedding says what a passage is about, but hardly whether it holds the very name, number
or rare word that was asked for. A passage's overlap depends on question and passage alone, not
on what else a library holds (as BM25's weights do), so the same passage is equally similar in
every library.
"""

from __future__ import annotations

import re
from functools import cached_property

from headwise.retrievers.text.function_words import function_words_of

USUAL = 0.5
"""Overlap that counts neither for nor against a passage. In the median a passage has a third of
the content words of a paraphrasing question (calibration pairs), and three quarters of one that
uses its own words (XQuAD)."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of scripts that put no space between words (Thai, Lao, Japanese, Chinese)."""

_ENDINGS = sorted(
    "ations ation izations ization ments ment ings ing ies ied ers er ed es ly e s y".split(),
    key=len,
    reverse=True,
)
_SHORTEST_PREFIX = 4
_LONGEST_ENDING = 5


class QuestionWords:
    """The content words of a question, ready to be looked up in passages.

    >>> words = QuestionWords("How does pooling reduce the size of a feature map?")
    >>> words.words
    ('pooling', 'reduce', 'size', 'feature', 'map')
    >>> words.overlap("Pooled features make smaller maps.")  # 3 of 5 words
    0.5714285714285714
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
    def _prefixes(self) -> list[tuple[str, int]]:
        """What to look for of each word, and how many more letters may follow."""
        return [_prefix(word) for word in self.words]

    def overlap(self, passage: str) -> float:
        """Return how sure it is that ``passage`` has a content word of the question, 0 to 1.

        Of ``n`` words it has ``m``, inflected or not: ``(m + 1) / (n + 2)``, Laplace's rule of
        succession, since one word of one says less than six of six. ``USUAL`` for a question
        without content words.
        """
        text = passage.casefold()
        found = sum(_has(text, prefix, more) for prefix, more in self._prefixes)
        return (found + 1) / (len(self.words) + 2)


def _split(run: str) -> list[str]:
    """Return a run of letters as words; pairs of letters where a script has no spaces."""
    if len(run) > 1 and _UNSPACED.search(run):
        return [run[at : at + 2] for at in range(len(run) - 1)]
    return [run]


def _prefix(word: str) -> tuple[str, int]:
    if _UNSPACED.search(word):
        return word, -1
    if not word.isalpha():
        return word, 0
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_PREFIX:
            return word[: -len(ending)], _LONGEST_ENDING
    return word, _LONGEST_ENDING if len(word) > _SHORTEST_PREFIX else 1


def _has(text: str, prefix: str, more: int) -> bool:
    """Whether a word of ``text`` is ``prefix`` with at most ``more`` letters; -1: anywhere."""
    at = text.find(prefix)
    while at >= 0:
        if more < 0:
            return True
        end = at + len(prefix)
        if not (at and text[at - 1].isalnum()):
            word_end = end
            while word_end < len(text) and word_end <= end + more and text[word_end].isalnum():
                word_end += 1
            if word_end <= end + more:
                return True
        at = text.find(prefix, end)
    return False
