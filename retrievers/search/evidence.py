"""What speaks for a passage beside its cosine: words, weighed by the passages around a question.

A word's weight is its rarity among the passages nearest to the question. There "Netflix" says
nothing in a report of Netflix's, and a word that none of them has says that the question asks for
something else. These passages are read anyway, so the weights cost nothing, are never out of date,
and are the same on a folder, on a server and in collections that others made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from headwise.retrievers.embeddings.common_words import rarity
from headwise.retrievers.search import weights
from headwise.retrievers.search.definitions import definition_of
from headwise.retrievers.text.function_words import FUNCTION_WORDS, function_words_of
from headwise.retrievers.text.overlap import QuestionWords, question_words
from headwise.retrievers.text.references import is_reference_list
from headwise.retrievers.text.vocabulary import squash, titles

_WORD = re.compile(r"[^\W_]+")
_ROW_LABEL = re.compile(
    r"^\|[ ]*+((?>[^|(\n]*[^\W\d_]{2}[^|(\n]*))(?![^\d\n]*\n\|[ ]*-)", re.MULTILINE
)
"""The first cell of a table's row, if it has a word, without what it says in parentheses. Not of a
head, which has no figures."""
_UNUSUAL = math.log(2)
"""Weight of a word that half of the passages have."""


@dataclass(frozen=True)
class Evidence:
    """What the words of a question tell of one passage; numbers are 0 to 1."""

    coverage: float
    """Share of the question's words that it has, by weight."""
    paired: float
    """Share of neighbouring words that stand side by side in it."""
    heading: bool
    """Whether the question has all words of the heading."""
    row: bool
    """Whether it has all words of the first cell of a table's row, and not only usual ones."""
    aside: bool
    """Whether it answers nothing: a list of references, or a part with such a heading as
    "Keywords"."""
    defines: bool
    """Whether it says what something is, where that was asked."""
    absent: float
    """Share of the question's words that no passage near it has, by how rare they are in general:
    "pills" may be put in other words, "hippocampus" hardly. A few passages prove less."""
    name_absent: bool
    """Whether one of these is a name."""

    @property
    def lift(self) -> float:
        """What it adds to the cosine's position on the scale."""
        return (
            weights.COVERAGE * (max(self.coverage, weights.LEAST_COVERAGE) - 0.5)
            + weights.PAIRED * self.paired
            + weights.HEADING * self.heading
            + weights.ROW * self.row
            + weights.DEFINITION * self.defines
            - weights.ASIDE * (self.aside and not self.heading)
            - weights.ABSENT * self.absent
            - weights.NAME_ABSENT * self.name_absent
        )


class Neighbourhood:
    """The passages nearest to a question, by which its words are weighed.

    Args:
        question: As it was asked.
        nearest: Headings and text of each passage, as many as are at hand.

    >>> near = Neighbourhood("How long is the notice period?", [("Contract", "A long contract.")])
    >>> near.evidence("Notice period", "The period is a month.").heading
    True
    """

    def __init__(self, question: str, nearest: Sequence[tuple[str, str]]) -> None:
        self._words = QuestionWords(question)
        self._found = cache(self._words.found)
        found = [self._found(f"{headings}\n{text}") for headings, text in nearest]
        counts = [sum(column) for column in zip(*found, strict=True)]
        counts = counts or [0] * len(self._words.words)
        self._weights = [_weight(count, len(found)) for count in counts]
        self._total = sum(self._weights)
        self.missing = tuple(
            word for word, count in zip(self._words.words, counts, strict=True) if not count
        )
        """Words of the question that no passage has."""
        rare = {word: rarity(word) for word in self._words.words}
        absent = sum(rare[word] for word in self.missing) / (sum(rare.values()) + 0.5)
        self._absent = absent * len(found) / (len(found) + weights.LEAST_CROWD)
        self._defines = definition_of(question)
        self._name_absent = not names(question).isdisjoint(self.missing)

    def evidence(self, heading: str, text: str, above: str = "") -> Evidence:
        """Return what the question's words tell of a passage.

        Args:
            heading: Of its section.
            text: The passage.
            above: The heading that the section stands under, whose words its text need not repeat.
        """
        whole = f"{above}\n{heading}\n{text}"
        found = self._found(whole)
        return Evidence(
            coverage=self._coverage(found),
            paired=self._words.paired(whole, found),
            heading=self._is_named(heading),
            row=any(map(self._names_row, _ROW_LABEL.findall(text))),
            aside=squash(heading) in titles("aside", "references", "contents")
            or is_reference_list(text),
            defines=self._defines is not None and self._defines(text),
            absent=self._absent,
            name_absent=self._name_absent,
        )

    def is_general(self, heading: str) -> bool:
        """Whether a heading tells of the whole, as "Introduction" does, and was not asked for.

        >>> near = Neighbourhood("What is in the introduction?", [])
        >>> near.is_general("Introduction"), near.is_general("Conclusions")
        (False, True)
        """
        general = titles("whole_sections", "abstract", "introduction", "preliminary")
        return squash(heading) in general and not self._is_named(heading)

    def _coverage(self, found: tuple[bool, ...]) -> float:
        """Laplace's rule of succession, by weight: one word of one says less than six of six."""
        if not self._total:
            return 0.5
        usual = self._total / len(self._weights)
        there = sum(weight for weight, has in zip(self._weights, found, strict=True) if has)
        return (there + usual) / (self._total + 2 * usual)

    def _names_row(self, label: str) -> bool:
        has = zip(self._weights, self._words.found(label), strict=True)
        return self._words.name(label) and any(there and one > _UNUSUAL for one, there in has)

    def _is_named(self, heading: str) -> bool:
        own = question_words(heading)
        return bool(own.words) and all(own.found(self._words.question))


def names(question: str) -> frozenset[str]:
    """Return the words that are written as names, in lower case.

    Not the first word, not in German, which writes all nouns so, and not where all is in capitals.

    >>> sorted(names("What does Netflix pay for Seinfeld?")), names("RULES OF CRICKET")
    (['netflix', 'seinfeld'], frozenset())
    """
    words = _WORD.findall(question)
    lower = [word.casefold() for word in words]
    if question.isupper() or function_words_of(lower) == FUNCTION_WORDS["de"]:
        return frozenset()
    return frozenset(word.casefold() for word in words[1:] if word[0].isupper())


def _weight(count: int, of: int) -> float:
    """Inverse document frequency as BM25 has it (Robertson and Zaragoza 2009, equation 3.3)."""
    return math.log(1 + (of - count + 0.5) / (count + 0.5))


def pairwise_lifts(questions: Sequence[str], passages: Sequence[str]) -> list[list[float]]:
    """Return for each question what its words add for each of the passages, all of them near."""
    nearest = [("", passage) for passage in passages]
    lifts = []
    for question in questions:
        near = Neighbourhood(question, nearest)
        lifts.append([near.evidence("", passage).lift for passage in passages])
    return lifts
