"""Telling the language of a text, well enough to notice a reply in another one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

LEAST_WORDS = 8
"""Fewer words say little about their language."""
LEAST_SHARE = 0.12
"""Function words are a third of running text in their language; names and formulas dilute it."""

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "English": "the of and to in is that for are with as by this be it on from which at or an",
        "German": "der die das und ist von den mit zu im für nicht eine ein auf werden sich dem",
        "French": "le la les des et est une un du dans que pour qui sur par avec sont au aux ce",
        "Spanish": "el la los las de y es que en un una por con para se del al como son su",
        "Italian": "il la le gli di e che è un una per con del della dei nel sono da si come",
        "Portuguese": "o a os as de e que é um uma para com do da em não por dos das ao",
        "Dutch": "de het een van en is dat in op te met voor zijn niet aan door worden bij ook",
        "Swedish": "och att det som en är av för på med den till ett inte om har de kan från",
        "Polish": "i w na z do że się jest nie to jak po przez dla od są oraz przy tym",
    }.items()
}


def language_of(text: str) -> str | None:
    """Return the language of ``text``, or its script if that is not Latin; or ``None``.

    >>> language_of("The layer takes the largest value of each block of the map.")
    'English'
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    script = _script(text)
    if script and script != "LATIN":
        return script.title()
    if len(words) < LEAST_WORDS:
        return None
    shares = {
        language: sum(word in known for word in words) / len(words)
        for language, known in _FUNCTION_WORDS.items()
    }
    best, second = sorted(shares, key=lambda one: -shares[one])[:2]
    clear = shares[best] >= LEAST_SHARE and shares[best] >= 1.3 * shares[second]
    return best if clear else None


def _script(text: str) -> str | None:
    """Return the script of most letters; Japanese and Chinese count as one."""
    scripts = Counter(
        unicodedata.name(letter, "?").split()[0] for letter in text[:2000] if letter.isalpha()
    )
    if not scripts:
        return None
    return scripts.most_common(1)[0][0]
