"""Ranking passages for a question: by cosine from Chroma, by similarity in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from headwise._defaults import DEFAULT_THRESHOLD
from headwise.retrievers.search import codes, weights
from headwise.retrievers.search.evidence import Neighbourhood
from headwise.retrievers.search.similarity import STRETCH, Scoring, passes, similarity

if TYPE_CHECKING:
    from numpy.typing import NDArray

READ_AT_ONCE = 128
"""Passages read at a time. Of the nearest so many, words can lift one over the threshold, or over
another; those further away are read as long as their cosine alone makes them hits. Of the best 20
sections that reading every passage finds, this finds 93 % at 100,000 passages (``make scale``)."""
MOST_NEIGHBOURS = 8192
"""Neighbours asked for, at most."""


@dataclass(frozen=True)
class Asked:
    """A question as it is compared with passages."""

    vector: NDArray[np.float32]
    """Its unit vector, (dimension,) float32."""
    question: str
    scoring: Scoring


@dataclass(frozen=True)
class Neighbour:
    """A passage that is not read yet."""

    id: tuple[str, str]
    """Name of its Chroma collection, and its id there."""
    cosine: float


@dataclass(frozen=True)
class Candidate:
    """A passage that is read."""

    section: Hashable
    """Identity of its section."""
    heading: str
    text: str
    cosine: float
    record: Any
    """The passage as its source keeps it."""
    above: str = ""
    """The heading that its section stands under."""

    @property
    def headings(self) -> str:
        """The heading above and its own, a line each."""
        return f"{self.above}\n{self.heading}"


@dataclass(frozen=True)
class Match:
    """A section by the passage of it that is most similar to the question."""

    best: Candidate
    score: float
    similarity: float
    """Its score as far as it depends on no other section, until all are ranked."""
    is_general: bool = False
    """Whether the section is about its document as a whole."""


class Passages(Protocol):
    """Where passages are searched."""

    def nearest(self, wanted: int, containing: str = "") -> Sequence[Neighbour]:
        """Return at most so many, nearest first, that have a text as it is written."""

    def read(self, neighbours: Sequence[Neighbour]) -> Iterable[Candidate]:
        """Return those of ``neighbours`` that are there to be seen, in any order."""


@dataclass(frozen=True)
class Ranked:
    """What a search saw."""

    matches: list[Match]
    """The best passage of each section, best first."""
    near: Neighbourhood
    """The passages nearest to the question."""

    def best_score(self) -> float:
        """Return the score of the best section; minus infinity without one."""
        return self.matches[0].score if self.matches else float("-inf")


def best_passages(passages: Passages, asked: Asked, *, threshold: float, max_hits: int) -> Ranked:
    """Rank sections by their best passages.

    Passages are read from the nearest on, until there are as many hits as there is room for, or
    the cosine of the next one alone makes it no hit.

    Args:
        passages: Where to search.
        asked: The question.
        threshold: Least similarity of a hit.
        max_hits: Most hits that there is room for.
    """
    best: dict[Hashable, Match] = {}
    matches: list[Match] = []
    unread = _in_order(passages)
    part = list(islice(unread, READ_AT_ONCE))
    rare = _with_rare_codes(passages, asked)
    first = list(passages.read(list({one.id: one for one in (*part, *rare)}.values())))
    near = Neighbourhood(asked.question, [(one.headings, one.text) for one in first])
    scoring = asked.scoring.among(np.array([one.cosine for one in first]))
    agreeing = with_several_near(first, scoring)
    read: Iterable[Candidate] = first
    while part:
        for candidate in read:
            lift = 0.0 if scoring.plain else _lift(candidate, near, asked, rare)
            lift += weights.AGREEING * (candidate.section in agreeing)
            score = scoring.score(candidate.cosine, lift)
            known = best.get(candidate.section)
            if known is None or known.score < score:
                is_general = near.is_general(candidate.heading)
                own = similarity(score)
                best[candidate.section] = Match(candidate, score, own, is_general)
        matches = _particular_first(best.values(), scoring)
        least = threshold + _excess(matches, asked)
        if sum(passes(match.score, least) for match in matches) >= max_hits:
            break
        if not passes(scoring.score(part[-1].cosine), least):
            break  # nor does any that is further away
        part = [
            neighbour
            for neighbour in islice(unread, READ_AT_ONCE)
            if passes(scoring.score(neighbour.cosine), least)
        ]
        read = passages.read(part)
    excess = _excess(matches, asked)
    matches.sort(key=lambda match: -match.score)
    return Ranked([replace(one, similarity=similarity(one.score, excess)) for one in matches], near)


def _particular_first(matches: Iterable[Match], scoring: Scoring) -> list[Match]:
    """Return matches, those of general sections lowered where a particular one is enough.

    An introduction touches on all that its document treats elsewhere in full.
    """
    found = list(matches)
    if scoring.plain or not any(
        passes(one.score, DEFAULT_THRESHOLD) for one in found if not one.is_general
    ):
        return found
    lower = STRETCH * weights.GENERAL
    return [replace(one, score=one.score - lower) if one.is_general else one for one in found]


def _lift(
    candidate: Candidate, near: Neighbourhood, asked: Asked, rare: Sequence[Neighbour]
) -> float:
    lift = near.evidence(candidate.heading, candidate.text, candidate.above).lift
    if rare and codes.has_one_of(codes.of(asked.question), candidate.text):
        lift += weights.CODE
    return lift


def with_several_near(first: Iterable[Candidate], scoring: Scoring) -> set[Hashable]:
    """Return the sections of which more than one passage is near to the question."""
    near = Counter(
        one.section for one in first if scoring.scale.position(one.cosine) > weights.NEAR
    )
    return {section for section, count in near.items() if count > 1 and not scoring.plain}


def _with_rare_codes(passages: Passages, asked: Asked) -> list[Neighbour]:
    """Return the few passages that have a code of the question, wherever they are."""
    found: list[Neighbour] = []
    if not asked.scoring.plain:
        for form in chain.from_iterable(map(codes.forms, codes.of(asked.question))):
            having = passages.nearest(codes.RARE + 1, containing=form)
            found += having if len(having) <= codes.RARE else []
    return found


def _excess(matches: Iterable[Match], asked: Asked) -> float:
    return asked.scoring.excess(max((match.score for match in matches), default=0.0))


def _in_order(passages: Passages) -> Iterator[Neighbour]:
    """Yield the neighbours, nearest first, asking for four times as many whenever they run out."""
    wanted = READ_AT_ONCE
    seen: set[tuple[str, str]] = set()
    while True:
        found = passages.nearest(wanted)
        yield from (neighbour for neighbour in found if neighbour.id not in seen)
        if len(found) < wanted or wanted >= MOST_NEIGHBOURS:
            return
        seen.update(neighbour.id for neighbour in found)
        wanted *= 4
