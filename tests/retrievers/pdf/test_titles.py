"""The title of a document, its cover and its front matter."""

import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.headings import evidence_of, find_headings
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import body_of
from tests.retrievers.pdf.making import BOLD, LOREM, Typeset, found, line, paragraph


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
