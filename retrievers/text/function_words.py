"""Words that sentences are made with rather than about, by language."""

from __future__ import annotations

from collections.abc import Iterable

from headwise.retrievers.text.vocabulary import by_language

FUNCTION_WORDS = by_language("function_word")
"""Language code to its articles, pronouns, prepositions, auxiliaries and question words."""


def function_words_of(words: Iterable[str]) -> frozenset[str]:
    """Return the function words of the language that most of ``words`` belong to.

    English where that is not clear.

    >>> "der" in function_words_of("was ist der zweck von pooling".split())
    True
    """
    asked = list(words)
    return max(FUNCTION_WORDS.values(), key=lambda known: sum(word in known for word in asked))
