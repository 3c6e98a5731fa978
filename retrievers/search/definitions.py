"""Questions of what something is, and passages that say so: "A kayak is a narrow boat"."""

from __future__ import annotations

import re
from collections.abc import Callable

from headwise.retrievers.text.function_words import function_words_of
from headwise.retrievers.text.vocabulary import pattern

_ASKED = re.compile(
    rf"^\W*+{pattern('what_is')}(?:(?<=['’])|(?!\w))\s*+(?P<subject>[^?!.,;:\n]{{1,60}}+)[?!.\s]*+$",
    re.IGNORECASE,
)
_MEANS = re.compile(rf"\s++{pattern('mean')}\s*+$", re.IGNORECASE)
_MOST_WORDS = 4
"""Of a term; what is longer is a question about something."""
_BEGINS = r"(?:^|[.!?:;•\n]\s{0,4}+)"
_ARTICLE = r"(?:(?:[^\W\d_]{1,3}|eine)['’\s]\s?)?"
_QUOTE = r"[\"“”„«»'’]?"
_BESIDE = (
    r"(?:\s++\([^()\n]{1,40}+\),?)?+"
    rf"(?:,?\s++{pattern('function_word')}(?!\w)(?:\s++[^\s.!?:;]{{1,30}}+){{0,5}}?)?"
)
"""Between a term and its verb: "The pitch (P) of a screw is the …", but no "kayak paddle"."""


def definition_of(question: str) -> Callable[[str], bool] | None:
    """Return a test whether a text says what a question asks it to define; None if it does not ask.

    >>> defines = definition_of("What is a kayak?")
    >>> defines("Boats. A kayak (qajaq) is a narrow boat."), defines("A kayak is 5 m long.")
    (True, False)
    >>> definition_of("What does FDA stand for?")("The Food and Drug Administration (FDA) said so.")
    True
    >>> definition_of("What is the length of a kayak?")
    """
    asked = _ASKED.match(question)
    if not asked:
        return None
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", _MEANS.sub("", asked["subject"]))
    function_words = function_words_of(re.findall(r"\w+", question.casefold()))
    while words and words[0].casefold() in function_words:
        del words[0]
    inside = any(word.casefold() in function_words for word in words)
    if inside or not 0 < len(words) <= _MOST_WORDS:
        return None
    term = r"[\s-]{1,3}+".join(rf"{re.escape(_stem(word))}\w{{0,3}}+" for word in words)
    ways = [
        rf"{_BEGINS}{_ARTICLE}{_QUOTE}{term}{_QUOTE}{_BESIDE}\s++{pattern('is_a')}(?!\w)",
        rf"{pattern('called')}\s++{_ARTICLE}{_QUOTE}{term}(?!\w)",
    ]
    if len(words) == 1 and words[0].isupper():
        name = re.escape(words[0])
        ways.append(rf"\w\s?\({_QUOTE}{name}{_QUOTE}\)|\b{name}\s?\(\w++\s")
    definition = re.compile("|".join(ways), re.IGNORECASE)
    return lambda text: definition.search(text) is not None


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") else word
