import pytest

from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.making import LOREM, Typeset

NAMES = ("Roots", "Stems of old trees in winter", "Leaves", "Bark", "Seed")
PAGE = """
#set page(width: 500pt, height: 700pt, margin: (left: {left}pt, right: {right}pt, y: 40pt))
#set text(size: 10pt)
#set par(justify: true)
#let note(dx, dy, size, weight, body) = place(dx: dx, dy: dy, block(width: 100pt, {{
  set par(justify: false)
  text(size: size, weight: weight, body)
}}))
"""
LEFT, RIGHT = PAGE.format(left=160, right=40), PAGE.format(left=40, right=160)
NOTE = "The marten sleeps here in a hollow above the snow"


@pytest.mark.parametrize(("page", "place"), [(LEFT, "-120pt"), (RIGHT, "315pt")])
def test_notes_in_the_margin_stand_behind_the_paragraph_beside_them(
    typeset: Typeset, page: str, place: str
) -> None:
    beside = f'#note({place}, 16pt, 7.5pt, "regular")[{NOTE}]'
    source = page + "\n\n".join(f"= {name}\n{beside}{LOREM * 2}\n\n{LOREM}" for name in NAMES)
    document = read_pdf(typeset(source))
    assert [section.heading for section in document.sections] == list(NAMES)
    paragraph = " ".join(LOREM.split())
    long = f"{paragraph} {paragraph}"
    *others, last = [section.text.split("\n\n") for section in document.sections]
    assert others == [[long, NOTE, paragraph]] * 4
    assert last == [NOTE, long, paragraph]  # the paragraph goes on on the next page


def test_side_headings_are_headings_of_the_text_beside_them(typeset: Typeset) -> None:
    source = LEFT + "\n\n".join(
        f'#note(-120pt, 0pt, 10pt, "bold")[{name}]{LOREM * 2}\n\n{LOREM}' for name in NAMES
    )
    document = read_pdf(typeset(source))
    assert [section.heading for section in document.sections] == list(NAMES)
    assert all(section.text.count("quick brown fox") == 3 for section in document.sections)


@pytest.mark.parametrize("stroke", ["none", "0.5pt"])
def test_the_first_column_of_a_table_is_no_margin(typeset: Typeset, stroke: str) -> None:
    rows = "".join(f"[*{name}*], [What {name} are for], [{n}]," for n, name in enumerate(NAMES, 3))
    table = f"#table(columns: (90pt, 1fr, 30pt), stroke: {stroke}, {rows})"
    page = PAGE.format(left=40, right=40)
    document = read_pdf(typeset(f"{page}= Trees\n{LOREM * 3}\n\n{table}\n\n{LOREM * 3}"))
    (section,) = document.sections
    assert "| Bark | What Bark are for | 6 |" in section.text


def test_narrow_columns_side_by_side_are_read_one_after_the_other(typeset: Typeset) -> None:
    page = PAGE.format(left=40, right=40)
    columns = f"#grid(columns: (160pt, 1fr), gutter: 20pt, [{LOREM * 4}], [{LOREM * 6} {NOTE}.])"
    (section,) = read_pdf(typeset(f"{page}= Trees\n{columns}")).sections
    assert NOTE in section.text
