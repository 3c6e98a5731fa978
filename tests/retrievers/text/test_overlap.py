"""Word overlap: which of a question's content words a passage has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers.text.overlap import USUAL, QuestionWords


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is pooling for?", ["pooling"]),
        ("How many points did the Lions score in 2016?", ["points", "lions", "score", "2016"]),
        ("Was ist der Zweck von Pooling?", ["zweck", "pooling"]),
        ("À quoi sert la couche de convolution ?", ["sert", "couche", "convolution"]),
        ("¿Para qué sirve una capa de agrupación?", ["capa", "agrupación"]),
        ("池化层", ["池化", "化层"]),
        ("Why?", []),
        ("", []),
    ],
)
def test_content_words_of_several_languages(question, words):
    assert list(QuestionWords(question).words) == words


@pytest.mark.parametrize(
    ("word", "passage"),
    [
        ("pooling", "It pools them."),
        ("network", "Networks, in short"),
        ("studies", "one study"),
        ("optimisation", "to optimise it"),
        ("308", "just 308 points"),
        ("o2", "as O2, while"),
        ("EDSAC", "(EDSAC)"),
        ("cat", "two cats"),
        ("化层", "池化层的作用"),
    ],
)
def test_inflected_words_are_found(word, passage):
    assert QuestionWords(word).overlap(passage) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("word", "passage"),
    [
        ("308", "1308 and 3080"),
        ("cat", "the category"),
        ("port", "a report"),
        ("part", "a partnership"),
        ("map", ""),
    ],
)
def test_other_words_are_not(word, passage):
    assert QuestionWords(word).overlap(passage) == pytest.approx(1 / 3)


def test_more_words_are_more_evidence():
    one = QuestionWords("pooling").overlap("pooling")
    three = QuestionWords("pooling layer size").overlap("The size of a pooling layer")
    assert USUAL < one < three < 1


def test_a_question_without_content_words_is_neutral():
    assert QuestionWords("What is it for?").overlap("It is for this.") == USUAL


@given(st.text(max_size=60), st.text(max_size=200))
def test_overlap_is_a_share_and_more_text_never_lowers_it(question, passage):
    words = QuestionWords(question)
    overlap = words.overlap(passage)
    assert 0 < overlap < 1
    assert words.overlap(f"{passage} and more") >= overlap
