"""The content words of a text, in a form that can be compared."""

from __future__ import annotations

import re

from headwise.retrievers.text.function_words import FUNCTION_WORDS

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SUFFIX = re.compile(r"(?:'s|’s|es|s|ing|ed|ly|ation|ations)$")


def stems(text: str) -> set[str]:
    """Return the content words of ``text`` without common English endings.

    >>> sorted(stems("What do the pooling layers pool?"))
    ['layer', 'pool']
    """
    words = {word.casefold() for word in WORD.findall(text)} - FUNCTION_WORDS["en"]
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    if re.search(r"ie[sd]$", word) and len(word) > 4:
        return word[:-3] + "y"
    cut = _SUFFIX.sub("", word)
    cut = cut if len(cut) >= (4 if word.endswith("ly") else 3) else word
    return cut.removesuffix("e") if len(cut) > 3 else cut
