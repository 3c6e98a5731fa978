from hypothesis import given
from hypothesis import strategies as st

from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.text.vocabulary import squash


def test_hyphen_of_a_line_break_goes() -> None:
    assert Words([]).join("the convo-", "lution of") == "the convolution of"


def test_hyphen_of_a_word_stays_where_the_document_prints_it() -> None:
    words = Words(["state-of-the-art models", "a low-rank matrix"])
    assert words.join("a low-", "rank matrix") == "a low-rank matrix"
    assert words.join("state-of-the-", "art models") == "state-of-the-art models"


def test_the_document_decides_against_a_hyphen_too() -> None:
    assert Words(["dataset datasets"]).join("the data-", "set") == "the dataset"


def test_hyphen_before_a_capital_or_after_an_acronym_stays() -> None:
    assert Words([]).join("the Kullback-", "Leibler distance") == "the Kullback-Leibler distance"
    assert Words([]).join("a RGB-", "coloured image") == "a RGB-coloured image"


def test_cut_words_prove_nothing() -> None:
    words = Words(["many character-", "istics of character"])
    assert words.join("character-", "istics") == "characteristics"


def test_soft_hyphens_go() -> None:
    assert Words([]).paragraph(["soft\u00ad", "ware has hid\u00adden"]) == "software has hidden"


@given(st.lists(st.text("abc -é", min_size=1)))
def test_paragraph_loses_no_letters(lines: list[str]) -> None:
    joined = Words([]).paragraph(lines)
    assert squash(joined) == squash("".join(lines))
    assert "  " not in joined
    assert joined == joined.strip()


@given(st.text())
def test_squash_is_idempotent(text: str) -> None:
    assert squash(squash(text)) == squash(text)
