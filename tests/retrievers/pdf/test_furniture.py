from headwise.retrievers.pdf.page.furniture import find_furniture
from headwise.retrievers.pdf.page.line_numbers import without_line_numbers
from headwise.retrievers.pdf.page.records import Page
from tests.retrievers.pdf.making import line, span

HEIGHT = 800.0


def body(page: int) -> list:
    words = ["apple", "pear", "plum", "fig", "date", "lime", "kiwi", "mango", "grape", "melon"]
    return [
        line(f"{words[page % 10]} text {words[i % 10]} of page", 100.0 + 12 * i, page=page)
        for i in range(40)
    ]


def removed(pages: list) -> list[str]:
    found = find_furniture(pages, [HEIGHT] * len(pages))
    return [x.text for page in pages for x in page if id(x) in found]


def test_heads_that_alternate_and_count() -> None:
    pages = []
    for n in range(1, 9):
        head = f"A Treatise on Fruit {n}" if n % 2 else f"{n} Jo Doe et al."
        pages.append([line(head, 50.0, page=n), *body(n)])
    assert removed(pages) == [page[0].text for page in pages]


def test_page_numbers_alone_in_arabic_and_roman() -> None:
    numbers = ["i", "ii", "iii", "iv", "1", "2", "3", "4", "5", "6"]
    pages = [[*body(n), line(number, 770.0, page=n)] for n, number in enumerate(numbers, 1)]
    assert removed(pages) == numbers


def test_chapter_heads_change_with_the_chapter() -> None:
    heads = ["Roots", "Roots", "Stems and bark", "Stems and bark", "Leaves", "Leaves", "Seed"]
    pages = [
        [line(f"{n} {head}", 50.0, page=n, size=8), *body(n)] for n, head in enumerate(heads, 1)
    ]
    assert len(removed(pages)) == len(heads)


def test_heads_inside_of_crop_marks() -> None:
    pages = [
        [
            line("✐ ✐", 20.0, page=n),
            line(f"treatise.dvi, page {n}", 40.0, page=n),
            line("✐ ✐", 60.0, page=n),
            *body(n),
        ]
        for n in range(1, 9)
    ]
    assert removed(pages) == [x.text for page in pages for x in page[:3]]


def test_headings_at_the_top_of_pages_stay() -> None:
    titles = ["Roots", "Stems", "Leaves", "Seeds", "Fruits"]
    pages = [[line(title, 80.0, page=n), *body(n)] for n, title in enumerate(titles, 1)]
    assert removed(pages) == []


def test_headings_where_empty_pages_say_notes_stay() -> None:
    titles = ["Roots", "Stems", "Leaves", "Seeds", "Fruits", "Bark", "Wood"]
    pages = [[line(title, 80.0, page=n), *body(n)] for n, title in enumerate(titles, 1)]
    pages += [[line("NOTES:", 80.0, page=n)] for n in range(8, 12)]
    assert set(removed(pages)) == {"NOTES:"}


def test_captions_at_the_top_of_pages_stay() -> None:
    pages = [[line(f"TABLE {n}", 50.0, page=n), *body(n)] for n in range(1, 6)]
    assert removed(pages) == []


def test_line_numbers_in_the_margin() -> None:
    spans = [span(str(n), 20.0, 12.0 * n) for n in range(1, 10)]
    spans += [span(str(n), 15.0, 12.0 * n) for n in range(10, 50)]
    text = [span("Text of the line", 60.0, 12.0 * n) for n in range(1, 50)]
    kept = without_line_numbers(Page(1, 600, HEIGHT, spans + text))
    assert {s.text for s in kept.spans if s.x0 < 50} <= {str(n) for n in range(1, 10)}
    assert sum(s.x0 > 50 for s in kept.spans) == 49


def test_a_column_of_figures_is_no_line_numbers() -> None:
    values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]
    page = Page(1, 600, HEIGHT, [span(str(v), 60.0, 12.0 * i) for i, v in enumerate(values)])
    assert len(without_line_numbers(page).spans) == len(values)


def test_the_first_column_of_a_table_is_no_line_numbers() -> None:
    rows = range(1, 40)
    spans = [span(str(n), 50.0, 12.0 * n) for n in rows]
    spans += [span(f"Ship {n}", 100.0, 12.0 * n) for n in rows]
    spans += [span("at berth", 250.0, 12.0 * n) for n in rows]
    assert without_line_numbers(Page(1, 600, HEIGHT, spans)).spans == spans


def test_the_foot_that_browsers_print() -> None:
    feet = ["file:///trees.html 1/2", "file:///trees.html 2/2"]
    pages = [[*body(n), line(foot, 780.0, page=n)] for n, foot in enumerate(feet, 1)]
    assert removed(pages) == feet


def test_numbered_headings_that_happen_to_begin_pages_are_kept() -> None:
    pages = [
        [line(f"Part {2 * n}", 50.0, page=n), *body(n), line(f"Part {2 * n + 1}", 400.0, page=n)]
        for n in range(1, 4)
    ]
    assert removed(pages) == []


def test_large_headings_that_count_with_the_pages_they_begin_are_kept() -> None:
    names = ["1 Roots", "2 Stems", "3 Leaves", "4 Bark", "5 Seed"]
    pages = [[line(name, 60.0, size=14, page=n), *body(n)] for n, name in enumerate(names, start=1)]
    assert removed(pages) == []
