"""Ranking: what passages of one section do for each other."""

from headwise.retrievers.embeddings.scale import Scale
from headwise.retrievers.search.ranking import Candidate, with_several_near
from headwise.retrievers.search.similarity import PLAIN, Scoring

SCORING = Scoring(Scale(c0=0.0, c1=1.0))


def passages(*cosines):
    return [Candidate(section, "", "", cosine, {}) for section, cosine in cosines]


def test_passages_of_a_section_agree_where_several_are_near():
    found = passages(("one", 0.9), ("two", 0.6), ("two", 0.5), ("three", 0.9), ("three", 0.1))
    assert with_several_near(found, SCORING) == {"two"}


def test_none_agree_where_the_plain_cosine_counts():
    assert with_several_near(passages(("one", 0.9), ("one", 0.9)), PLAIN) == set()
