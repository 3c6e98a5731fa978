"""Questions for a measure, put as documents print it: "How heavy is it?" asks for a weight."""

from __future__ import annotations

import re
from functools import cache

from headwise.retrievers.text.vocabulary import by_position, pattern

_ASKED = re.compile(rf"(?<!\w){pattern('how_measured')}(?!\w)", re.IGNORECASE)


def by_noun(question: str) -> str | None:
    """Return a question with the noun of the measure that it asks for; None if it asks for none.

    >>> by_noun("How heavy is the pump?"), by_noun("Wie laut ist sie?"), by_noun("How is it?")
    ('what weight is the pump?', 'welche Lautstärke ist sie?', None)
    """
    named, count = _ASKED.subn(lambda match: _nouns()[_key(match.group())], question, count=1)
    return named if count else None


@cache
def _nouns() -> dict[str, str]:
    return {_key(asked): noun for asked, noun in by_position("how_measured", "measured")}


def _key(words: str) -> str:
    return " ".join(words.casefold().split())
