"""Pages are named as they are printed, where that is not their count."""

from __future__ import annotations

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.page.labels import page_labels
from headwise.retrievers.pdf.page.records import Line
from tests.retrievers.pdf.making import Typeset, line


def book(*feet: str | None) -> tuple[list[list[Line]], set[int]]:
    """Return pages with a foot each, and the ids of the feet."""
    pages = [[line("The text of a page.")] + ([line(foot, 800)] if foot else []) for foot in feet]
    return pages, {id(own[1]) for own in pages if len(own) > 1}


def test_printed_numbers_are_labels() -> None:
    pages, feet = book("1205", "1206", None, "1208 The Journal")
    assert page_labels(pages, feet, [""] * 4) == ("1205", "1206", "1207", "1208")


def test_front_matter_has_roman_numerals() -> None:
    pages, feet = book("i", "ii", "iii", None, "1", "2", "3", "4")
    labels = ("i", "ii", "iii", "", "1", "2", "3", "4")
    assert page_labels(pages, feet, [""] * 8) == labels


def test_numbers_that_count_the_pages_are_none() -> None:
    pages, feet = book("1", "2", "3", "4")
    assert page_labels(pages, feet, ["1", "2", "3", "4"]) == ()


def test_the_file_says_what_is_not_printed() -> None:
    pages, feet = book(None, None, None)
    assert page_labels(pages, feet, ["A-1", "A-2", "A-3"]) == ("A-1", "A-2", "A-3")


def test_sections_have_the_labels_of_their_pages(typeset: Typeset) -> None:
    source = '#set page(numbering: "1", height: 12cm)\n#counter(page).update(501)\n'
    source += "\n".join(f"= Part {n}\n#lorem(90)\n#pagebreak()" for n in range(1, 5))
    for section in read_pdf(typeset(source)).sections:
        labels = [str(500 + n) for n in range(section.page_start, section.page_end + 1)]
        assert list(section.page_labels) == labels
