"""Questions as people put them: misspelt, or about a document as a whole."""

import pytest

from headwise import HeadingRetriever, Library
from headwise.retrievers.search.about_document import asked_of_document
from tests.support.typesetting import typeset

HERON = """
#text(20pt)[How Herons Fish]

Ann B. Author, Institute of Birds, ann\\@birds.example

Version 2.1, May 2019
= Abstract
We tell how herons fish, and how many of them live on the estuary.

= Introduction
Herons are large birds that live beside shallow water all over the estuary.

= Fishing
A heron stands still in shallow water until a fish comes near, then it strikes with its beak.
It swallows the fish whole, head first, so that the fins do not catch.

= Nesting
Herons build nests of sticks in high trees, in colonies of up to forty pairs.
Each pair lays three to five eggs in April, and both parents keep them warm.

= Conclusions
Herons need quiet water and old trees; where both are kept, their number grows.

= Limitations and outlook
Two springs are few, and storms kept us from the northern shore.

= Acknowledgements
We thank the ranger, who counted herons, nests and fishing places on the estuary every April.
The work was supported by the Society for Wetlands.

= For the curious
J. Kelly and R. Barends, How herons swallow fish, Ardea 51, 66-69 (1995). \\
M. Bishop, Herons swallow whole fish, Ibis 12, 120-131 (2006). \\
A. Blais and R. S. Huang, Do herons swallow fish head first?, Auk 69, 62-70 (2004). \\
"""
TRAM = """
= Acknowledgements
We thank the drivers and the people of the depot, who showed us the overhead wire and the brakes.

= Power
The tram takes its power from an overhead wire at six hundred volts of direct current.

= Brakes
Three brakes stop the tram: an electric one, a mechanical one, and one that grips the rails.

= Doors
There are four of them on either side.

== In winter
They are heated, so that ice cannot hold them shut when passengers wish to get out.
"""


STATUTES = """
= § 1 Name
The club bears the name of the town and of the river that its boats lie on.

= § 2 Members
Whoever can swim may become a member of the club.

== 2.1 Guests
Guests row with a member who answers for them, and for the boat, in writing.

= § 10 Fees
The fee is due in March, and guests pay for each day.

= Article 2 of the old statutes
Members who joined before the war pay no fee as long as they row.

= Note 3. Boats
The oldest boat was built in the town, of oak and larch.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    for name, text in {"heron": HERON, "tram": TRAM, "statutes": STATUTES}.items():
        (folder / f"{name}.pdf").write_bytes(typeset(text))
    made = Library(folder / "library")
    made.index(folder.glob("*.pdf"))
    return made


def headings(library, question, **options):
    found = HeadingRetriever(library=library, **options).search(question)
    return [hit.sub_heading for hit in found.hits]


@pytest.mark.parametrize(
    "question", ["Where do herons bulid their nests?", "What are the barkes of the tram?"]
)
def test_a_misspelt_word_is_put_right_and_said(library, question, caplog):
    assert headings(library, question)[0] in {"Nesting", "Brakes"}
    assert "searched for" in caplog.text


def test_a_word_that_is_merely_absent_stays(library, caplog):
    headings(library, "Where do storks from Extremadura nest?")
    assert "searched for" not in caplog.text


@pytest.mark.parametrize(
    "question",
    [
        "Summarize this document.",
        "What is this paper about?",
        "Give me an overview of the report",
        "What are the main conclusions?",
        "Worum geht es in diesem Dokument?",
        "Fasse den Bericht kurz zusammen",
        "De quoi parle ce document ?",
        "Quelles sont les principales conclusions ?",
        "¿De qué trata este informe?",
        "¿Cuáles son las conclusiones principales del artículo?",
    ],
)
def test_a_question_about_the_whole_gets_the_sections_that_tell_of_it(library, question):
    found = headings(library, question, collections=["heron"])
    assert found == ["Abstract", "Introduction", "Conclusions"]


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("Who funded this work?", "Acknowledgements"),
        ("Who are the sponsors?", "Acknowledgements"),
        ("What are the limitations of this study?", "Limitations and outlook"),
        ("Was sind die Schwächen der Arbeit?", "Limitations and outlook"),
    ],
)
def test_a_question_about_the_work_gets_the_section_that_tells_of_it(library, question, heading):
    assert headings(library, question, collections=["heron"]) == [heading]
    assert headings(library, question, collections=["tram"]) == []


@pytest.mark.parametrize(
    "question",
    [
        "Who are the authors?",
        "Wer hat diesen Bericht geschrieben?",
        "Qui est l'auteur de cet article ?",
        "¿Quién es el autor?",
        "When was this published?",
        "Which version is this?",
        "What is the title of the paper?",
    ],
)
def test_a_question_about_the_front_gets_it(library, question):
    assert headings(library, question, collections=["heron"]) == ["How Herons Fish"]


def test_the_front_tells_a_date_apart_from_its_text(tmp_path):
    page = "#text(20pt)[Old Mill]\n\nEdition of March 2025\n\n= Welcome\n"
    page += "The mill has cut wood since the spring of the year 1931.\n\n= Time\n== Regular Hours\n"
    (tmp_path / "mill.pdf").write_bytes(typeset(f"{page}A week has 38 hours.\n"))
    library = Library(tmp_path / "library")
    library.index(tmp_path / "mill.pdf")
    assert headings(library, "When was this published?") == ["Old Mill"]
    assert "Regular Hours" not in headings(library, "Who wrote this?")


@pytest.mark.parametrize("question", ["How heavy is it?", "How much does it weigh?"])
def test_a_measure_is_found_in_the_table_that_has_it(tmp_path, question):
    rows = "[Colour], [green], [Weight], [7.5 kg], [Tank], [4 litres], [Hose], [12 mm]"
    table = f"= Technical Data\n#table(columns: 2, {rows})\n"
    page = f"= Use\nPress the key for a second.\n\n= Storage\nKeep it upright and dry.\n\n{table}"
    (tmp_path / "pump.pdf").write_bytes(typeset(page))
    library = Library(tmp_path / "library")
    library.index(tmp_path / "pump.pdf")
    assert headings(library, question) == ["Technical Data"]


def test_a_document_may_be_named_by_its_title(library, caplog):
    assert headings(library, "Who wrote the paper on herons?") == ["How Herons Fish"]
    assert headings(library, "Who wrote the paper?") == []
    assert "--collection" in caplog.text


def test_the_front_answers_nothing_else(library):
    question = "Which institute of birds does Ann Author of May 2019 belong to?"
    assert "How Herons Fish" not in headings(library, question, threshold=0.0)


def test_without_such_sections_it_gets_the_top_headings(library):
    assert headings(library, "Summarize this", collections=["tram"]) == ["Power", "Brakes", "Doors"]


def test_of_several_documents_it_asks_which(library, caplog):
    assert headings(library, "What is this paper about?") == []
    assert "--collection" in caplog.text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What does § 2 say?", ["§ 2 Members", "2.1 Guests"]),
        ("Summarize section 2.1", ["2.1 Guests"]),
        ("What does clause 2.1 require?", ["2.1 Guests"]),
        ("What does Note 3 say?", ["Note 3. Boats"]),
        ("What does section 3 say?", []),
        ("Was steht in Artikel 10?", ["§ 10 Fees"]),
        ("What does section 7 say?", []),
    ],
)
def test_a_section_is_found_by_its_number(library, question, found):
    assert headings(library, question, collections=["statutes"]) == found


def test_the_end_of_a_word_is_no_number(library):
    assert headings(library, "What does appendix S say?", collections=["heron"]) == []


def test_of_several_documents_with_a_number_it_asks_which(tmp_path, caplog):
    for name in ("Rowing", "Sailing"):
        page = f"#text(20pt)[{name} for all]\n\n= Rule 2. Boats\nWash them.\n\n= Oars\nDry them."
        (tmp_path / f"{name}.pdf").write_bytes(typeset(page))
    library = Library(tmp_path / "library")
    library.index(tmp_path.glob("*.pdf"))
    assert headings(library, "What does rule 2 say?") == []
    assert "a section by its number" in caplog.text
    (hit,) = HeadingRetriever(library=library).search("What does rule 2 on rowing say?").hits
    assert hit.collection_name == "Rowing"


def test_in_several_documents_a_number_is_found_where_one_alone_has_it(library, caplog):
    assert headings(library, "What does note 3 say?") == ["Note 3. Boats"]
    assert headings(library, "What does note 8 say?") == []
    assert not caplog.text


@pytest.mark.parametrize(
    "question",
    [
        "What does § 2 say about guests?",
        "What limits nesting?",
        "Who funded the nests?",
        "What are the conclusions on nesting?",
        "Why?",
        "What is it about?",
        "Summarize the brakes",
        "Where is the handbook?",
    ],
)
def test_other_questions_are_not_about_the_whole(question):
    assert asked_of_document(question) is None


def test_a_section_is_found_by_the_heading_above_it(library):
    assert headings(library, "What keeps the doors from freezing?")[0] == "In winter"


def test_acknowledgements_are_no_answer_unless_asked_for(library):
    about_nests = headings(library, "Who counted the nests of herons in April?", threshold=0.3)
    assert about_nests[0] != "Acknowledgements"
    assert headings(library, "Who is thanked in the acknowledgements on herons?")[:1] == [
        "Acknowledgements"
    ]


def test_a_list_of_references_is_no_answer_unless_asked_for(library):
    question = "Do herons swallow fish head first?"
    assert headings(library, question) == ["Fishing"]
    assert "For the curious" in headings(library, f"{question} For the curious")


@pytest.mark.parametrize(
    "question",
    [
        "Where do herons build nests, and what stops a tram?",
        "How do nests and brakes differ?",
        "What is the difference between nesting and the brakes?",
        "Was ist der Unterschied zwischen nesting und brakes?",
    ],
)
def test_both_halves_of_a_question_keep_their_sections(library, question):
    assert set(headings(library, question)) == {"Nesting", "Brakes"}
