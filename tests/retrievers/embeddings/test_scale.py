"""The similarity scale: cosine between two anchors of the model."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings.minilm import MiniLM
from headwise.retrievers.embeddings.scale import MINILM, RAW, Scale, measure_scale, passes

cosines = st.floats(-1, 1)
scales = st.tuples(st.integers(-99, 98), st.integers(1, 100)).map(
    lambda pair: Scale(pair[0] / 100, min(1.0, (pair[0] + pair[1]) / 100))
)


def test_the_anchors_are_0_and_1():
    assert MINILM.similarity(MINILM.c0) == 0.0
    assert MINILM.similarity(MINILM.c1) == 1.0
    assert MINILM.cosine_at(0.85) == pytest.approx(0.4821)


def test_e5_reads_almost_as_it_is_at_the_default_threshold():
    assert Scale(0.743, 0.868).cosine_at(0.85) == pytest.approx(0.849, abs=5e-4)


@given(scales, cosines)
def test_similarity_stays_between_0_and_1_and_inverts(scale, cosine):
    similarity = scale.similarity(cosine)
    assert 0 <= similarity <= 1
    if scale.c0 <= cosine <= scale.c1:
        assert scale.cosine_at(similarity) == pytest.approx(cosine, abs=1e-9)


@given(scales, cosines, cosines)
def test_similarity_ranks_as_cosine_does(scale, one, other):
    assume(one <= other)
    assert scale.similarity(one) <= scale.similarity(other)


@given(scales, cosines, st.floats(0, 1), st.floats(0, 1))
def test_overlap_counts_for_and_against(scale, cosine, one, other):
    assume(one <= other)
    assert scale.score(cosine, one) <= scale.score(cosine, other)
    assert scale.score(cosine, 0.5) == scale.score(cosine)
    assert scale.score(cosine, 0.0) == scale.score(cosine, 0.35)


def test_overlap_does_not_count_where_it_is_turned_off():
    assert RAW.similarity(0.4, 1.0) == 0.4


@given(scales, st.lists(cosines, min_size=1))
def test_arrays_are_treated_elementwise(scale, values):
    expected = [scale.similarity(value) for value in values]
    found = scale.similarity(np.array(values))
    assert found == pytest.approx(np.array(expected))
    assert (passes(found, 0.5) == [passes(value, 0.5) for value in found]).all()
    assert scale.cosine_at(np.array(expected)).shape == (len(values),)


def test_numpy_scalars_are_fine():
    for number in (np.float32(0.3), np.float64(0.3)):
        assert MINILM.similarity(number) == pytest.approx((0.3 - 0.035) / (0.561 - 0.035))
    assert type(MINILM.similarity(np.float64(0.3))) is float


def test_the_raw_scale_is_the_cosine():
    assert RAW.similarity(0.42) == 0.42
    assert RAW.similarity(-0.2) == 0.0


def test_not_a_number_never_passes():
    assert math.isnan(MINILM.similarity(math.nan))
    assert not passes(MINILM.similarity(math.nan), 0.0)


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
    assert passes(RAW.similarity(found), 0.85).all()
    assert not passes(0.849998, 0.85)


@pytest.mark.parametrize(("c0", "c1"), [(0.5, 0.5), (0.6, 0.5), (math.nan, 0.5), (0, 1.1)])
def test_a_scale_needs_answers_above_unrelated_text(c0, c1):
    with pytest.raises(EmbeddingsError, match="calibrate"):
        Scale(c0, c1)


# Measuring


class Angles(Embeddings):
    """A text is an angle in degrees; a query is turned by ``query_turn``."""

    def __init__(self, query_turn=0.0):
        self.query_turn = query_turn
        self.queries = []

    def embed_documents(self, texts):
        angles = [math.radians(float(text)) for text in texts]
        return [[math.cos(angle), math.sin(angle)] for angle in angles]

    def embed_query(self, text):
        self.queries.append(text)
        return self.embed_documents([str(float(text) + self.query_turn)])[0]


PAIRS = [("0", "30"), ("90", "120"), ("1", "30")]  # two questions share a passage


@pytest.mark.parametrize("turn", [0.0, 10.0])
def test_anchors_are_medians_of_related_and_unrelated_pairs(turn):
    related = [30, 30, 29]
    unrelated = [120, -60, 119]
    scale = measure_scale(Angles(turn), PAIRS)
    assert scale.c1 == pytest.approx(np.median(np.cos(np.radians(np.array(related) - turn))))
    assert scale.c0 == pytest.approx(np.median(np.cos(np.radians(np.array(unrelated) - turn))))


def test_questions_go_one_by_one_only_to_models_that_embed_them_apart():
    alike, apart = Angles(), Angles(10.0)
    measure_scale(alike, PAIRS)
    measure_scale(apart, PAIRS)
    assert alike.queries == ["0"]
    assert apart.queries == ["0", "90", "1"]


@pytest.mark.parametrize("pairs", [[], [("0", "30")], [("0", "30"), ("1", "30")]])
def test_measuring_needs_unrelated_passages(pairs):
    with pytest.raises(EmbeddingsError, match="at least two"):
        measure_scale(Angles(), pairs)


def test_a_model_that_tells_nothing_apart_is_an_error():
    with pytest.raises(EmbeddingsError, match="another embedding model"):
        measure_scale(Angles(), [("0", "170"), ("170", "0")])


def test_minilm_anchors_are_near_those_of_a_handful_of_pairs():
    scale = measure_scale(
        MiniLM(),
        [
            ("What does a pooling layer do?", "A pooling layer makes the feature map smaller."),
            ("When was the bridge built?", "The bridge over the river was built in 1883."),
            ("How do plants make oxygen?", "Plants produce oxygen by photosynthesis."),
            ("Who pays for the clinic?", "The clinic is paid for by the city and by donations."),
        ],
    )
    assert scale.c0 == pytest.approx(MINILM.c0, abs=0.15)
    assert scale.c1 > MINILM.c1 - 0.1
