"""The sentences of a section that can stand in a summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headwise.chains.extractive.prose import prose, words_of
from headwise.chains.extractive.spoken import clean_verbatim, is_spoken, without_opening
from headwise.chains.extractive.wording import is_signpost, leans, without_connective
from headwise.retrievers.text.sentences import sentences

SHORTEST_SPOKEN, LONGEST_SPOKEN = 5, 90
"""Words; speakers go on without a full stop."""


@dataclass(frozen=True)
class Candidate:
    """A sentence that can stand in a summary."""

    position: int
    """Of the sentence among all sentences of the text, from 0."""
    text: str
    """As printed, on one line."""
    bare: str
    """Without the connective that binds it to the sentence before."""
    leans: bool = False
    """Whether even ``bare`` opens with a word that points at the sentence before it."""
    points: bool = False
    """Whether it says where something is rather than what it is."""
    spoken: bool = False

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
        bare = without_connective(one.text)
        points = one.leads_in or is_signpost(bare)
        yield Candidate(one.position, one.text, bare, leans(bare), points)


def _spoken(text: str) -> Iterator[Candidate]:
    turns = text.split("\n\n")
    every = (sentence for turn in turns for sentence in sentences(turn))
    for position, sentence in enumerate(every):
        flat = without_opening(" ".join(sentence.split()))
        if SHORTEST_SPOKEN <= words_of(flat) <= LONGEST_SPOKEN:
            yield Candidate(position, flat, flat, spoken=True)
