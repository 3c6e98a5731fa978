import numpy as np
import pytest

from headwise.chains.extractive import extract
from headwise.chains.extractive.candidates import Candidate, find_candidates
from headwise.chains.extractive.choosing import choose, paragraph
from headwise.chains.extractive.scoring import overlap
from headwise.chains.extractive.spoken import clean_verbatim, is_spoken
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.text.sentences import sentences

QUESTION = "What does pooling do?"
SECTION = """Pooling layers reduce the width and the height of every feature map by taking the
largest value of each block. However, it loses the exact position of a pattern.

Figure 3: Pooling with blocks of two by two values, as it is used in most networks today.

| Layer | Size |
|-------|------|
| Pooling does reduce the map to this | 14 |

Figure 3 shows what pooling does to a feature map. The weather was fine on that particular day in
May. Pooling also makes a network less sensitive to small shifts of the image that it is given.

$$ p(x) = max x, pooling does that $$
"""


@pytest.fixture(scope="module")
def embeddings():
    return load_embeddings(None)


def test_sentences_that_answer_in_reading_order(embeddings):
    summary = extract(QUESTION, SECTION, embeddings)

    assert summary.startswith("Pooling layers reduce the width and the height of every feature map")
    assert summary.endswith("small shifts of the image that it is given.")


CODES = """Codes tell what failed, and each of them is for the service only.

| Code | Meaning | Remedy |
|------|---------|--------|
| E-1446 | pump lost | call the service |
| E-1447 | fan too slow | clean the fan |

After E-1447 the fan must rest for an hour before it is cleaned by hand."""


def test_the_row_that_has_the_code_comes_first(embeddings):
    summary = extract("What does E-1447 mean?", CODES, embeddings)

    assert summary.startswith("E-1447: fan too slow; clean the fan. After E-1447 the fan must rest")
    assert "service" not in summary


OFFICES = """The assembly elects whom the club needs, for years that the table gives.

| Office | Holder | Years |
| --- | --- | --- |
| Chair | elected by all members | 3 |
| Coach | appointed by the committee | 1 |
| Year of 1975 | nobody | 13.5 |

Members who row appoint their own boat, but nobody else may do that."""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who appoints the coach?", "Coach: appointed by the committee; Years 1."),
        ("Which year was 1975?", "Year of 1975: nobody; Years 13.5."),
        ("Who appoints a boat?", "The assembly elects whom the club needs"),
        ("How is the chairing done?", "Chair: elected by all members; Years 3."),
    ],
)
def test_the_row_that_has_the_words_of_the_question(embeddings, question, answer):
    assert extract(question, OFFICES, embeddings).startswith(answer)


def test_a_row_longer_than_its_head_is_quoted(embeddings):
    table = "| Office |\n| --- |\n|  | the coach is appointed |"

    assert extract("Who appoints the coach?", table, embeddings) == "the coach is appointed."


def test_a_single_word_is_enough_if_it_is_the_first_cell_of_a_row(embeddings):
    table = "| Data | Value |\n| --- | --- |\n| Speed | 9 m/s |\n| Weight (empty) | 3 kg |"

    assert extract("How much does it weigh?", table, embeddings) == "Weight (empty): 3 kg."
    assert extract("How heavy is it?", table, embeddings) == "Weight (empty): 3 kg."


def test_a_table_is_quoted_with_its_rows_where_its_head_is_nearest(embeddings):
    table = "| Day | Opens | Closes |\n| --- | --- | --- |\n| Friday | 9 am | 5 pm |"

    quoted = extract("opening times", table, embeddings)
    assert quoted == "Day, Opens, Closes; Friday, 9 am, 5 pm"

    grouped = "| | June | July |\n| --- | --- | --- |\n| Members |  |  |\n| Grown | 31 | 35 |"
    assert extract("How many members?", grouped, embeddings) == "Members; Grown, 31, 35"


FREQUENT = """Q: How long does shipping take?

A: Three working days. Abroad it takes a week, or two if customs looks at what you have ordered.

Q: Can I return a product?

A: Yes. The costs are yours.

Q: Who pays the duties that are due when a product is sent abroad and is returned from there?

A: The customer pays all duties."""


def test_a_question_that_the_text_asks_gets_the_answer_that_follows(embeddings):
    assert extract("can I return products?", FREQUENT, embeddings) == "Yes. The costs are yours."
    assert extract("How long does shipping take", FREQUENT, embeddings).startswith("Three working")


@pytest.mark.parametrize("other", ["weather", "|", "$$", "Figure 3:", "\n", "14"])
def test_no_tables_captions_formulas_or_other_matter(embeddings, other):
    assert other not in extract(QUESTION, SECTION, embeddings)


def test_text_without_sentences_gives_its_opening(embeddings):
    assert extract(QUESTION, "pooling, stride, padding", embeddings) == "pooling, stride, padding"
    assert extract(QUESTION, "word " * 200, embeddings) == f"{'word ' * 30}…"
    assert extract(QUESTION, "", embeddings) == ""


def test_a_table_without_sentences_gives_the_row_that_was_asked_for(embeddings):
    table = "| Layer | Size |\n| --- | --- |\n| Convolution | 28 |\n| Pooling | 14 |"

    assert extract(QUESTION, table, embeddings) == "Pooling: Size 14."


def test_many_sentences_cost_a_bounded_number_of_embeddings(embeddings, monkeypatch):
    seen = []
    encode = type(embeddings).encode

    def counting(self, texts):
        seen.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(type(embeddings), "encode", counting)
    text = " ".join(f"Sentence number {n} tells of some other matter." for n in range(500))
    summary = extract(QUESTION, f"{text} Pooling does reduce every single map.", embeddings)

    assert len(seen) <= 25
    assert "Pooling does reduce" in summary


def test_a_connective_goes_where_the_sentence_before_is_missing(embeddings):
    text = "It rained. However, pooling reduces the size of all feature maps in a network."

    assert extract(QUESTION, text, embeddings) == (
        "Pooling reduces the size of all feature maps in a network."
    )


def test_a_sentence_that_refers_back_yields_to_one_that_does_not():
    text = "word " * 95
    both = [Candidate(n, text, text, refers_back=n == 1) for n in (1, 3)]
    score = np.array([0.55, 0.5], dtype=np.float32)

    assert choose(both, score, np.eye(2, dtype=np.float32)) == [1]


@pytest.mark.parametrize(
    ("sentence", "refers_back"),
    [
        ("These layers reduce the size of all maps.", True),
        ("However, it reduces the size of all maps.", True),
        ("Diese Schicht verkleinert alle Karten des Netzes.", True),
        ("This paper is on how pooling reduces maps.", False),
        ("Italy reduces the size of all its maps.", False),
    ],
)
def test_sentences_that_refer_to_the_one_before(sentence, refers_back):
    (candidate,) = find_candidates(sentence)

    assert candidate.refers_back is refers_back


def test_a_connective_stays_behind_its_sentence():
    before = Candidate(0, "Pooling reduces maps.", "Pooling reduces maps.")
    after = Candidate(1, "However, pooling costs detail.", "Pooling costs detail.")

    assert paragraph([before, after]) == "Pooling reduces maps. However, pooling costs detail."
    assert paragraph([after]) == "Pooling costs detail."


def test_function_words_of_a_question_in_another_language_do_not_count():
    stray, fitting = overlap(
        "Was ist die Aufgabe der Schicht?", ["Das ist die Stadt.", "Eine Schicht."]
    )

    assert stray == 0.0 < fitting


@pytest.mark.parametrize(
    "text",
    [
        "Table 2: Pooling reduces the size of all maps in the network.",
        "| Pooling | reduces | the size of all maps. |",
        "[12] Author. Pooling reduces the size of all maps. In Proceedings, pp. 3–9, 2015.",
        "12 https://example.org/pooling reduces the size of all maps.",
        "¹ Pooling reduces the size of all maps in the network.",
        "TABLE 16 Effect of pooling on the size of all maps.",
        "TABLE 16\n\nSizes of all maps with pooling and without it.\n\n| A | B |\n| --- | --- |",
        "(However, pooling reduces the size of all maps in the network.)",
        "Definition 2 (size of all maps (before pooling of the map)).",
        "+ size = list(c(1, 2), c(3, 4)), pooling reduces all the maps.",
        "—From Pooling and the Size of Maps, by an author.",
        "☯ These authors contributed equally to the size of maps.",
        "OPEN ACCESS Citation: Author A, Other B (2018) Pooling reduces maps.",
        "Funding: Pooling of all maps was supported by a grant.",
        "Ma C., and Bertschinger E. pool the size of maps.",
        "© 2020 by those who reduce the size of all maps.",
        "pooling reduces the size of all maps in the network.",
        "Pooling reduces the size of all maps in the network by",
    ],
)
def test_what_is_no_prose_is_no_candidate(text):
    assert find_candidates(text) == []


def test_a_rule_of_a_few_words_is_quoted():
    rules = "Pets are not allowed. Quiet Hours. For more information, see. Rubbish Rooms and Keys."
    assert [one.text for one in find_candidates(rules)] == ["Pets are not allowed."]


def test_list_marks_ligatures_and_footnote_marks_go():
    (candidate,) = find_candidates("• Eﬃcient convolution reduces the size of pre- and post-maps.²")

    assert candidate.text == "Efficient convolution reduces the size of pre- and post-maps."


def test_a_transcript_loses_its_fillers_and_nothing_else():
    text = (
        "So uh we we could um use a rubber case ,\nMm-hmm .\n"
        "because it is {disfmarker} it is soft . Yeah .\nUh the remote has 12 12 buttons you know ."
    )

    assert is_spoken(text)
    assert clean_verbatim(text) == (
        "So we could use a rubber case, because it is soft. Yeah.\n\nthe remote has 12 12 buttons."
    )
    assert not is_spoken("Um die Ecke steht ein Haus. " * 20)


def test_two_to_four_sentences_of_a_long_written_section(embeddings):
    text = " ".join(
        f"Pooling of kind {word} reduces maps of networks that hold {word} values in each block."
        for word in "red blue green yellow brown black white grey pink violet".split()
    )

    assert 2 <= len(sentences(extract(QUESTION, text, embeddings))) <= 4


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


def test_sentences_in_the_cells_of_a_table_can_be_quoted():
    table = """| # | Description | 1 | 2 |
| --- | --- | --- | --- |
| 2.1 | Verify that pooling reduces the size of all maps. | ✓ |  |
| 2.2 | Verify that no map has a size of nought after pooling. |  | ✓ |"""

    assert [one.text for one in find_candidates(table)] == [
        "Verify that pooling reduces the size of all maps.",
        "Verify that no map has a size of nought after pooling.",
    ]


@pytest.mark.parametrize(
    ("printed", "quoted"),
    [
        ("It results in a “fail”or “pass”decision of the verifier.", "a “fail” or “pass” decision"),
        ("The ‘Origin’and the ‘Type’field of each request count.", "‘Origin’ and the ‘Type’ field"),
        ("Don’t say that the networks’ maps are of one size.", "Don’t say that the networks’ maps"),
        ("All rely on naïve assumptions¹⁰, which have proven right.", "assumptions, which"),
        ("The area is 5 cm² and 3 km³ in the largest of all maps.", "5 cm² and 3 km³ in"),
        ("Node A renews the tunnel for an interval ∆T , and then ends.", "∆T, and"),
        ("Abstract Complex algorithms need the parallel execution of programs.", "Complex"),
        ("3.5.1 Verify that requests come from the application itself.", "Verify that requests"),
        ("Drawback of Max Pooling Although it helps, pooling costs detail.", "Although it helps"),
        ("1) The Hague and its court stand in the largest of maps.", "The Hague and its court"),
        ("Two di↵erent presentations of the rules are given; A ↵ B is a sign.", "Two different"),
        ("Cependant, la couche réduit la taille de toutes les cartes.", "La couche réduit"),
    ],
)
def test_what_typesetting_left_goes(printed, quoted):
    (candidate,) = find_candidates(printed)

    assert quoted in candidate.bare


def test_a_value_after_a_colon_is_quoted_though_it_is_short():
    text = (
        "The motor is brushless and needs no care at all in use. Capacity: 38 litres. Note: none."
    )
    quoted = [one.text for one in find_candidates(text)]

    assert quoted == [
        "The motor is brushless and needs no care at all in use.",
        "Capacity: 38 litres.",
    ]
