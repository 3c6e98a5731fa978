"""The content words of a text, in a form that can be compared."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOPWORDS = frozenset(
    """
    a about all an and any are as at be been but by can could did do does for from had has have
    how i in into is it its me more most my no not of on one or our should so some such tell than
    that the their them then there these they this those to us use used using was we were what
    when where which who whom whose why will with would you your
    """.split()
)
_SUFFIX = re.compile(r"(?:'s|’s|ies|es|s|ing|ed|ly|ation|ations)$")


def stems(text: str) -> set[str]:
    """Return the content words of ``text`` without common English endings.

    >>> sorted(stems("What do the pooling layers pool?"))
    ['layer', 'pool']
    """
    words = {word.casefold() for word in WORD.findall(text)} - _STOPWORDS
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    cut = _SUFFIX.sub("", word)
    cut = cut if len(cut) >= 3 else word
    return cut.removesuffix("e") if len(cut) > 3 else cut
