"""The similarity scale: cosine between two anchors of the model."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings.minilm import MiniLM
from headwise.retrievers.embeddings.scale import MINILM, Scale, measure_scale

cosines = st.floats(-1, 1)
scales = st.tuples(st.integers(-99, 98), st.integers(1, 100)).map(
    lambda pair: Scale(pair[0] / 100, min(1.0, (pair[0] + pair[1]) / 100))
)


def test_the_anchors_are_0_and_1():
    assert MINILM.position(MINILM.c0) == 0.0
    assert MINILM.position(MINILM.c1) == 1.0
    assert MINILM.cosine_at(0.85) == pytest.approx(0.4821)


def test_e5_reads_almost_as_it_is_at_the_default_threshold():
    assert Scale(0.743, 0.868).cosine_at(0.85) == pytest.approx(0.849, abs=5e-4)


@given(scales, cosines)
def test_position_and_cosine_are_each_others_inverse(scale, cosine):
    assert scale.cosine_at(scale.position(cosine)) == pytest.approx(cosine, abs=1e-9)


@given(scales, st.lists(cosines, min_size=1))
def test_arrays_are_treated_elementwise(scale, values):
    expected = [scale.position(value) for value in values]
    assert scale.position(np.array(values)) == pytest.approx(np.array(expected))
    assert scale.cosine_at(np.array(expected)) == pytest.approx(np.array(values), abs=1e-9)


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
