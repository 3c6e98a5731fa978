"""Lines that look like headings and are none."""

from dataclasses import replace

import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.headings.contents import Contents, Entry
from headwise.retrievers.pdf.page.records import Cell, Font, Line
from tests.retrievers.pdf.making import BOLD, LOREM, Typeset, found, line, paragraph


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


@pytest.mark.parametrize(("stop", "headings"), [("", 5), (".", 6)])
def test_an_emphasised_sentence_heads_nothing_unless_headings_end_in_full_stops(
    typeset: Typeset, stop: str, headings: int
) -> None:
    texts = ["Cutting roots", "Cutting stems", "Cutting leaves", "Cutting bark", "Cutting buds"]
    source = "".join(f"#v(6pt)\n#strong[{text}{stop}]\n\n{LOREM * 3}\n\n" for text in texts[:3])
    source += f"#v(6pt)\n#strong[Blades are dangerous.]\n\n{LOREM * 3}\n\n"
    source += "".join(f"#v(6pt)\n#strong[{text}{stop}]\n\n{LOREM * 3}\n\n" for text in texts[3:])
    assert len(read_pdf(typeset(source), ignore_outline=True).sections) == headings


def test_a_bold_line_that_goes_on_with_the_one_above_is_no_heading() -> None:
    page = [*paragraph(50), line("which goes on with", 110, font=BOLD), *paragraph(122)]
    assert found([page]) == []


def test_numbered_items_of_a_list_are_no_headings() -> None:
    page = [line("1 Roots", 50, font=BOLD, size=14), *paragraph(75)]
    page += [line(f"{n}. item of a list", 140 + 14 * n) for n in (1, 2, 3)]
    page += [*paragraph(200), line("2 Stems", 280, font=BOLD, size=14), *paragraph(305)]
    assert [h.text for h in found([page])] == ["1 Roots", "2 Stems"]


def test_run_in_headings_stay_in_their_paragraph(typeset: Typeset) -> None:
    path = typeset(f"= Roots\n{LOREM * 2}\n\n*Fine roots.* {LOREM * 2}")
    assert [s.sub_heading for s in read_pdf(path).sections] == ["Roots"]


def test_exercises_of_a_book_whose_contents_list_none_are_no_headings() -> None:
    texts = [f"{n} {what}" for n, what in enumerate(("Roots", "Stems", "Bark", "Buds", "Seed"), 1)]
    contents = Contents(entries=[Entry(text, n, 1, 0.0) for n, text in enumerate(texts, 1)])
    pages: list[list[Line]] = []
    for n, text in enumerate(texts, 1):
        page = [line(text, 50, font=BOLD, size=14), *paragraph(80)]
        page += [line(f"Problem {n}", 180, font=BOLD, size=11), *paragraph(200)]
        pages.append([replace(own, page=n) for own in page])
    assert [h.text for h in found(pages, contents)] == texts


def test_numbered_paragraphs_in_the_style_of_the_text_are_no_headings() -> None:
    page = [line("2 Roots", 40, font=BOLD, size=14), *paragraph(65)]
    for n in (1, 2, 3):
        own = line(f"2.{n} The supplier shall deliver the roots without delay.", 130.0 + 20 * n)
        page.append(own)
    assert [h.text for h in found([page])] == ["2 Roots"]


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


def test_underlined_words_are_no_headings(typeset: Typeset) -> None:
    words = "The trees stand on a\n\nslope near #underline[the old stream] and grow there."
    source = f"= Trees\n{LOREM}\n\n{words}\n\n{LOREM}\n\n{words}"
    assert len(read_pdf(typeset(source)).sections) == 1
