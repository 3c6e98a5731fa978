from headwise.retrievers.pdf.page.lines import lines_of
from tests.retrievers.pdf.making import LOREM, Typeset, pages_of

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


def test_small_capitals_of_two_sizes_are_words(typeset: Typeset) -> None:
    source = "I. #text(size: 12pt)[I]#text(size: 9.5pt)[NTRODUCTION]"
    (lines,) = lines_of(pages_of(typeset(f"#set text(size: 12pt)\n{source}")))
    assert lines[0].small_caps
    assert lines[0].text == "I. Introduction"


def test_drop_capitals_join_their_word(typeset: Typeset) -> None:
    source = f"#place(text(size: 30pt)[T])#h(20pt)HE first word of it. \\ #h(20pt){LOREM}"
    (lines,) = lines_of(pages_of(typeset(source)))
    assert any("THE first" in line.text for line in lines) or lines[0].text.startswith("T")


def test_wide_gaps_part_cells(typeset: Typeset) -> None:
    (lines,) = lines_of(pages_of(typeset("1.1 #h(30pt) Method")))
    assert [cell.text for cell in lines[0].cells] == ["1.1", "Method"]
    assert lines[0].text == "1.1 Method"
