"""Lists are quoted with what leads in."""

import pytest

from headwise.chains.extractive import extract
from headwise.chains.extractive.candidates import find_candidates

LIST = """Pooling may be done in three ways:

• by the largest value;

• by the mean value of a block; or

• by the last value.

The depth of a feature map is not changed by the pooling of its values."""


def test_a_short_list_is_quoted_whole_with_what_leads_in():
    first, second = find_candidates(LIST)

    assert first.text == (
        "Pooling may be done in three ways: by the largest value; "
        "by the mean value of a block; or by the last value."
    )
    assert second.position == first.position + 1


BEES = """(1) Whoever wants to keep bees in town shall tell the office before the first hive stands.

(2) The office may refuse the permission—

(a) where the hives would stand less than five metres from a school, a playground or a hospital, and
neither a hedge nor a wall of two metres is between them;

(b) where the keeper has not taken the course that is named in the schedule, and cannot show that
she has kept bees elsewhere for three years of her life or longer;

(c) where more than ten hives stand already within two hundred metres of the place; or

(d) where the keeper was fined twice in the last five years under this order.

(3) Whoever sets up a hive without permission is fined."""


def test_items_of_a_long_list_are_quoted_with_what_leads_in(embeddings):
    leads = [one.lead for one in find_candidates(BEES)]
    lead = "The office may refuse the permission —"
    assert leads == ["", lead, *3 * [f"{lead} …"], ""]

    quoted = extract("How near to other hives is permission refused?", BEES, embeddings)
    assert quoted.count(lead) == 1
    assert (
        "where more than ten hives stand already within two hundred metres of the place" in quoted
    )


@pytest.mark.parametrize("end", ["shall be fined.", "(i) at night; or"])
def test_a_list_within_a_list_or_a_sentence_is_not_put_together(end):
    text = f"(1) Any person who—\n\n(a) keeps bees; or\n\n(b) sells honey—\n\n{end}"
    assert find_candidates(text) == []


def test_a_long_sentence_of_a_law_is_quoted_and_a_long_run_of_names_is_not():
    law = " ".join(["A keeper who has"] + ["lost her hives and"] * 20 + ["is fined."])
    names = " ".join(["A keeper who has"] + ["Lost Her Hives and"] * 20 + ["is fined."])
    assert [one.text for one in find_candidates(f"{law}\n\n{names}")] == [law]


def test_a_sentence_that_leads_in_a_list_too_long_to_quote_does_not_stand_alone():
    items = "\n\n".join(f"{n}. {'Pooling reduces the size of maps ' * 5}." for n in range(1, 7))
    found = find_candidates(f"There are six kinds of pooling for maps:\n\n{items}")

    assert found
    assert not any("six kinds" in one.text for one in found)
