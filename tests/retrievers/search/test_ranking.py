"""Ranking: what passages of one section do for each other."""

import numpy as np
import pytest

from headwise.retrievers.embeddings.scale import Scale
from headwise.retrievers.search.ranking import (
    Asked,
    Candidate,
    Neighbour,
    best_passages,
    with_several_near,
)
from headwise.retrievers.search.similarity import PLAIN, Scoring

SCORING = Scoring(Scale(c0=0.0, c1=1.0))


def passages(*cosines):
    return [Candidate(section, "", "", cosine, {}) for section, cosine in cosines]


def test_passages_of_a_section_agree_where_several_are_near():
    found = passages(("one", 0.9), ("two", 0.6), ("two", 0.5), ("three", 0.9), ("three", 0.1))
    assert with_several_near(found, SCORING) == {"two"}


def test_none_agree_where_the_plain_cosine_counts():
    assert with_several_near(passages(("one", 0.9), ("one", 0.9)), PLAIN) == set()


class Shelf:
    """Sections of one passage each: heading to cosine."""

    def __init__(self, **cosines):
        self._cosines = cosines

    def nearest(self, wanted, containing=""):
        return [Neighbour(("", heading), cosine) for heading, cosine in self._cosines.items()]

    def read(self, neighbours):
        return [Candidate(one.id, one.id[1], "", one.cosine, {}) for one in neighbours]


def ranked(question="How does it boil?", scoring=SCORING, **cosines):
    asked = Asked(np.zeros(1, np.float32), question, scoring)
    found = best_passages(Shelf(**cosines), asked, threshold=0.85, max_hits=9)
    return {match.best.heading: match.similarity for match in found.matches}


@pytest.mark.parametrize("heading", ["Introduction", "Einleitung", "Background", "CONCLUSIONS"])
def test_a_section_about_the_whole_comes_behind_one_of_its_own(heading):
    found = ranked(**{heading: 0.9, "Boiling": 0.85})
    assert list(found) == ["Boiling", heading]
    assert found["Boiling"] > 0.85 > found[heading]


def test_a_section_about_the_whole_keeps_its_similarity_where_no_other_is_similar_enough():
    alone = ranked(Introduction=0.9, Boiling=0.1)["Introduction"]
    assert alone == pytest.approx(ranked(Pumps=0.9, Boiling=0.1)["Pumps"])


@pytest.mark.parametrize(
    ("question", "scoring"), [("What is in the introduction?", SCORING), ("How?", PLAIN)]
)
def test_a_section_about_the_whole_stays_first_where_it_is_asked_for(question, scoring):
    found = ranked(question, scoring, Introduction=0.9, Boiling=0.85)
    assert list(found) == ["Introduction", "Boiling"]
