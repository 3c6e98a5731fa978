from dataclasses import replace

import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.headings.contents import Contents, Entry
from headwise.retrievers.pdf.headings.headings import evidence_of, find_headings
from headwise.retrievers.pdf.headings.model import likelihoods
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Cell, Font, Line
from headwise.retrievers.pdf.page.styles import body_of, style_of
from tests.retrievers.pdf.making import BOLD, LOREM, Typeset, found, line, paragraph


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


def test_colours_tell_no_levels() -> None:
    page: list[Line] = []
    looks = [
        ("Roots", 16, 0),
        ("Fine roots", 13, 0xD9531C),
        ("Stems", 16, 0),
        ("Bark", 13, 0x8347B),
    ]
    for n, (text, size, color) in enumerate(looks):
        top = 50.0 + 120 * n
        page += [replace(line(text, top, font=BOLD, size=size), color=color), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 1, 2]


def test_titles_on_top_of_pages_are_of_one_level_though_fitted_in_size() -> None:
    sizes = [28, 24, 28, 22, 28, 25]
    pages = [
        [
            line(f"Trees of kind {n}", 50, font=BOLD, size=size, page=n + 1),
            *paragraph(90, page=n + 1),
        ]
        for n, size in enumerate(sizes)
    ]
    assert {h.level for h in found(pages)} == {1}


def test_chapters_that_are_a_label_alone_hold_numbered_sections() -> None:
    page: list[Line] = []
    texts = [
        "CHAPTER 1",
        "1 Roots",
        "2 Stems",
        "CHAPTER 2",
        "3 Leaves",
        "4 Bark",
        "CHAPTER 3",
        "5 Seed",
    ]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 2, 1, 2]


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
        "Definition 7",
        "Remarque 2.1 – Racines",
        "Quadro 3 – Cascas de árvores",
        "Problem 2",
        "Warning!",
        "NOTA",
        "> summary(roots)",
        "$ make roots",
        "TWO",
    ],
)
def test_bold_lines_that_are_no_headings(text: str) -> None:
    page = [*paragraph(50), line(text, 130, font=BOLD, size=11), *paragraph(150)]
    assert found([page]) == []


def test_a_bold_line_that_goes_on_with_the_one_above_is_no_heading() -> None:
    page = [*paragraph(50), line("which goes on with", 110, font=BOLD), *paragraph(122)]
    assert found([page]) == []


def test_numbered_items_of_a_list_are_no_headings() -> None:
    page = [line("1 Roots", 50, font=BOLD, size=14), *paragraph(75)]
    page += [line(f"{n}. item of a list", 140 + 14 * n) for n in (1, 2, 3)]
    page += [*paragraph(200), line("2 Stems", 280, font=BOLD, size=14), *paragraph(305)]
    assert [h.text for h in found([page])] == ["1 Roots", "2 Stems"]


def test_the_table_of_contents_makes_a_heading_likelier() -> None:
    page = [*paragraph(50), line("Roots and Stems", 116), *paragraph(132)]
    body = body_of([page])

    def likely(contents: Contents) -> float:
        candidates = evidence_of([page], contents, [], body, "")
        which = [c.text for c in candidates].index("Roots and Stems")
        return likelihoods(candidates, [page], contents, body)[which]

    listed = Contents((Entry("Roots and Stems", 1, 0.0, (1, 0)),))
    assert likely(listed) > likely(Contents())


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


def test_the_larger_letters_of_one_appendix_put_no_section_lower() -> None:
    page: list[Line] = []
    looks = [("Roots", 18), ("Fine", 11), ("Stems", 18), ("Bark", 11), ("Wood", 11), ("Leaves", 18)]
    looks += [("Extra material", 16), ("Moss", 11)]
    for n, (text, size) in enumerate(looks):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=size), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 1, 2, 2, 1, 2, 2]


def test_back_matter_in_another_face_beside_the_references_has_a_level() -> None:
    bold = BOLD, Font("Arial-Bold", "arial", bold=True)
    page: list[Line] = []
    texts = ["1 Roots", "2 Stems", "3 Leaves", "Credits", "References"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=bold[text == "Credits"], size=14), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 1, 1, 1, 1]


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


@pytest.mark.parametrize("size", [10, 14])
def test_exercises_are_headings(size: float) -> None:
    page: list[Line] = []
    for n in (1, 2, 3):
        top = 120.0 * n
        page += [line(f"Problem {n}", top, font=BOLD, size=size), *paragraph(top + 20)]
    assert [h.text for h in found([page])] == ["Problem 1", "Problem 2", "Problem 3"]


def test_exercises_of_a_book_whose_contents_list_none_are_no_headings() -> None:
    texts = [f"{n} {what}" for n, what in enumerate(("Roots", "Stems", "Bark", "Buds", "Seed"), 1)]
    contents = Contents(entries=[Entry(text, n, 1, 0.0) for n, text in enumerate(texts, 1)])
    pages: list[list[Line]] = []
    for n, text in enumerate(texts, 1):
        page = [line(text, 50, font=BOLD, size=14), *paragraph(80)]
        page += [line(f"Problem {n}", 180, font=BOLD, size=11), *paragraph(200)]
        pages.append([replace(own, page=n) for own in page])
    assert [h.text for h in found(pages, contents)] == texts


def test_a_page_of_lists_is_no_cover(typeset: Typeset) -> None:
    items = "\n".join(f"- Write answer {n} into the box that is below it" for n in range(9))
    path = typeset(
        "#let h(x) = block(strong(text(13pt, x)))\n"
        f"#align(center, strong(text(20pt)[Botany, first paper]))\n#h[Instructions]\n{items}\n"
        f"#h[Materials]\n{items}\n#pagebreak()\n#h[Section A]\n{LOREM * 3}\n"
        f"#h[Section B]\n{LOREM * 3}"
    )
    headings = [s.sub_heading for s in read_pdf(path, ignore_outline=True).sections]
    assert headings[-4:] == ["Instructions", "Materials", "Section A", "Section B"]


def test_a_section_sign_in_the_middle_belongs_to_the_title_below(typeset: Typeset) -> None:
    path = typeset(
        "#let h(n, x) = align(center, block(above: 16pt, strong[§ #n \\ #x]))\n"
        + "\n".join(
            f"#h({n})[{x}]\n{LOREM * 3}\n" for n, x in enumerate(("Roots", "Bark", "Seed"), 1)
        )
    )
    sections = read_pdf(path, ignore_outline=True).sections
    numbered = [(s.number, s.heading) for s in sections]
    assert numbered[-3:] == [("§ 1", "Roots"), ("§ 2", "Bark"), ("§ 3", "Seed")]


def chapters(page: int = 1, *, size: float = 14.0) -> list[Line]:
    lines: list[Line] = []
    for n, text in enumerate(["1 Roots", "2 Stems", "3 Leaves"]):
        top = 50.0 + 120 * n
        lines += [line(text, top, font=BOLD, size=size), *paragraph(top + 20)]
    for own in lines:
        own.page = page
    return lines


def test_the_lines_of_a_title_page_are_no_headings() -> None:
    texts = ["University of Trees", "Roots in Dry Soil", "Mara Lindqvist", "Doctoral Thesis"]
    cover = [line(t, 80.0 + 90 * n, font=BOLD, size=16, page=3) for n, t in enumerate(texts)]
    pages = [[], [], cover, chapters(4)]
    assert [h.text for h in found(pages)] == ["1 Roots", "2 Stems", "3 Leaves"]


def test_front_matter_with_text_keeps_its_headings() -> None:
    texts = ["Preface", "How to read this book", "Who should read it"]
    front: list[Line] = []
    for n, text in enumerate(texts):
        top = 50.0 + 150 * n
        front += [line(text, top, font=BOLD, size=14, page=3), *paragraph(top + 20, rows=7)]
    pages = [[], [], front, chapters(4)]
    assert [h.text for h in found(pages)] == [*texts, "1 Roots", "2 Stems", "3 Leaves"]


def test_the_title_is_no_heading_where_it_is_printed_again_on_an_empty_page() -> None:
    title = "The growth of trees"
    pages = [
        [line(title, 300, font=BOLD, size=20, page=1)],
        [],
        [line(title, 300, font=BOLD, size=18, page=3)],
        *([] for _ in range(4, 18)),
        chapters(18),
    ]
    body = body_of(pages)
    headings = find_headings(pages, Contents(), [], body, Words([]), title)
    assert [h.page for h in headings if h.text == title] in ([], [1])


def test_the_title_is_no_heading_where_it_stands_again_above_the_first_text() -> None:
    title = "The growth of trees"
    text: list[Line] = []
    for n, words in enumerate((title, "Roots", "Stems", "Leaves")):
        top = 50.0 + 120 * n
        text += [line(words, top, font=BOLD, size=16, page=3), *paragraph(top + 20, page=3)]
    pages = [[line(title, 300, font=BOLD, size=20, page=1)], [], text]
    headings = find_headings(pages, Contents(), [], body_of(pages), Words([]), title)
    assert [h.text for h in headings if h.page == 3] == ["Roots", "Stems", "Leaves"]


def test_numbers_and_space_alone_tell_headings_in_the_style_of_the_text() -> None:
    page = [line("2 Roots", 40, font=BOLD, size=14), *paragraph(65)]
    for n, text in enumerate(["2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]):
        top = 150.0 + 120 * n
        page += [line(text, top), *paragraph(top + 20)]
    texts = [h.text for h in found([page])]
    assert texts == ["2 Roots", "2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]


def test_a_deep_number_counts_though_its_text_is_close_below() -> None:
    page = [line("2 Roots", 40, font=BOLD, size=14), *paragraph(65)]
    for n, text in enumerate(["2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]):
        top = 150.0 + 120 * n
        page += [line(text, top), *paragraph(top + 14)]
    candidates = evidence_of([page], Contents(), [], body_of([page]), "")
    supported = [c.text for c in candidates if c.supported]
    assert supported == ["2.1 Fine roots", "2.2 Tap roots", "2.3 Root hairs"]


def test_chinese_and_japanese_numbers_give_headings_and_levels() -> None:
    law = ["第一章 树根", "第1条（目的）", "第2条（范围）", "第二章 树干", "第3条（样式）"]
    plan = ["一、树根", "（一）细根", "（二）主根", "二、树干", "（一）树皮"]
    for texts in (law, plan):
        page: list[Line] = []
        for n, text in enumerate(texts):
            top = 50.0 + 120 * n
            page += [line(text, top), *paragraph(top + 20)]
        assert [(h.text, h.level) for h in found([page])] == list(
            zip(texts, (1, 2, 2, 1, 2), strict=True)
        )


def test_numbered_paragraphs_in_the_style_of_the_text_are_no_headings() -> None:
    page = [line("2 Roots", 40, font=BOLD, size=14), *paragraph(65)]
    for n in (1, 2, 3):
        own = line(f"2.{n} The supplier shall deliver the roots without delay.", 130.0 + 20 * n)
        page.append(own)
    assert [h.text for h in found([page])] == ["2 Roots"]


def test_signs_without_capitals_are_not_in_capitals() -> None:
    assert style_of(line("模板的组成部分")).caps == ""
    assert style_of(line("مقدمة الكتاب")).caps == ""
    assert style_of(line("ROOTS AND STEMS")).caps == "all"


def test_sentences_of_chinese_are_no_headings() -> None:
    page = [line("1 模板介绍", 50, font=BOLD, size=14), *paragraph(75)]
    kai = Font("KaiTi", "kaiti")
    page += [
        line("使用前请仿照例子里的文件即可完成安装。", 150, font=kai, size=11),
        *paragraph(170),
    ]
    page += [line("2 安装", 260, font=BOLD, size=14), *paragraph(285)]
    assert [h.text for h in found([page])] == ["1 模板介绍", "2 安装"]


def test_the_bold_head_of_a_table_without_rules_is_no_heading() -> None:
    page = [line("1 Roots", 50, font=BOLD, size=14), *paragraph(75)]
    page.append(line("Tree Height", 160, x0=150, font=BOLD, size=12, right=250))
    for n, (name, value) in enumerate([("Oak", "21.5"), ("Elm", "18.2"), ("Fir", "30.1")]):
        row = line(f"{name} {value}", 172.0 + 12 * n, x0=150)
        row.cells = row.pieces = (Cell(name, 150, 170), Cell(value, 220, 240))
        page.append(row)
    page += [*paragraph(230), line("2 Stems", 310, font=BOLD, size=14), *paragraph(335)]
    assert [h.text for h in found([page])] == ["1 Roots", "2 Stems"]


def test_bold_headings_of_another_face_may_be_smaller_than_the_text() -> None:
    sans = Font("Helvetica-Bold", "helvetica", bold=True)
    page: list[Line] = []
    for n, text in enumerate(["Using roots", "Using stems", "Using leaves"]):
        top = 50.0 + 120 * n
        page += [line(text, top, font=sans, size=9), *paragraph(top + 20, rows=2)]
    assert [h.text for h in found([page])] == ["Using roots", "Using stems", "Using leaves"]


def test_a_heading_goes_on_though_one_line_of_it_is_mostly_italic() -> None:
    slanted = Font("Times-BoldItalic", "times", bold=True, italic=True)
    first = line("2 What is a fine, main, standard, or", 50, font=slanted, size=14)
    first.italic = 0.8
    page = [first, line("extra root?", 67, font=BOLD, size=14), *paragraph(95)]
    assert [h.text for h in found([page])] == ["2 What is a fine, main, standard, or extra root?"]


def test_a_numbered_heading_of_double_spaced_text_may_end_in_code(typeset: Typeset) -> None:
    source = "#set text(size: 10pt)\n#set par(leading: 1.9em, spacing: 1.9em)\n"
    for text in ["1.1 The command", "1.2 The option", "1.3 The file"]:
        source += f"#strong[{text}] `root`\n\n{LOREM * 4}\n\n"
    sections = read_pdf(typeset(source), ignore_outline=True).sections
    assert [s.sub_heading for s in sections] == [
        "1.1 The command root", "1.2 The option root", "1.3 The file root",
    ]  # fmt: skip


def test_a_bold_title_in_the_size_of_the_text_stands_above_larger_headings(
    typeset: Typeset,
) -> None:
    source = "#set text(size: 10pt)\n#show heading: set text(size: 12pt)\n"
    source += "*The growth of roots in dry soil*\n\nA. Author\n\n"
    source += "".join(f"= {text}\n{LOREM * 3}\n\n" for text in ["Introduction", "Roots", "Stems"])
    document = read_pdf(typeset(source), ignore_outline=True)
    assert document.title == "The growth of roots in dry soil"
    front, introduction, *_ = document.sections
    assert (front.sub_heading, front.text) == (document.title, "A. Author")
    assert introduction.text.startswith("The quick brown fox")


@pytest.mark.parametrize(
    ("title", "headings"),
    [("#align(center)[*LEASE AGREEMENT*]", 10), ("#text(24pt)[LEASE AGREEMENT]", 12)],
)
def test_two_words_are_a_title_that_is_centred_in_bold_or_much_larger(
    typeset: Typeset, title: str, headings: int
) -> None:
    source = f"#set text(size: 10pt)\n#show heading: set text(size: {headings}pt)\n{title}\n\n"
    source += "".join(f"= {text}\n{LOREM * 3}\n\n" for text in ["1 The parties to it", "2 Rent"])
    assert read_pdf(typeset(source), ignore_outline=True).title == "LEASE AGREEMENT"


def test_a_heading_justified_in_a_narrow_column_is_no_row_of_cells() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Using roots", "Using stems", "Using leaves"]):
        top = 50.0 + 150 * n
        wide = line(text, top, font=BOLD, size=13)
        first, second = text.split()
        wide.x0, wide.x1 = wide.left, wide.right
        wide.cells = wide.pieces = (
            Cell(first, wide.x0, wide.x0 + 40), Cell(second, wide.x1 - 40, wide.x1),
        )  # fmt: skip
        page += [wide, line("in winter", top + 16, font=BOLD, size=13), *paragraph(top + 40)]
    texts = [h.text for h in found([page])]
    assert texts == ["Using roots in winter", "Using stems in winter", "Using leaves in winter"]


def test_a_number_before_a_tab_counts_no_minutes() -> None:
    page: list[Line] = []
    for n, text in enumerate(["Minutes of May", "Matters arising", "Other business"], 1):
        made = line(f"{n} {text}", 20.0 + 100 * n, font=BOLD)
        made.cells = made.pieces = (
            Cell(str(n), 50, 55), Cell(text, 86, 86 + 5 * len(text)),
        )  # fmt: skip
        page += [made, *paragraph(45.0 + 100 * n)]
    assert [h.number for h in found([page])] == ["1", "2", "3"]


def test_underlined_lines_without_space_below_are_headings(typeset: Typeset) -> None:
    names = ("Roots", "Stems", "Leaves", "Bark")
    source = "\n\n".join(f"#underline[{name}] \\\n{LOREM * 2}" for name in names)
    sections = read_pdf(typeset(source)).sections
    assert [section.heading for section in sections] == list(names)


def test_underlined_words_are_no_headings(typeset: Typeset) -> None:
    words = "The trees stand on a\n\nslope near #underline[the old stream] and grow there."
    source = f"= Trees\n{LOREM}\n\n{words}\n\n{LOREM}\n\n{words}"
    assert len(read_pdf(typeset(source)).sections) == 1


def test_a_heading_close_below_a_line_of_stars_is_found(typeset: Typeset) -> None:
    names = ("Roots", "Stems", "Leaves", "Bark")
    source = "\n".join(
        f"{LOREM * 2}\n\n#align(center)[\\* \\* \\*]\n#v(-6pt)\n*{name}*\n#v(-4pt)\n{LOREM}\n"
        for name in names
    )
    sections = read_pdf(typeset(source)).sections
    assert [section.heading for section in sections][1:] == list(names)
    assert all(section.text.endswith("* * *") for section in sections[:-1])


def test_the_pitch_is_that_within_paragraphs_be_they_short() -> None:
    page: list[Line] = []
    for n in range(6):
        top = 50.0 + 120 * n
        page += [line(LOREM[:79], top, right=450), line("and it ends.", top + 13)]
        page += [
            line("A clause that is one line, as most are.", top + 36 + 23 * k) for k in (0, 1, 2)
        ]
    assert body_of([page]).pitch == 1.3
    assert body_of([[one for one in page if "clause" in one.text]]).pitch == 2.3


@pytest.mark.parametrize("end", ["", ":"])
def test_headings_told_by_their_family_alone_are_credited_as_italic_ones_are(end: str) -> None:
    page: list[Line] = []
    for n, name in enumerate(("Roots", "Stems", "Leaves")):
        top = 50.0 + 120 * n
        page += [line(name + end, top, font=Font("Arial", "arial")), *paragraph(top + 20)]
    candidates = evidence_of([page], Contents(), [], body_of([page]), "")
    credited = [c.text.rstrip(":") for c in candidates if "shaped style" in c.notes]
    assert credited == ["Roots", "Stems", "Leaves"]


def report(styles: list[str], names: list[tuple[int, str]], text: str) -> str:
    """Return a report whose headings have the styles of their levels, from 1 on."""
    source = "#set page(width: 480pt)\n#set text(size: 11pt)\n"
    for level, name in names:
        source += f"#v(6pt)\n#block(sticky: true, {styles[level - 1].format(name)})\n{text}\n\n"
    return source


PARTS = [
    (1, "Trees"), (2, "Roots"), (3, "Fine ones"), (3, "Coarse ones"), (2, "Stems"),
    (3, "Old ones"), (3, "Hollow ones"), (1, "Shrubs"), (2, "Twigs"), (3, "Thorny ones"),
]  # fmt: skip


def test_italic_headings_of_short_sections_are_found_below_larger_ones(typeset: Typeset) -> None:
    styles = ['text(16pt, weight: "bold")[{}]', 'text(13pt, weight: "bold")[{}]', "emph[{}]"]
    listed = [name for level, name in PARTS if level < 3]
    source = "".join(f"{name} #box(width: 1fr, repeat[.]) 2\\ \n" for name in listed)
    source += f"\n#pagebreak()\n{report(styles, PARTS, f'{LOREM}It is.')}"
    sections = read_pdf(typeset(source), ignore_outline=True).sections
    assert [(s.level, s.heading) for s in sections if s.page_start > 1] == PARTS


def test_italic_headings_above_underlined_ones_are_on_a_level_of_their_own(
    typeset: Typeset,
) -> None:
    styles = ["strong[{}]", "emph[{}]", "underline[{}]"]
    sections = read_pdf(typeset(report(styles, PARTS, LOREM * 3)), ignore_outline=True).sections
    assert [(section.level, section.heading) for section in sections] == PARTS


def test_headings_above_lines_with_dates_on_the_right_head_no_table(typeset: Typeset) -> None:
    source = "#set page(width: 480pt)\n#set text(size: 10pt)\n#text(20pt)[Ada Wood]\n\n"
    job = "*Forest of {0}* #h(1fr) 19{0} \\\n _Warden_ #h(1fr) North \\\n"
    for name, years in (("SUMMARY", ()), ("WORK", (71, 82)), ("SCHOOL", (60, 64)), ("SKILLS", ())):
        jobs = "".join(f"{job.format(year)} {LOREM}\n\n" for year in years)
        source += f"#v(6pt)\n*{name}* \\\n{jobs or LOREM}\n\n"
    headings = [s.heading for s in read_pdf(typeset(source), ignore_outline=True).sections]
    assert [name for name in headings if name.isupper()] == ["SUMMARY", "WORK", "SCHOOL", "SKILLS"]


def test_a_heading_close_above_a_drawn_table_is_not_its_head(typeset: Typeset) -> None:
    source = "#set page(width: 480pt)\n#set text(size: 11pt)\n#set par(spacing: 8pt)\n"
    table = "#v(-3pt)\n#table(columns: 3, [Date], [Issue], [By], [1990], [A], [Elm])"
    for name in ("Purpose", "Scope", "Duties", "History of it", "Contact"):
        below = table if name.startswith("History") else LOREM * 2
        source += f"#v(8pt)\n*{name}*\n\n{below}\n\n"
    headings = [s.heading for s in read_pdf(typeset(source), ignore_outline=True).sections]
    assert headings == ["Purpose", "Scope", "Duties", "History of it", "Contact"]


def test_a_label_above_an_exercise_is_a_heading_of_its_own() -> None:
    page: list[Line] = []
    texts: list[str] = []
    for n, label in enumerate(("SECTION A", "SECTION B", "SECTION C")):
        top = 50.0 + 150 * n
        page += [line(label, top, x0=220, font=BOLD)]
        page += [line(f"Question {n + 1}", top + 20, font=BOLD), *paragraph(top + 40)]
        texts += [label, f"Question {n + 1}"]
    assert [h.text for h in found([page])] == texts


def test_a_title_block_ends_where_running_text_begins() -> None:
    page = [line("The Wood Club", 50, x0=200, font=BOLD), line("Minutes of May", 70, x0=200)]
    page += [*paragraph(100, 3), line("OPENING", 160), line("The club met.", 180)]
    page += [line("REFERENCES", 210, font=BOLD), *paragraph(235)]
    candidates = evidence_of([page], Contents(), [], body_of([page]), "The Wood Club")
    blocked = {c.text for c in candidates if "title block" in c.notes}
    assert {"The Wood Club", "Minutes of May"} <= blocked
    assert "OPENING" not in blocked


def test_lines_in_the_middle_are_the_title_of_a_text_in_one_style(typeset: Typeset) -> None:
    source = "#set page(width: 480pt)\n#set text(size: 10pt)\nWood Group #h(1fr) A. Elm\n\n"
    source += "#align(center)[Notes on the Growth of Roots]\n\n"
    source += "".join(f"{n}. The part\n\n{LOREM * 2}\n\n" for n in (1, 2, 3))
    assert read_pdf(typeset(source), ignore_outline=True).title == "Notes on the Growth of Roots"
