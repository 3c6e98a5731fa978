import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.headings.contents import find_contents, is_contents_title
from headwise.retrievers.pdf.page.records import Cell, Line
from tests.retrievers.pdf.making import Typeset, line


def entry(title: str, page: int, y: float, x0: float = 50.0) -> Line:
    made = line(f"{title} {page}", y, x0=x0)
    made.cells = (Cell(title, x0, x0 + 100), Cell(str(page), 440, 450))
    made.x1 = 450.0
    return made


def test_entries_with_leaders() -> None:
    lines = [
        line("Contents", 50),
        line("1 Roots . . . . . . . . 3", 70),
        line("1.1 Fine roots ........ 4", 85, x0=65),
        line("2 Stems ............... 7", 100),
        line("The text goes on after the table of contents, as it must.", 200),
    ]
    contents = find_contents([lines])
    assert [(e.title, e.page) for e in contents.entries] == [
        ("1 Roots", 3), ("1.1 Fine roots", 4), ("2 Stems", 7),
    ]  # fmt: skip
    assert [e.indent for e in contents.entries] == [0.0, 15.0, 0.0]
    assert contents.lines == {id(x) for x in lines[:4]}


def test_entries_without_leaders_need_a_title_above_or_a_long_column() -> None:
    rows = [entry(f"Section {n}", 2 * n, 50.0 + 15 * n) for n in range(1, 6)]
    assert not find_contents([rows]).entries
    assert len(find_contents([[line("Contents", 50), *rows]]).entries) == 5


def test_a_table_whose_figures_fall_is_no_contents() -> None:
    rows = [entry(f"Row {n}", 100 - 9 * n, 50.0 + 15 * n) for n in range(1, 10)]
    assert not find_contents([rows]).entries


def test_contents_that_go_on_on_the_next_page() -> None:
    first = [line("Inhaltsverzeichnis", 50), *(entry(f"Teil {n}", n, 60.0 + n) for n in (1, 2, 3))]
    second = [entry("Teil 4", 4, 60.0), entry("Teil 5", 5, 75.0)]
    assert len(find_contents([first, second]).entries) == 5


def test_titles_of_contents_pages_are_known() -> None:
    assert is_contents_title("Table of Contents")
    assert is_contents_title("INHALTSVERZEICHNIS")
    assert not is_contents_title("Contents of the box")


def test_entries_with_a_point_between_title_and_page() -> None:
    lines = [line(f"{n} Chapter of trees · {7 * n}", 50.0 + 20 * n) for n in range(1, 5)]
    assert [e.page for e in find_contents([lines]).entries] == [7, 14, 21, 28]


def test_a_list_of_one_table() -> None:
    lines = [line("List of Tables", 50, size=16), line("3 Before planting", 80)]
    lines += [line("3.1 Kinds of soil ........ 19", 95)]
    assert find_contents([lines]).lines == {id(x) for x in lines}


def test_a_chapter_keeps_its_title_above_its_own_contents() -> None:
    first = [line(f"{n} Trees ........ {n}", 50.0 + 15 * n) for n in range(1, 6)]
    heads = [line("Chapter 6", 50, size=14), line("Roots", 90, size=24)]
    rows = [line(f"6.{n} Kinds ........ {20 + n}", 130.0 + 15 * n) for n in range(1, 4)]
    contents = find_contents([first, [*heads, *rows]])
    assert contents.lines == {id(x) for x in [*first, *rows]}


def test_the_title_of_contents_in_any_language() -> None:
    lines = [line("Daftar Isi", 50, size=20)]
    lines += [line(f"{n} Pohon ........ {n}", 80.0 + 15 * n) for n in range(1, 6)]
    assert find_contents([lines]).lines == {id(x) for x in lines}


TABLE = """
= Levels
These are the levels of the river.
#table(columns: {columns}, table.header({head}), ..range(0, 14).map(i => ({row})).flatten())
= Last
It rained.
"""


@pytest.mark.parametrize(
    ("columns", "head", "row", "last"),
    [
        (
            2,
            "[Town], [People]",
            "[Place #str.from-unicode(65 + i)], [#(3100 + 95 * i)]",
            "| Place N | 4335 |",
        ),
        (
            3,
            "[Year], [Level], [Flow]",
            "[#(1990 + i)], [#(30 + 2 * i)], [#(100 + 7 * i)]",
            "| 2003 | 56 | 191 |",
        ),
    ],
)
def test_a_ruled_table_whose_last_column_rises_is_kept(
    typeset: Typeset, columns: int, head: str, row: str, last: str
) -> None:
    sections = read_pdf(typeset(TABLE.format(columns=columns, head=head, row=row))).sections
    text = sections[0].text
    assert text.startswith("These are the levels of the river.")
    assert text.count("\n|") == 16
    assert last in text


def act() -> list[list[Line]]:
    """Return a law whose contents have no page numbers."""
    titles = [f"{n}. {title}." for n, title in enumerate(["Shade", "Roots", "Bark", "Leaves"], 1)]
    titles = ["Short title.", *titles, "Repeal."]
    text = "the law says at length what each of its sections says in few words, and says it again"
    first = [line("Arrangement of sections", 50, size=14)]
    first += [line(title, 80.0 + 15 * n) for n, title in enumerate(titles)]
    second: list[Line] = []
    for n, title in enumerate(titles):
        second += [line(title.rstrip("."), 50.0 + 45 * n, page=2)]
        second += [line(f"{text} {n}", 65.0 + 45 * n, page=2)]
    return [first, second]


def test_contents_without_page_numbers_stand_again_as_headings() -> None:
    first, second = act()
    contents = find_contents([first, second])
    assert contents.lines == {id(x) for x in first[1:]}
    assert [e.title for e in contents.entries][1:3] == ["1. Shade.", "2. Roots."]


def test_contents_go_on_where_their_numbers_count_on() -> None:
    first, second = act()
    more = ["Part 2", "Of gardens", "5. Hedges.", "Part 3", "Of fields", "6. Walls.", "Repeal."]
    first[-1:] = [line(title, 155.0 + 15 * n) for n, title in enumerate(more)]
    assert find_contents([first, second]).lines == {id(x) for x in first[1:]}


def test_text_below_contents_without_page_numbers_stays() -> None:
    first, second = act()
    first += [line("A short note on the law.", 200), line("It ends here.", 215)]
    assert find_contents([first, second]).lines == {id(x) for x in first[1:-2]}


def test_a_form_that_comes_again_is_no_contents() -> None:
    first, _ = act()
    again = [line(x.text, x.y, page=2) for x in first]
    assert not find_contents([first, again]).lines


def test_text_that_is_printed_twice_is_no_contents() -> None:
    rows = [f"and then comes row {word} of it" for word in "one two three four five six".split()]
    first = [line(text, 50.0 + 15 * n) for n, text in enumerate(rows)]
    second: list[Line] = []
    for n, text in enumerate(rows):
        second += [line(text, 50.0 + 30 * n, page=2), line(f"other {n}", 65.0 + 30 * n, page=2)]
    assert not find_contents([first, second]).lines
