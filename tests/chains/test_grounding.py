import pytest

from headwise.chains.draft import Draft, Summary
from headwise.chains.grounding import ground
from headwise.chains.group import HeadingGroup
from headwise.retrievers import Hit

HIT = Hit(
    text="LeNet-5 has 61,706 weights in seven layers. It was trained for 20 epochs on “digits”.",
    sub_heading="3 LeNet",
    collection_name="history",
    similarity=0.9,
    page_start=4,
    page_end=4,
)
GROUP = HeadingGroup(id=1, heading="LeNet", hits=(HIT,), sources=())


def grounded(text, **options):
    return ground(Draft("q", (GROUP,), (Summary(GROUP, text),)), **options)


@pytest.mark.parametrize(
    "text",
    [
        "LeNet-5 has 61706 weights.",
        "It has 7 layers.",
        "It was trained for 20 epochs.",
        "The images were “digits”.",
        "It is small.",
    ],
)
def test_what_the_sources_contain_is_no_warning(text):
    assert grounded(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("It has 61,707 weights.", "61,707"),
        ("It was trained for 2.5 epochs.", "2.5"),
        ("It beats ResNet-50.", "ResNet-50"),
        ("It learned “letters”.", "letters"),
    ],
)
def test_what_they_do_not_contain_is_reported_with_the_sentence(text, term):
    (warning,) = grounded(f"It is small. {text}").warnings

    assert f"'{term}' not in the sources" in warning
    assert warning.endswith(text)


def test_strict_takes_such_sentences_out():
    draft = grounded("It has 99 layers. It has seven layers.", strict=True)

    assert draft.summaries[0].text == "It has seven layers."
    assert "left out" in draft.warnings[0]


def test_cite_puts_the_page_after_each_sentence():
    draft = grounded("LeNet-5 is small. It has seven layers.", cite=True)

    assert draft.summaries[0].text == (
        "LeNet-5 is small (history, p. 4). It has seven layers (history, p. 4)."
    )
