"""The sentences of a section that can be quoted in a summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headwise.chains.extractive.prose import prose, words_of
from headwise.chains.extractive.spoken import clean_verbatim, is_spoken, without_opening
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.vocabulary import pattern

SHORTEST_SPOKEN, LONGEST_SPOKEN = 5, 90
"""Words; transcripts have long sentences."""

_CONNECTIVE = re.compile(rf"{pattern('connective')},\s+(?=\S)", re.IGNORECASE)
_REFERS_BACK = re.compile(rf"(?!{pattern('this_document')}\b){pattern('anaphor')}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A sentence that can be quoted."""

    position: int
    """Of the sentence among all sentences of the text, from 0."""
    text: str
    """As printed, on one line."""
    bare: str
    """Without the connective that joins it to the sentence before."""
    refers_back: bool = False
    """Whether ``bare`` begins with a word for something in the sentence before: "It", "These"."""
    spoken: bool = False
    lead: str = ""
    """What leads in the list that it is an item of; ``text`` begins with it."""

    @property
    def words(self) -> int:
        """Number of words, of ``text``."""
        return self.text.count(" ") + 1


def find_candidates(text: str) -> list[Candidate]:
    """Return the sentences of ``text`` that are prose, each once, in reading order.

    Tables, captions, displayed formulas, references and labels are none.
    """
    found: dict[str, Candidate] = {}
    for one in _spoken(clean_verbatim(text)) if is_spoken(text) else _written(text):
        found.setdefault(one.text.casefold(), one)
    return list(found.values())


def _written(text: str) -> Iterator[Candidate]:
    for one in prose(text):
        connective = _CONNECTIVE.match(one.text)
        bare = one.text[connective.end() :] if connective else one.text
        bare = bare[:1].upper() + bare[1:]
        refers_back = bool(_REFERS_BACK.match(bare))
        yield Candidate(one.position, one.text, bare, refers_back, lead=one.lead)


def _spoken(text: str) -> Iterator[Candidate]:
    turns = text.split("\n\n")
    every = (sentence for turn in turns for sentence in sentences(turn))
    for position, sentence in enumerate(every):
        flat = without_opening(" ".join(sentence.split()))
        if SHORTEST_SPOKEN <= words_of(flat) <= LONGEST_SPOKEN:
            yield Candidate(position, flat, flat, spoken=True)
