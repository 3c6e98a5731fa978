import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers import Section
from headwise.retrievers.indexing.passages import (
    PASSAGE_CHARACTERS,
    answers_questions,
    has_names_only,
    split_passages,
)

PROSE = "A layer computes its output from the layer before it. "


@given(st.text(max_size=400), st.integers(1, 60))
def test_passages_joined_are_the_text(text, limit):
    assert "".join(split_passages(text, limit)) == text


def test_a_short_text_is_one_passage():
    assert split_passages(PROSE) == [PROSE]


def test_passages_end_with_sentences_and_are_about_equal():
    passages = split_passages(PROSE * 40)

    assert all(passage.endswith(". ") for passage in passages)
    lengths = [len(passage) for passage in passages]
    assert max(lengths) <= PASSAGE_CHARACTERS + len(PROSE)
    assert min(lengths) > 0.6 * max(lengths)


def test_a_table_is_cut_between_rows():
    rows = [f"| {number} | some value | another value |\n" for number in range(100)]
    passages = split_passages("".join(rows), limit=500)

    assert all(passage.endswith("|\n") for passage in passages)
    assert max(map(len, passages)) <= 1000


def test_an_endless_word_is_cut_all_the_same():
    assert all(len(passage) <= 900 for passage in split_passages("x" * 100_000))


def section(heading, text):
    return Section(sub_heading=heading, heading=heading, page_start=1, page_end=1, text=text)


@pytest.mark.parametrize(
    ("heading", "worth"),
    [("References", False), ("Literaturverzeichnis", False), ("A Paper", True), ("Results", True)],
)
def test_lists_of_references_are_not_indexed(heading, worth):
    assert answers_questions(section(heading, "[1] A. Author. 2001.")) is worth


@pytest.mark.parametrize(
    ("heading", "text", "names"),
    [
        ("A Paper", "Ann Author, Some Institute, Some Street 1, Some Town. a@example.org", True),
        ("A Paper", "We show in this paper that layers can be shared by all positions.", False),
        ("A Paper", "All layers:\n\n| Layer | Size |\n| --- | --- |\n| 1 | 28 |", False),
        ("Results", "Ann Author, Some Institute, Some Street 1, Some Town.", False),
    ],
)
def test_the_front_is_told_from_other_sections(heading, text, names):
    assert has_names_only(section(heading, text), "A Paper on Layers") is names
