"""Codes: words of a question such as "E-1447" that stand for one thing, and mean it literally."""

from __future__ import annotations

import re

RARE = 3
"""Passages that have a code, at most, for it to tell one from the others."""

_CODE = re.compile(r"[^\W_]+(?:[-./_][^\W_]+)*")
_SHORTEST = 4


def of(question: str) -> list[str]:
    """Return the words that have both digits and something else, each once.

    >>> of("What does E-1447 mean in version 6.1 of the RFC2616 from 2012?")
    ['E-1447', 'RFC2616']
    """
    words = dict.fromkeys(_CODE.findall(question))
    return [word for word in words if len(word) >= _SHORTEST and _is_mixed(word)]


def has_one_of(question: str, text: str) -> bool:
    """Whether a text has a code of the question, and not as part of a longer one."""
    return any(re.search(rf"(?<![^\W_]){re.escape(code)}(?![^\W_])", text) for code in of(question))


def _is_mixed(word: str) -> bool:
    return any(map(str.isdigit, word)) and not word.isdigit()
