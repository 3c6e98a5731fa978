from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.body.notes import caption_end
from headwise.retrievers.pdf.body.tables import table_end
from headwise.retrievers.pdf.page.cells import as_markdown
from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.page.records import Cell, Line, Page
from tests.retrievers.pdf.making import LOREM, Typeset, line, span


def row(y: float, *cells: str) -> Line:
    made = line(" ".join(cells), y)
    made.cells = made.pieces = tuple(
        Cell(text, 50.0 + 100 * n, 55.0 + 100 * n + 5 * len(text))
        for n, text in enumerate(cells)
        if text
    )
    return made


def test_aligned_cells_are_a_table() -> None:
    rows = [row(50, "Tree", "Height"), row(62, "Oak", "30 m"), row(74, "Fir", "60 m"),
            row(86, "Yew", "20 m")]  # fmt: skip
    assert table_end(rows, 0) == 4
    assert as_markdown(rows) == (
        "| Tree | Height |\n| --- | --- |\n| Oak | 30 m |\n| Fir | 60 m |\n| Yew | 20 m |"
    )


def test_a_cell_over_two_lines_is_one() -> None:
    rows = [row(50, "Tree", "Height"), row(75, "Oak", "about thirty"), row(87, "", "metres"),
            row(110, "Fir", "60 m")]  # fmt: skip
    assert "| Oak | about thirty metres |" in (as_markdown(rows) or "")


def test_what_does_not_line_up_stays_lines() -> None:
    rows = [row(50, "a b c", "dd"), line("a line that goes across all of them", 62)]
    rows.append(row(74, "e", "f"))
    for made in rows[1:2]:
        made.pieces = (Cell(made.text, 50, 300),)
    assert as_markdown(rows) is None


def test_formulas_with_numbers_are_no_table() -> None:
    rows = [row(50.0 + 20 * n, "x = y", f"({n})") for n in range(1, 5)]
    assert table_end(rows, 0) == 0


def test_numbered_paragraphs_after_tabs_are_no_table() -> None:
    texts = ["the roof was mended in May by a firm", "the fence is to be painted this year"]
    texts += ["the gate was found open on three days"]
    rows = [row(50.0 + 20 * n, f"3.{n}", text) for n, text in enumerate(texts, 1)]
    assert table_end(rows, 0) == 0
    measured = [row(50.0 + 20 * n, f"3.{n}", "cm") for n in range(1, 4)]
    assert table_end(measured, 0) == 3


def test_figures_a_space_apart_stand_in_the_columns_that_other_rows_show() -> None:
    rows = [row(50.0 + 12 * n, f"Oak {n}", f"{n}.50", f"{n}0.25") for n in range(1, 5)]
    close = row(110, "Oak 5", "")
    close.pieces = (close.cells[0], Cell("100.50 50.25", 145, 275))
    assert (as_markdown([*rows, close]) or "").endswith("| Oak 5 | 100.50 | 50.25 |")


def test_bars_in_cells_are_escaped() -> None:
    rows = [row(50, "abc", "one|two"), row(62, "def", "two"), row(74, "ghi", "three")]
    assert "one\\|two" in (as_markdown(rows) or "")


def test_a_ruled_table_of_a_pdf(typeset: Typeset) -> None:
    path = typeset(
        f"= Trees\n{LOREM}\n#table(columns: 3, [Tree], [Height], [Remark], [Oak], [30 m],"
        f" [old and very broad, standing alone in the field as it has always done], [Fir], [60 m],"
        f" [tall])\n{LOREM}"
    )
    text = read_pdf(path).sections[0].text
    assert "| Tree | Height | Remark |" in text
    assert "| Fir | 60 m | tall |" in text
    assert "always done |" in text


def test_a_ruled_table_of_many_rows_goes_on_over_pages(typeset: Typeset) -> None:
    rows = ", ".join(f"[{n}], [Ship {n}], [{n} m]" for n in range(1, 100))
    path = typeset(f"= Ships\n{LOREM}\n#table(columns: 3, [No.], [Ship], [Length], {rows})")
    (section,) = read_pdf(path).sections
    wanted = [f"| {n} | Ship {n} | {n} m |" for n in range(1, 100)]
    assert [row for row in section.text.split("\n") if row[2:3].isdecimal()] == wanted


def test_a_caption_ends_where_the_rules_of_its_table_begin() -> None:
    caption = line("Table 3: Trees of the valley", 50)
    rows = [row(59, "Tree", "Height"), row(71, "Oak", "30 m")]
    assert caption_end([caption, *rows], 0, {1}) == 1
    assert caption_end([caption, line("and of the hills", 62), *rows], 0) == 4


def test_the_heads_of_a_spreadsheet_stand_over_their_figures() -> None:
    rows = [row(50, "Tree", "Height", "", "Age", "")]
    rows += [row(62 + 12 * n, f"Oak {n}", "", f"{n}0", "", f"{n}4") for n in range(1, 5)]
    assert (as_markdown(rows) or "").splitlines()[::5] == [
        "| Tree | Height | Age |",
        "| Oak 4 | 40 | 44 |",
    ]


def test_centred_heads_stand_over_figures_at_the_left_of_their_cells() -> None:
    rows = [row(50, "", "Height", "Girth"), row(62, "Oak", "30 m", "4 m")]
    rows += [row(74, "Fir", "60 m", "2 m"), row(86, "Yew", "20 m", "3 m")]
    rows[0].pieces = tuple(Cell(c.text, c.x0 + 40, c.x1 + 40) for c in rows[0].pieces)
    table = as_markdown(rows)
    assert table is not None
    assert table.splitlines()[::2] == [
        "|  | Height | Girth |",
        "| Oak | 30 m | 4 m |",
        "| Yew | 20 m | 3 m |",
    ]


def test_a_centred_head_of_a_ruled_table_makes_no_column_of_its_own(typeset: Typeset) -> None:
    source = (
        "#table(columns: (140pt, 60pt, 60pt), table.cell(align: center)[Kind], [Sign], [Max],"
        "[Oak], [h], [30], [Fir], [h], [60], [Yew], [h], [20])"
    )
    (section,) = read_pdf(typeset(source)).sections
    assert section.text.splitlines() == [
        "| Kind | Sign | Max |", "| --- | --- | --- |",
        "| Oak | h | 30 |", "| Fir | h | 60 |", "| Yew | h | 20 |",
    ]  # fmt: skip


def test_a_ruled_table_in_small_print_at_the_foot_of_a_page_is_no_note(typeset: Typeset) -> None:
    table = "#table(columns: 2, [1 Oak], [30 m], [2 Fir], [60 m])"
    source = f"= Data\n{LOREM}\n#v(1fr)\n#text(7pt)[{table}]"
    (section,) = read_pdf(typeset(source)).sections
    assert section.text.endswith("| 1 Oak | 30 m |\n| --- | --- |\n| 2 Fir | 60 m |")


def test_two_rows_without_rules_stay_apart(typeset: Typeset) -> None:
    cells = "[31.1], [Certificate of the oak], [31.2], [Certificate of the fir]"
    source = f"= Annexes\n#grid(columns: (60pt, 200pt), row-gutter: 5pt, {cells})"
    (section,) = read_pdf(typeset(source)).sections
    assert section.text == "31.1 Certificate of the oak\n\n31.2 Certificate of the fir"


def test_cells_a_narrow_gap_apart_stand_in_columns_that_four_rows_share() -> None:
    words = ("Oak", "Beech", "Maple", "Birch")
    spans = [
        cell
        for n, word in enumerate(words)
        for cell in (span(word, 100 - 5 * len(word), 50 + 14 * n), span("12.50", 104, 50 + 14 * n))
    ]
    page = Page(1, 400, 600, spans)
    (lines,) = lines_of([page])
    assert [[piece.text for piece in line.pieces] for line in lines] == [
        [word, "12.50"] for word in words
    ]
    assert [len(line.pieces) for line in lines_of([Page(1, 400, 600, spans[:6])])[0]] == [1, 1, 1]


def test_the_signs_of_a_statement_stand_with_their_amounts(typeset: Typeset) -> None:
    source = """
#set page(width: 500pt, height: 400pt)
= Statement of Operations
#place(top + left, dy: 40pt, table(columns: (170pt, 12pt, 90pt, 20pt, 12pt, 90pt), stroke: none,
  inset: (x: 0pt, y: 3.4pt), align: (left, left, right, left, left, right),
  [], [], align(center)[Quarter Ended], [], [], align(center)[Year Ended],
  [], [], align(center)[2025], [], [], align(center)[2025],
  [], [], [], table.cell(colspan: 2)[(millions)], [],
  [Sales], [\\$], [8,187], [], [\\$], [16,348],
  [Cost of sales], [], [4,673], [], [], [9,477],
  [Other income:], [], [], [], [], [],
  [Interest], [], [(174)], [], [], [(349)],
  [Net income], [\\$], [3,340], [], [\\$], [6,522]))
"""
    (section,) = read_pdf(typeset(source)).sections
    for text in (
        "| Sales | $ 8,187 | $ 16,348 |",
        "| Other income: |  |  |",
        "| Interest | (174) | (349) |",
        "| Net income | $ 3,340 | $ 6,522 |",
    ):
        assert text in section.text
