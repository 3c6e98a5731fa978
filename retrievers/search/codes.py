"""Codes: words of a question such as "E-1447" that stand for one thing, and mean it literally."""

from __future__ import annotations

import re
from collections.abc import Iterable

from headwise.retrievers.text.function_words import function_words_of

RARE = 3
"""Passages that have a code, at most, for it to tell one from the others."""

_LETTER = r"[^\W_\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
"""A letter or digit; not of scripts without spaces, in which a code stands amid other words."""
_CODE = re.compile(rf"{_LETTER}+(?:[-./_]{_LETTER}+)*")
_NAMED = re.compile(rf"(?<!{_LETTER})[^\W\d_]{{3,40}}+\s\d{{1,4}}(?!{_LETTER}|[.,:/%-]\d|\s?%)")
_SHORTEST = 4  # unless it begins with a capital, as "F3"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NUMBER = re.compile(rf"{_YEAR.pattern}(?:-\d{{2,4}})*|\d*[./][\d./]*|\d+-?[a-z]+")
"""A year, years or a date, a decimal, or a number with its ending or unit: "1970s", "30-day"."""


def of(question: str) -> list[str]:
    """Return the words that have digits, or underscores, and are no mere numbers, each once.

    A short number is one with the word before it, and before no other that it counts.

    >>> of("What of E-1447 in version 6.1 of RFC2616, or err_no_fuel, in part 48213 of 2012?")
    ['E-1447', 'RFC2616', 'err_no_fuel', '48213']
    >>> of("Is Table 3 like room 12 in size after 40 days, or in 2012?")
    ['Table 3', 'room 12']
    >>> of("Who ruled in the 1970s, from the 19th century on, in 2012-2014, or for a 30-day term?")
    []
    """
    words = dict.fromkeys(_CODE.findall(question))
    named = (match for match in _NAMED.finditer(question) if _is_name(match, question))
    return [
        *(word for word in words if _is_code(word)),
        *dict.fromkeys(match.group() for match in named),
    ]


def forms(code: str) -> tuple[str, ...]:
    """Return a code as it was written, and as it may be printed."""
    return tuple(dict.fromkeys((code, code.upper(), code[:1].upper() + code[1:])))


def has_one_of(asked: Iterable[str], text: str) -> bool:
    """Whether a text has one of these codes, and not as part of a longer one."""
    return any(
        re.search(rf"(?<!{_LETTER}){re.escape(code)}(?!{_LETTER})", text, re.IGNORECASE)
        for code in asked
    )


def _is_name(match: re.Match[str], question: str) -> bool:
    """Whether a word and a number name a thing: "room 12 in", but not "after 12 days"."""
    word, number = match.group().split()
    after = _CODE.match(question, match.end() + 1)
    known = function_words_of(_CODE.findall(question.casefold()))
    is_proper = match.start() > 0 and word[0].isupper()
    counts = after is not None and after.group().casefold() not in known and not is_proper
    return not (counts or _YEAR.fullmatch(number) or word.casefold() in known)


def _is_code(word: str) -> bool:
    is_short = len(word) < _SHORTEST and not (word[0].isupper() and len(word) > 1)
    has_mark = "_" in word or any(map(str.isdigit, word))
    return has_mark and not is_short and not _NUMBER.fullmatch(word)
