"""Word overlap: which of a question's content words a passage has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers.text.overlap import QuestionWords


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
    assert QuestionWords(word).found(passage) == (True,)


@pytest.mark.parametrize(
    ("word", "passage"),
    [
        ("308", "1308 and 3080"),
        ("cat", "the category"),
        ("port", "a report"),
        ("part", "a partnership"),
        ("prime", "primary"),
        ("potentiation", "potential"),
        ("map", ""),
    ],
)
def test_other_words_are_not(word, passage):
    assert QuestionWords(word).found(passage) == (False,)


def test_a_question_without_content_words_finds_none():
    assert QuestionWords("What is it for?").found("It is for this.") == ()


@pytest.mark.parametrize(
    ("passage", "share"),
    [
        ("A gap junction rectifies.", 0.5),
        ("Rectifying gap junctions", 1.0),
        ("a junction, a gap", 0.5),
        ("A gap. And then, much later, a junction.", 0.0),
        ("", 0.0),
    ],
)
def test_neighbouring_words_are_found_side_by_side(passage, share):
    words = QuestionWords("rectifying gap junction")
    assert words.paired(passage, words.found(passage)) == share


@given(st.text(max_size=60), st.text(max_size=200))
def test_more_text_never_has_fewer_words(question, passage):
    words = QuestionWords(question)
    before, after = words.found(passage), words.found(f"{passage} and more")
    assert all(now or not had for had, now in zip(before, after, strict=True))
    assert 0 <= words.paired(passage, before) <= 1
