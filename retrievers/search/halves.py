"""Questions of two halves: "What is a kayak, and how hot does an oven get?".

Or of two things: of the difference between kayaks and canoes, the sections on either tell.
"""

from __future__ import annotations

import re

from headwise.retrievers.text.vocabulary import pattern

_BEFORE_ANOTHER = re.compile(
    rf"[,;]?(?<!\s)\s++{pattern('and')}\s++(?={pattern('question_word')}\b)", re.IGNORECASE
)
_COMPARED = re.compile(
    rf"\b{pattern('difference')}\s++(?P<one>[^?]{{1,200}}?)"
    rf"\s++{pattern('and')}\s++(?P<other>[^?]{{1,200}}+)",
    re.IGNORECASE,
)
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
    >>> halves("What is a kayak and how is it moved?"), halves("What are nuts and bolts?")
    ([], [])
    """
    if compared := _COMPARED.search(question):
        both = [compared["one"].strip(), compared["other"].strip(" .!")]
        return [] if any(map(_ANAPHOR.search, both)) else both
    parts = _BEFORE_ANOTHER.split(question)
    if len(parts) < 2 or any(_ANAPHOR.search(part) for part in parts[1:]):
        return []
    return parts if all(len(part.split()) >= _FEWEST_WORDS for part in parts) else []
