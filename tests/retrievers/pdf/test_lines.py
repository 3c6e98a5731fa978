from dataclasses import replace

import pytest

from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.page.records import Page, Span
from tests.retrievers.pdf.making import LOREM, PLAIN, Typeset, pages_of, span

COLUMNS = f"""
#set page(width: 500pt, height: 300pt, margin: 30pt)
#set par(justify: true)
#place(top + center, scope: "parent", float: true)[A line across both columns, on top of them]
#columns(2, gutter: 20pt)[
LEFT {LOREM * 3}
#colbreak()
RIGHT {LOREM * 3}
]
"""


def test_left_column_is_read_before_the_right_one(typeset: Typeset) -> None:
    (lines,) = lines_of(pages_of(typeset(COLUMNS)))
    text = " ".join(line.text for line in lines)
    assert text.index("across") < text.index("LEFT") < text.index("RIGHT")
    left = text[text.index("LEFT") : text.index("RIGHT")]
    assert left.count("quick") == 3
    assert len({line.block for line in lines}) == 3


def test_the_short_last_line_of_a_title_across_the_columns_stays_with_it(
    typeset: Typeset,
) -> None:
    title = "#text(24pt)[What roots do in the winter of an \\ old tree]\n"
    place, columns = COLUMNS.split("#place", maxsplit=1)[0], COLUMNS[COLUMNS.index("#columns") :]
    source = f"{place}{title}{columns}".replace("height: 300pt", "height: 400pt")
    (lines,) = lines_of(pages_of(typeset(source)))
    assert [line.block for line in lines[:3]] == [0, 0, 1]
    assert lines[1].text == "old tree"


def test_one_column_is_not_split(typeset: Typeset) -> None:
    (lines,) = lines_of(pages_of(typeset(LOREM * 4)))
    assert len({line.block for line in lines}) == 1
    assert " ".join(line.text for line in lines).replace("- ", "").count("quick") == 4


def test_scripts_stay_on_their_line(typeset: Typeset) -> None:
    (lines,) = lines_of(
        pages_of(typeset("The number $x_1^2$ and a note#super(typographic: false)[3] are here."))
    )
    (line,) = lines
    assert line.text.startswith("The number")
    assert "note³" in line.text


@pytest.mark.parametrize(
    ("base", "script", "text"),
    [
        (("(D − kd", ")"), "5/2", "(D − kd)^(5/2)."),
        (("for dry sand 34",), "◦", "for dry sand 34°."),
        (("after 40 s",), "†", "after 40 s†."),
        (("in 1999 (see the first table", ")"), "3", "in 1999 (see the first table)³."),
    ],
)
def test_raised_signs(base: tuple[str, ...], script: str, text: str) -> None:
    spans: list[Span] = []
    for part in base:
        spans.append(span(part, spans[-1].x1 if spans else 50.0, 50.0))
    spans.append(span(script, spans[-1].x1 + 0.1, 46.0, size=7.0))
    spans.append(replace(span(".", spans[-1].x1 + 0.7, 50.0), space_before=True))
    (lines,) = lines_of([Page(1, 500, 800, spans)])
    assert [line.text for line in lines] == [text]


def test_small_capitals_of_two_sizes_are_words(typeset: Typeset) -> None:
    source = "I. #text(size: 12pt)[I]#text(size: 9.5pt)[NTRODUCTION]"
    (lines,) = lines_of(pages_of(typeset(f"#set text(size: 12pt)\n{source}")))
    assert lines[0].small_caps
    assert lines[0].text == "I. Introduction"


@pytest.mark.parametrize("at", [0, 3])
def test_drop_capitals_join_their_word(at: int) -> None:
    words = [span("HE first line", 70.0, 46.0), span("a second line", 70.0, 58.0),
             span("a third one,", 70.0, 70.0)]  # fmt: skip
    words.insert(at, Span("T", 50.0, 69.0, 70.0, 42.0, PLAIN))
    (lines,) = lines_of([Page(1, 500, 800, words)])
    assert [line.text for line in lines] == ["THE first line", "a second line", "a third one,"]


def test_wide_gaps_part_cells(typeset: Typeset) -> None:
    (lines,) = lines_of(pages_of(typeset("1.1 #h(30pt) Method")))
    assert [cell.text for cell in lines[0].cells] == ["1.1", "Method"]
    assert lines[0].text == "1.1 Method"


def test_text_printed_twice_in_one_place_is_read_once() -> None:
    shadow, text = span("Fine roots", 50.4, 100.4), span("Fine roots of trees", 50.0, 100.0)
    (lines,) = lines_of([Page(1, 500.0, 800.0, [shadow, text])])
    assert [line.text for line in lines] == ["Fine roots of trees"]


def test_a_page_that_is_printed_twice_is_read_once() -> None:
    page = [("1", 50.0, 100.0), ("Fine roots", 70.0, 100.0), ("They drink.", 50.0, 120.0)]
    again = [(text, x0 + 0.01, y) for text, x0, y in page]
    spans = [span(*own) for own in page + again]
    (lines,) = lines_of([Page(1, 500.0, 800.0, spans)])
    assert [line.text for line in lines] == ["1 Fine roots", "They drink."]


def test_the_same_words_side_by_side_are_both_read() -> None:
    spans = [span("bla bla", 50.0, 100.0), span("bla bla", 90.0, 100.0)]
    (lines,) = lines_of([Page(1, 500.0, 800.0, spans)])
    assert [line.text for line in lines] == ["bla bla bla bla"]


def test_a_title_below_the_large_number_of_its_chapter_is_a_line_of_its_own() -> None:
    label, number = span("Chapter", 390.0, 192.0, size=17), span("1", 468.0, 211.0, size=72)
    title = span("Research question", 330.0, 246.0, size=20)
    (lines,) = lines_of([Page(1, 595.0, 800.0, [label, number, title])])
    assert [line.text for line in lines] == ["Chapter 1", "Research question"]
