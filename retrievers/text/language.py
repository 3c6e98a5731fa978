"""Telling the language of a text, well enough to notice a sentence in another one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from headwise.retrievers.text.function_words import FUNCTION_WORDS

LEAST_WORDS = 8
"""Fewer words say little about their language."""
LEAST_WORDS_TO_DOUBT = 4
"""Enough where a wrong guess does no more than leave a check out."""
LEAST_SHARE = 0.12
"""Function words are a third of running text in their language; names and formulas dilute it."""
LEAST_LEAD = 1.3
"""Times the share of the second language: related ones have many function words in common."""

_NAMES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
    "sv": "Swedish",
    "pl": "Polish",
}
LANGUAGES = frozenset(_NAMES.values())
"""Those that are told by their words."""
_SCRIPTS = dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA"), "Chinese or Japanese")
_SCRIPTS["HANGUL"] = "Korean"
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, least_words: int = LEAST_WORDS) -> str | None:
    """Return the language of ``text``, or its script if that is not Latin; or ``None``.

    Args:
        text: Is judged by its function words.
        least_words: A shorter text has no language.

    >>> language_of("The layer takes the largest value of each block of the map.")
    'English'
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    script = _script(text)
    if script and script != "LATIN":
        return _SCRIPTS.get(script, script.title())
    if len(words) < least_words:
        return None
    shares = {
        code: sum(word in known for word in words) / len(words)
        for code, known in FUNCTION_WORDS.items()
    }
    best, second = sorted(shares, key=lambda one: -shares[one])[:2]
    clear = shares[best] >= LEAST_SHARE and shares[best] >= LEAST_LEAD * shares[second]
    return _NAMES[best] if clear else None


def language_name(language: str) -> str:
    """Return the English name of a language that is given by its code or in any case.

    >>> language_name("de"), language_name("german"), language_name("Finnish")
    ('German', 'German', 'Finnish')
    """
    known = _NAMES | {name.casefold(): name for name in LANGUAGES}
    return known.get(language.strip().casefold(), " ".join(language.split()))


def _script(text: str) -> str | None:
    """Return the script of most letters; Japanese and Chinese count as one."""
    scripts = Counter(
        unicodedata.name(letter, "?").split()[0] for letter in text[:2000] if letter.isalpha()
    )
    if not scripts:
        return None
    return scripts.most_common(1)[0][0]
