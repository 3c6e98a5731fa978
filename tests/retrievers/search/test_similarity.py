"""Similarity: from cosine and words to the number that the threshold applies to."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headwise.retrievers.embeddings.scale import MINILM, Scale
from headwise.retrievers.search.similarity import PLAIN, Scoring, passes, similarity

cosines = st.floats(-1, 1)
scores = st.floats(-3, 3)
scales = st.tuples(st.integers(-99, 98), st.integers(1, 100)).map(
    lambda pair: Scale(pair[0] / 100, min(1.0, (pair[0] + pair[1]) / 100))
)


@given(scales, cosines, cosines)
def test_scores_rank_as_cosines_do(scale, one, other):
    assume(one <= other)
    assert Scoring(scale).score(one) <= Scoring(scale).score(other)


@given(scales, cosines, st.floats(-1, 1), st.floats(-1, 1))
def test_what_lifts_counts_for_and_against(scale, cosine, one, other):
    assume(one <= other)
    assert Scoring(scale).score(cosine, one) <= Scoring(scale).score(cosine, other)


@given(st.lists(scores, min_size=1))
def test_the_best_of_a_search_has_at_most_1_and_the_others_keep_their_distance(found):
    scoring = Scoring(MINILM)
    best = max(found)
    similarities = [similarity(score, scoring.excess(best)) for score in found]

    assert all(0 <= one <= 1 for one in similarities)
    assert max(similarities) == pytest.approx(min(max(best, 0), 1))
    for score, one in zip(found, similarities, strict=True):
        if best >= 1 and score >= best - 1:
            assert one == pytest.approx(1 - (best - score), abs=1e-9)


def test_within_the_scale_others_change_nothing():
    assert similarity(0.7, Scoring(MINILM).excess(0.95)) == 0.7


def test_the_plain_cosine_is_neither_corrected_nor_compared():
    assert PLAIN.score(0.4, 1.0) == 0.4
    assert PLAIN.excess(1.4) == 0.0
    assert similarity(PLAIN.score(-0.2)) == 0.0


def test_where_all_are_near_each_has_to_be_nearer():
    scoring, near = Scoring(MINILM), MINILM.cosine_at(0.8)

    assert scoring.among(np.full(40, near)).score(0.5) < scoring.score(0.5)
    assert scoring.among(np.full(40, MINILM.c0)).score(0.5) == scoring.score(0.5)
    assert PLAIN.among(np.full(40, near)).score(0.5) == 0.5
    of_two = scoring.among(np.array([[near] * 40, [MINILM.c0] * 40])).score(np.full((2, 40), 0.5))
    assert (of_two[0] < of_two[1]).all()
    assert scoring.among(np.full(3, near)).score(0.5) == scoring.score(0.5)


def test_numpy_is_fine():
    for number in (np.float32(0.3), np.float64(0.3)):
        assert similarity(number) == pytest.approx(0.3)
    assert type(similarity(np.float64(0.3))) is float
    found = Scoring(MINILM).score(np.array([0.1, 0.6]), np.array([0.2, 0.9]))
    assert found.shape == (2,)
    assert Scoring(MINILM).excess(np.array([0.5, 1.25])).tolist() == [0.0, 0.25]
    assert PLAIN.excess(np.array([1.25])).tolist() == [0.0]


def test_not_a_number_never_passes():
    assert math.isnan(similarity(math.nan))
    assert not passes(similarity(math.nan), 0.0)


def test_rounding_errors_do_not_decide():
    random = np.random.default_rng(0)
    one = random.normal(size=(1000, 384))
    one /= np.linalg.norm(one, axis=1, keepdims=True)
    other = random.normal(size=(1000, 384))
    other -= (other * one).sum(axis=1, keepdims=True) * one
    other /= np.linalg.norm(other, axis=1, keepdims=True)
    exactly = 0.85 * one + math.sqrt(1 - 0.85**2) * other
    found = (one.astype(np.float32) * exactly.astype(np.float32)).sum(axis=1)
    assert (found >= 0.85).mean() < 0.9
    assert passes(similarity(found), 0.85).all()
    assert not passes(0.849998, 0.85)
