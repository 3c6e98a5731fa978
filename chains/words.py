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
_SUFFIX = re.compile(r"(?:'s|’s|es|s|ing|ed|ly|ation|ations)$")


def stems(text: str) -> set[str]:
    """Return the content words of ``text`` without common English endings.

    >>> sorted(stems("What do the pooling layers pool?"))
    ['layer', 'pool']
    """
    words = {word.casefold() for word in WORD.findall(text)} - _STOPWORDS
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    if re.search(r"ie[sd]$", word) and len(word) > 4:
        return word[:-3] + "y"
    cut = _SUFFIX.sub("", word)
    cut = cut if len(cut) >= (4 if word.endswith("ly") else 3) else word
    return cut.removesuffix("e") if len(cut) > 3 else cut


_LANGUAGES = {
    "en": frozenset("the of and to is are was were that with for it this by from as be".split()),
    "de": frozenset("der die das und ist nicht ein eine mit den im wird werden auf zu".split()),
    "fr": frozenset("le la les des est et un une dans que qui pour par sur sont du".split()),
}


def language(text: str) -> str:
    """Return ``en``, ``de`` or ``fr`` by the commonest words, or an empty string.

    >>> language("The map is small."), language("Die Karte ist klein."), language("ReLU")
    ('en', 'de', '')
    """
    words = [word.casefold() for word in WORD.findall(text)]
    counts = {name: sum(word in common for word in words) for name, common in _LANGUAGES.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= 2 else ""
