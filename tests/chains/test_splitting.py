"""Text cut to what a model reads at once: nothing is lost, tables keep their headers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwise.chains.llm.splitting import PER_TEXT, batches
from headwise.chains.llm.tokens import Window, estimate_tokens
from headwise.errors import ModelError

TABLE = "| Layer | Size |\n|---|---|\n" + "".join(f"| conv{n} | {n * 14} |\n" for n in range(60))
PROSE = " ".join(f"Layer {n} is wider than layer {n - 1} of the network." for n in range(1, 60))
FORMULA = "$$\nx_j = \\rho(W_j x_{j-1})\n\n+ b_j\n$$"


def cut(texts, room=200):
    made = batches(texts, room, estimate_tokens)
    for batch in made:
        assert sum(estimate_tokens(text) + PER_TEXT for text in batch) <= room * 1.1
    return made


def test_what_fits_is_one_batch():
    assert cut(["One.", "Two."]) == [["One.", "Two."]]


def test_prose_is_cut_at_sentence_ends_into_parts_of_about_equal_size():
    made = cut([PROSE])
    sizes = [estimate_tokens(" ".join(batch)) for batch in made]

    assert "".join(text for batch in made for text in batch) == PROSE
    assert all(batch[-1].rstrip().endswith(".") for batch in made)
    assert max(sizes) < 1.7 * min(sizes)


def test_every_part_of_a_table_has_its_header():
    made = cut([f"Before it.\n\n{TABLE}\n\nAfter it."])
    tables = [text for batch in made for text in batch if "|" in text]

    assert len(tables) > 2
    for text in tables:
        assert text.count("| Layer | Size |\n|---|---|") >= 1
    rows = re.findall(r"\| conv(\d+) \|", "".join(tables))
    assert rows == [str(n) for n in range(60)]


def test_a_formula_and_a_small_table_stay_whole():
    small = "| A | B |\n|---|---|\n| 1 | 2 |"
    made = cut([f"{PROSE}\n\n{FORMULA}\n\n{PROSE}\n\n{small}\n\n{PROSE}"])
    parts = [text for batch in made for text in batch]

    assert any(FORMULA in part for part in parts)
    assert any(small in part for part in parts)


@given(
    st.lists(
        st.lists(
            st.one_of(
                st.text("ab .\n", max_size=80),
                st.sampled_from([f"\n\n{TABLE}", PROSE, FORMULA, "word" * 300, "卷积层" * 100]),
            ),
            max_size=4,
        ).map("".join),
        max_size=4,
    ),
    st.integers(100, 400),
)
def test_nothing_is_lost(texts, room):
    made = batches(texts, room, estimate_tokens)
    joined = "".join("".join(batch) for batch in made)
    wanted, given_ = re.sub(r"\s", "", "".join(texts)), re.sub(r"\s", "", joined)
    header = "|Layer|Size||---|---|"

    assert given_.replace(header, "") == wanted.replace(header, "")


class TestWindow:
    def test_instructions_and_reply_take_room(self):
        assert Window(8_192).room(500, 1.1) == int((8_192 - 2_048) / 1.1) - 500
        assert Window(1_000_000).room(500, 1.1) == 48_000

    def test_a_window_that_holds_nothing_but_the_prompt(self):
        with pytest.raises(ModelError, match="too small"):
            Window(600).room(500, 1.1)
