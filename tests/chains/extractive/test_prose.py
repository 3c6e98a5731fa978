"""What of a section is a sentence that can be quoted."""

import pytest

from headwise.chains.extractive.candidates import find_candidates


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
