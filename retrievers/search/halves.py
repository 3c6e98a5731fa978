"""Questions of two halves: "What is a kayak, and how hot does an oven get?".

Or of two things: of the difference between kayaks and canoes, the sections on either tell.
"""

from __future__ import annotations

import re

from headwise.retrievers.text.vocabulary import pattern

_BEFORE_ANOTHER = re.compile(
    rf"[,;]?(?<!\s)\s++{pattern('and')}\s++(?={pattern('question_word')}\b)", re.IGNORECASE
)


def _of_two(opening: str, between: str) -> re.Pattern[str]:
    one, other = r"(?P<one>[^?]{1,200}?)", r"(?P<other>[^?]{1,200}+)"
    return re.compile(rf"\b{opening}\s++{one}\s++{between}\s++{other}", re.IGNORECASE)


_DIFFERENCE = _of_two(pattern("difference"), pattern("and"))
_COMPARE = _of_two(pattern("compare"), pattern("compared_with", "and"))
_DIFFER = _of_two(pattern("how_does"), pattern("differ_from"))
_COMPARING = (_DIFFERENCE, _COMPARE, _DIFFER)
_ANAPHOR = re.compile(rf"\b{pattern('anaphor')}\b", re.IGNORECASE)
_FEWEST_WORDS = 3
"""Of a half: "When and where does it rain?" is one question."""


def halves(question: str) -> list[str]:
    """Return the questions that a question is made of; none where it is one.

    A half that says "it" asks about what the other half names, and cannot be asked alone.

    >>> halves("What is a kayak, and how hot does an oven get?")
    ['What is a kayak', 'how hot does an oven get?']
    >>> halves("What is the difference between a kayak and a canoe?")
    ['a kayak', 'a canoe']
    >>> halves("Compare kayaks with canoes."), halves("How does a kayak differ from a canoe?")
    (['kayaks', 'canoes'], ['a kayak', 'a canoe'])
    >>> halves("What is a kayak and how is it moved?"), halves("What are nuts and bolts?")
    ([], [])
    """
    if compared := next(filter(None, (one.search(question) for one in _COMPARING)), None):
        both = [compared["one"].strip(), compared["other"].strip(" .!")]
        return [] if any(map(_ANAPHOR.search, both)) else both
    parts = _BEFORE_ANOTHER.split(question)
    if len(parts) < 2 or any(_ANAPHOR.search(part) for part in parts[1:]):
        return []
    return parts if all(len(part.split()) >= _FEWEST_WORDS for part in parts) else []
