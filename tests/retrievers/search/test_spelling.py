"""Misspelt words are put right; right words that are merely absent stay."""

import pytest

from headwise.retrievers.search.spelling import corrected

TEXT = "The tornado, a broader report of Twitter, to arrive (llegar), primarily on the benefits"


def right(word, text=TEXT):
    return corrected(f"What of {word}?", [word], [text], lambda _: False)[1].get(word)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("tornaod", "tornado"),
        ("bebefits", "benefits"),
        ("tonado", "tornado"),
        ("tprnado", "tornado"),
    ],
)
def test_a_slip_of_the_fingers_is_put_right(word, meant):
    assert right(word) == meant


@pytest.mark.parametrize("word", ["broaden", "llegan", "primarity"])
def test_another_form_of_a_word_stays(word):
    assert right(word) is None


def test_a_word_with_a_letter_from_elsewhere_on_the_keyboard_stays():
    assert right("twister") is None


def test_a_word_that_is_there_stays():
    assert corrected("tornaod?", ["tornaod"], [TEXT], lambda _: True) == ("tornaod?", {})
