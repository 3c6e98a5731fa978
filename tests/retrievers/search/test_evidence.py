"""What the words of a question tell, weighed by the passages around it."""

import pytest

from headwise.retrievers.search.evidence import Neighbourhood, names

NEAR = [
    ("Pump", "The pump of the boiler stalls when the valve is shut."),
    ("Valve", "A valve of the boiler that leaks is replaced."),
    ("Boiler", "The boiler heats water, and its valve lets it out."),
]


def evidence(question, heading, text, near=NEAR):
    return Neighbourhood(question, near).evidence(heading, text)


def test_a_word_that_few_passages_have_counts_more_than_one_that_most_have():
    question = "Why does the pump of the boiler stall?"
    rare = evidence(question, "", "It is the pump.")
    usual = evidence(question, "", "It is the boiler.")
    assert rare.coverage > usual.coverage


def test_words_that_no_passage_has_speak_against_all_of_them():
    there = Neighbourhood("How does the boiler heat?", NEAR)
    absent = Neighbourhood("How does the boiler prevent legionellosis?", NEAR)

    assert there.missing == ()
    assert absent.missing == ("prevent", "legionellosis")
    assert absent.evidence(*NEAR[2]).lift < there.evidence(*NEAR[2]).lift


def test_a_word_that_is_missing_in_a_few_passages_says_less_than_in_many():
    few = evidence("How does the boiler prevent legionellosis?", *NEAR[2])
    many = evidence("How does the boiler prevent legionellosis?", *NEAR[2], near=NEAR * 20)
    assert 0 < few.absent < many.absent / 2


@pytest.mark.parametrize(
    ("question", "is_named"),
    [
        ("How much does it weigh?", True),
        ("What is the size of the boiler?", True),
        ("What is the boiler's size class?", True),
        ("What is the boiler's class?", False),
        ("Where is it made?", False),
    ],
)
def test_a_row_that_the_question_names_by_its_first_cell(question, is_named):
    rows = [
        "Class | Value",
        "--- | ---",
        "Weight | 9 kg",
        "Size (with feet) | 6 cm",
        "Boiler | new",
    ]
    table = "\n".join(f"| {row} |" for row in [*rows, "S | made of steel"])
    found = evidence(question, "Data", table)
    assert found.row == is_named
    assert not found.heading


def test_a_missing_name_counts_more_than_a_missing_word():
    name = evidence("What does the boiler of Vaillant heat?", *NEAR[2])
    word = evidence("What does the boiler of grandmother heat?", *NEAR[2])
    assert name.name_absent
    assert not word.name_absent


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does Netflix pay?", {"netflix"}),
        ("Netflix pays what?", set()),
        ("WHAT DOES NETFLIX PAY", set()),
        ("Was ist der Zweck von Pooling in dem Netz?", set()),
    ],
)
def test_names_are_written_with_a_capital(question, found):
    assert names(question) == found


def test_the_heading_above_a_section_counts_as_its_words():
    question = "What does the valve do in winter?"
    near = Neighbourhood(question, [("Valve\nIn winter", "It freezes."), *NEAR])
    beneath = near.evidence("In winter", "It freezes.", "Valve")
    assert beneath.coverage > near.evidence("In winter", "It freezes.", "Pump").coverage


def test_a_heading_that_the_question_names():
    assert evidence("How do I replace the valve?", "Replacing the valve", "So.").heading
    assert not evidence("How do I replace it?", "Replacing the valve", "So.").heading


@pytest.mark.parametrize(
    "heading", ["Keywords", "Acknowledgements", "Mots-clés", "SIGNATURES", "REFERENCES"]
)
def test_parts_that_answer_nothing_are_no_hits_unless_asked_for(heading):
    text = "boiler, pump, valve"
    beside = evidence("Which valve has the boiler?", heading, text)
    asked = evidence(f"What are the {heading} of the boiler?", heading, text)
    assert beside.aside
    assert beside.lift < evidence("Which valve has the boiler?", "Parts", text).lift
    assert asked.heading


def test_a_question_without_content_words_lifts_nothing():
    assert evidence("What is it for?", "", "It is for this.").coverage == 0.5


def test_no_passages_are_fine():
    assert Neighbourhood("What is pooling?", []).missing == ("pooling",)


KAYAKS = [
    ("Kayaks for beginners", "A kayak for beginners is wide, and a kayak for beginners is short."),
    ("Repairs", "A kayak with a hole is repaired with tape, and is dry before that."),
    ("Terms", "A kayak is a narrow boat with a covered deck."),
]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is a kayak?", KAYAKS[2][1]),
        (
            "What are kayaks?",
            "Made for two.\nKayaks with a deck (closed ones) are the boats of old.",
        ),
        ("What does kayak mean?", "The word is old. “Kayak” means a boat of a hunter."),
        ("Define kayak", "Such a boat is called a kayak."),
        ("What does ICF stand for?", "The International Canoe Federation (ICF) has rules."),
        ("Was ist ein Kajak?", "Ein Kajak ist ein schmales Boot."),
        ("Qu’est-ce qu’un kayak ?", "Le kayak est une embarcation étroite."),
        ("¿Qué es un kayak?", "Un kayak es una embarcación estrecha."),
    ],
)
def test_a_sentence_that_says_what_something_is_counts_where_that_was_asked(question, text):
    assert evidence(question, "", text, KAYAKS).defines


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is a kayak?", "A kayak is 5 m long."),
        ("What is a kayak?", "The owner of a kayak is a member."),
        ("What is a kayak?", "The kayak paddle is a long one."),
        ("What is a kayak?", "This kayak is a gift."),
        ("What is the length of a kayak?", "The length of a kayak is the sum of its parts."),
        ("How is a kayak built?", KAYAKS[2][1]),
        ("What is it?", "It is a boat."),
    ],
)
def test_other_sentences_and_questions_define_nothing(question, text):
    assert not evidence(question, "", text, KAYAKS).defines
