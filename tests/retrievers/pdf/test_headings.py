import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.body.text import Words
from headwise.retrievers.pdf.headings.contents import Contents, Entry
from headwise.retrievers.pdf.headings.headings import Heading, find_headings
from headwise.retrievers.pdf.headings.styles import body_of
from headwise.retrievers.pdf.page.records import Line
from tests.retrievers.pdf.making import BOLD, LOREM, Typeset, line


def paragraph(y: float, rows: int = 5) -> list[Line]:
    words = "the running text of a paragraph is set in plain letters and fills its lines well "
    return [line(words, y + 12 * row) for row in range(rows)]


def found(pages: list[list[Line]], contents: Contents | None = None) -> list[Heading]:
    return find_headings(pages, contents or Contents(), [], body_of(pages), Words([]))


def test_bold_lines_with_space_around_are_headings() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Roots", "Stems", "Leaves"]):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD), *paragraph(top + 20)]
    assert [h.text for h in found([page])] == ["Roots", "Stems", "Leaves"]


def test_numbers_give_levels() -> None:
    page: list[Line] = []
    texts = ["1 Roots", "1.1 Fine roots", "1.2 Tap roots", "2 Stems", "2.1 Bark"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=12), *paragraph(top + 20)]
    headings = found([page])
    assert [(h.number, h.heading, h.level) for h in headings] == [
        ("1", "Roots", 1),
        ("1.1", "Fine roots", 2),
        ("1.2", "Tap roots", 2),
        ("2", "Stems", 1),
        ("2.1", "Bark", 2),
    ]


def test_roman_chapters_hold_lettered_sections() -> None:
    page: list[Line] = []
    texts = ["I. Roots", "A. Fine roots", "B. Tap roots", "II. Stems", "A. Bark", "III. Seed"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=11), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 1]


def test_appendices_stand_beside_chapters() -> None:
    page: list[Line] = []
    texts = ["1 Roots", "2 Stems", "A Proofs of roots", "A.1 Fine roots", "B Proofs of stems"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=14), *paragraph(top + 20)]
    headings = found([page])
    assert [(h.number, h.level) for h in headings] == [
        ("1", 1), ("2", 1), ("A", 1), ("A.1", 2), ("B", 1),
    ]  # fmt: skip


def test_larger_letters_are_higher_levels() -> None:
    page: list[Line] = []
    for n, (text, size) in enumerate([("Roots", 16), ("Fine roots", 13), ("Stems", 16)]):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=size), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 1]


def test_a_heading_over_two_lines_is_one() -> None:
    long = "A heading that is so long that it does not fit on a single line and"
    page = [line(long, 50, font=BOLD, size=12), line("needs two", 65, font=BOLD, size=12)]
    page += paragraph(90)
    assert [h.text for h in found([page])] == [f"{long} needs two"]


@pytest.mark.parametrize(
    "text",
    [
        "Figure 3: Roots of a tree",
        "Table 2. Kinds of bark",
        "Theorem 4 (Roots)",
        "• Roots",
        "[12] Roots, J.",
        "x = y + z ≤ 3",
        "which goes on with",
        "Definition 7",
    ],
)
def test_bold_lines_that_are_no_headings(text: str) -> None:
    page = [*paragraph(50), line(text, 130, font=BOLD), *paragraph(150)]
    assert found([page]) == []


def test_numbered_items_of_a_list_are_no_headings() -> None:
    page = [line("1 Roots", 50, font=BOLD, size=14), *paragraph(75)]
    page += [line(f"{n}. item of a list", 140 + 14 * n) for n in (1, 2, 3)]
    page += [*paragraph(200), line("2 Stems", 280, font=BOLD, size=14), *paragraph(305)]
    assert [h.text for h in found([page])] == ["1 Roots", "2 Stems"]


def test_the_table_of_contents_confirms_weak_headings() -> None:
    page = [*paragraph(50), line("Roots and Stems", 135), *paragraph(165)]
    assert found([page]) == []
    contents = Contents((Entry("Roots and Stems", 1, 0.0, (1, 0)),))
    assert [h.text for h in found([page], contents)] == ["Roots and Stems"]


def test_run_in_headings_stay_in_their_paragraph(typeset: Typeset) -> None:
    path = typeset(f"= Roots\n{LOREM * 2}\n\n*Fine roots.* {LOREM * 2}")
    assert [s.sub_heading for s in read_pdf(path).sections] == ["Roots"]


def test_note_marks_are_no_part_of_a_heading(typeset: Typeset) -> None:
    path = typeset(f"= Roots#super(typographic: false)[2]\n{LOREM * 3}")
    assert read_pdf(path).sections[0].sub_heading == "Roots"


def test_a_label_alone_belongs_to_the_title_below() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Roots", "Stems"]):
        top = 50.0 + 300 * n
        page += [line(f"Chapter {n + 1}", top, font=BOLD, size=16)]
        page += [line(text, top + 50, font=BOLD, size=20), *paragraph(top + 80)]
    headings = found([page])
    assert [h.text for h in headings] == ["Chapter 1 Roots", "Chapter 2 Stems"]
    assert [h.number for h in headings] == ["Chapter 1", "Chapter 2"]


def test_headings_in_capitals_stand_above_others_set_alike() -> None:
    page: list[Line] = []
    texts = ["TALL TREES", "Oak and elm", "Pine", "LOW PLANTS", "Moss", "Heather", "HIGH GRASSES"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 2, 1]


def test_appendices_are_told_from_subsections_by_their_look() -> None:
    page: list[Line] = []
    texts = ["I. TREES", "A. Oaks", "B. Elms", "II. GRASSES", "A. Rye", "A. PROOFS", "B. TABLES"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=11), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 1, 1]


def test_a_date_on_the_cover_is_no_heading() -> None:
    page = [line("23 November 2026", 50, size=14), *paragraph(80)]
    page += [line("Roots", 160, font=BOLD, size=14), *paragraph(180)]
    assert [h.text for h in found([page])] == ["Roots"]


def test_authors_above_the_abstract_are_no_headings() -> None:
    page = [line("Mara Lindqvist", 50, font=BOLD, size=12), line("Abstract", 110, font=BOLD)]
    page += paragraph(130)
    for n, text in enumerate(["Roots", "Stems", "Leaves"]):
        top = 220.0 + 120 * n
        page += [line(text, top, font=BOLD, size=12), *paragraph(top + 20)]
    assert [h.text for h in found([page])] == ["Abstract", "Roots", "Stems", "Leaves"]


def test_a_numbered_heading_may_end_in_code(typeset: Typeset) -> None:
    path = typeset(
        f"#set heading(numbering: none)\n= 1 Roots\n{LOREM * 2}\n"
        f"#block(above: 14pt, below: 9pt)[#strong[2 The command] `root`]\n{LOREM * 2}"
    )
    sections = read_pdf(path, ignore_outline=True).sections
    assert [s.sub_heading for s in sections] == ["1 Roots", "2 The command root"]
