"""A sentence taken apart: its content words, names, clauses, numbers and negations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from headwise.chains.grounding.quantities import Quantity, quantities
from headwise.chains.grounding.terms import NO_NAMES, names
from headwise.retrievers.text.stems import stems
from headwise.retrievers.text.vocabulary import words

NEGATED_WORDS = 3
"""Content words after a "not" that it negates."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[,;:.()–—]")
_NEGATIONS = frozenset(words("negation"))
_IMPLICIT_NEGATIONS = re.compile(
    r"\b(?:without|none|nothing|nobody|ohne|sans|fail\w*|unable|unlike\w*|lack\w*|impossible|"
    r"prevent\w*|avoid\w*|hardly|rarely|seldom|barely|scarcely|few|fewer|little|absent|absence|"
    r"miss(?:es|ed|ing)?|refus\w*|den(?:y|ies|ied)|exclud\w*|except\w*|instead|rather than|"
    r"too \w+ to|unsuit\w*|unchang\w*|unaffect\w*|unnecess\w*|unclear|unknown|uncertain|undet\w*|"
    r"unus\w*|unint\w*|unsafe|unstable|insensitiv\w*|independen\w*|incomplet\w*|incorrect\w*|"
    r"inaccura\w*|insufficien\w*|free of|stopp?\w*|leaves? out|left out|ceas\w*|reject\w*|"
    r"useless|same|below|under|within|above|exceed\w*|beyond|"
    r"ruled? out|rid of|poor\w*|bad(?:ly)?|clos\w*|bann?\w*|forbid\w*|prohibit\w*|"
    r"fad\w*|lost|safe|hard to|difficult)\b",
    re.IGNORECASE,
)
"""Ways to negate without a "not"; nothing is concluded where only one side has one."""
_REFERS_BACK = re.compile(
    r"(?:it|its|this|that|these|those|they|their|he|she|his|her|both|such|there|the|a|an|in|on|at|"
    r"by|for|with|from|of|as|if|when|while|since|because|after|before|below|above|each|every|all|"
    r"some|any|no|many|most|half|one|two|three|four|five|six|seven|eight|nine|ten|our|we|i|you)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:—]\s+|\s[–-]\s|\b(?:but|whereas|while|although|though|because|since|so that)\b",
    re.IGNORECASE,
)
_NEGATION_STEMS = frozenset(_NEGATIONS | {"don", "doesn", "isn", "aren", "wasn"})


@dataclass(frozen=True)
class Statement:
    """A sentence, with what is compared of it."""

    text: str

    @cached_property
    def stems(self) -> set[str]:
        """Its content words, stemmed, without numbers and negations."""
        return {stem for stem in stems(self.text) if not stem.isdigit()} - _NEGATION_STEMS

    @cached_property
    def names(self) -> frozenset[str]:
        """Its names, as stems."""
        return frozenset(stem for name in names(self.text) for stem in stems(name))

    @cached_property
    def words(self) -> list[str]:
        """Its words and punctuation in lower case, "n't" as "not"."""
        text = re.sub(r"can['’]t|cannot", "can not", self.text.casefold())
        text = re.sub(r"\d[\d.,]*\d|\d", " ", text)
        return _WORD.findall(re.sub(r"n['’]t\b", " not", text))

    @cached_property
    def negated(self) -> set[str]:
        """Stems of the words that a "not" or "no" negates."""
        found: set[str] = set()
        if "than" in self.words and "not" not in self.words:
            return found  # "no case was worse than" negates nothing
        for index, word in enumerate(self.words):
            if word not in _NEGATIONS:
                continue
            near: list[str] = []
            for following in self.words[index + 1 :]:
                if not following[0].isalpha():
                    break
                near += sorted(stems(following) - _NEGATION_STEMS)
                if len(near) >= NEGATED_WORDS:
                    break
            found.update(near[:NEGATED_WORDS])
        return found

    @cached_property
    def negates(self) -> bool:
        """Whether it has a "not" or the like."""
        return not _NEGATIONS.isdisjoint(self.words)

    @cached_property
    def implicit_negations(self) -> frozenset[str]:
        """Words that negate without a "not"."""
        return frozenset(one.casefold() for one in _IMPLICIT_NEGATIONS.findall(self.text))

    def clause_like(self, other: Statement) -> Statement:
        """Return the clause that shares most content words with ``other``, or the whole."""
        parts = [part.strip() for part in _CLAUSE.split(self.text) if part.strip()]
        clauses = [Statement(part) for part in parts] if len(parts) > 1 else []
        return max(clauses, key=lambda one: len(one.stems & other.stems), default=self)

    @cached_property
    def first_word(self) -> str:
        """Stem of the first word if it may be a name, otherwise empty."""
        first = self.text.split()[:1]
        if not first or not first[0][0].isupper() or self.refers_back:
            return ""
        if first[0].casefold().strip(",.") in NO_NAMES:
            return ""
        return next(iter(stems(first[0])), "")

    @cached_property
    def refers_back(self) -> bool:
        """Whether its first word is no name, or refers to the sentence before."""
        return bool(_REFERS_BACK.match(self.text))

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its numbers."""
        return quantities(self.text)
