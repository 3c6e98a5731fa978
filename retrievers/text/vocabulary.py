"""Words that documents are built with, by language: "Chapter", "Table 2", "References", "May".

The words are data (``vocabulary.json``), so that a language is added without touching logic.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from typing import Literal

Kind = Literal[
    "figure", "table", "listing", "theorem", "exercise", "callout", "contents", "abstract",
    "introduction", "references", "back_matter", "aside", "index", "usual_heading",
    "whole", "whole_sections", "preliminary", "work", "saying", "limitation",
    "funding", "author", "dated", "edition", "titled", "when",
    "support", "acknowledgements", "division", "counted", "appendix",
    "spelt_number", "ordinal", "sole", "month", "page", "of", "measure", "lettered",
    "how_measured", "measured", "after_ordinal",
    "abbreviation", "abbreviation_or_end", "abbreviation_before_number", "sentence_opening",
    "connective", "anaphor",
    "this_document", "negation", "without", "and", "or",
    "what_is", "mean", "is_a", "called",
    "difference", "compare", "compared_with", "how_does", "differ_from",
    "question_word", "approximately",
    "secret", "disclose", "act", "command_lead", "override", "instruction", "model_command",
    "refusal", "assist", "pointing", "excerpt", "asked", "plea", "supply", "offer",
    "assent", "here_is", "reply_kind", "imprint", "scale", "statement_notes",
    "filler_phrase", "hedge", "attention", "turn_opening", "personal", "function_word",
]  # fmt: skip
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")


@cache
def words(*kinds: Kind) -> tuple[str, ...]:
    """Return the words of some kinds in all languages, as written, each once.

    >>> "Abbildung" in words("figure"), "tabla" in words("figure", "table")
    (True, True)
    """
    return tuple(
        dict.fromkeys(word for kind in kinds for own in _data()[kind].values() for word in own)
    )


def by_language(kind: Kind) -> dict[str, frozenset[str]]:
    """Return the words of a kind by the code of their language."""
    return {language: frozenset(own) for language, own in _data()[kind].items()}


def by_position(one: Kind, other: Kind) -> list[tuple[str, str]]:
    """Return the words of a kind with those of another that stand in the same place.

    >>> dict(by_position("how_measured", "measured"))["how heavy"]
    'what weight'
    """
    own, others = _data()[one], _data()[other]
    pairs = (zip(own[language], others[language], strict=True) for language in own)
    return list(chain.from_iterable(pairs))


@cache
def spelt_numbers() -> dict[str, int]:
    """Return what numbers are written as in words, cardinal or ordinal, in lower case.

    >>> [spelt_numbers()[word] for word in ("three", "erster", "segunda", "décimo")]
    [3, 1, 2, 10]
    """
    sole = dict.fromkeys(words("sole"), 1)
    counts = [*_data()["spelt_number"].values(), *_data()["ordinal"].values()]
    return sole | {word: value for own in counts for value, word in enumerate(own, 1)}


@cache
def pattern(*kinds: Kind) -> str:
    """Return a regular expression, without a group, for any word of some kinds.

    Longer words come first. It is meant to be used without regard to case, and neither
    looks at what stands before the word nor at what follows.

    >>> import re
    >>> re.match(pattern("table"), "Tabelle 3", re.IGNORECASE).group()
    'Tabelle'
    """
    longest_first = sorted({word.lower() for word in words(*kinds)}, key=lambda w: (-len(w), w))
    escaped = (re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    return f"(?:{'|'.join(escaped)})".replace("'", "['’]")


@cache
def titles(*kinds: Kind) -> frozenset[str]:
    """Return the words of some kinds as ``squash`` makes them, to look up headings.

    >>> squash("Table of  CONTENTS") in titles("contents")
    True
    """
    return frozenset(map(squash, words(*kinds)))


@lru_cache(maxsize=8_192)
def squash(text: str) -> str:
    """Return letters and digits only, case-folded and without accents, to compare texts.

    >>> squash("2.2 Über-Blick") == squash("2.2  ÜBERBLICK")
    True
    """
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKD", text).casefold()
    return _NEITHER_LETTER_NOR_DIGIT.sub("", plain)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    text = resources.files(__package__).joinpath("vocabulary.json").read_text(encoding="utf-8")
    data: dict[str, dict[str, list[str]]] = json.loads(text)
    return data
