from headwise.retrievers.pdf.headings.outline import Bookmark, match_bookmarks, read_bookmarks
from headwise.retrievers.pdf.reader import opened
from tests.retrievers.pdf.making import Typeset, line


def test_bookmarks_are_read_with_level_and_page(typeset: Typeset) -> None:
    path = typeset("= Roots\ntext\n== Fine roots\ntext\n#pagebreak()\n= Stems\ntext")
    with opened(path, None) as pdf:
        assert read_bookmarks(pdf) == [
            Bookmark("Roots", 1, 1),
            Bookmark("Fine roots", 2, 1),
            Bookmark("Stems", 1, 2),
        ]


def test_a_bookmark_leads_to_the_printed_lines() -> None:
    pages = [
        [line("2.1 A heading over two", 50), line("printed lines", 62), line("Text below it.", 80)]
    ]
    (match,) = match_bookmarks([Bookmark("A heading over two printed lines", 2, 1)], pages)
    assert (match.page, match.start, match.end, match.level) == (1, 0, 2, 2)


def test_the_last_word_of_a_paragraph_is_no_number_of_the_heading_below() -> None:
    page = [line("Silence is kept in the house until 7", 50), line("h.", 62)]
    page += [line("Animals", 90, size=14), line("Dogs are led.", 110), line("3", 150, size=9)]
    page += [line("Plants", 166, size=14), line("Keep off.", 190)]
    matches = match_bookmarks([Bookmark("Animals", 1, 1), Bookmark("Plants", 1, 1)], [page])
    assert [(match.start, match.end) for match in matches] == [(2, 3), (4, 6)]


def test_a_bookmark_one_page_off_or_with_a_typo_is_found() -> None:
    pages = [[line("Some text", 50)], [line("Convolutional layers", 50)]]
    assert match_bookmarks([Bookmark("Convolutionnal layers", 1, 1)], pages)[0].page == 2


def test_file_names_and_foreign_outlines_are_not_trusted() -> None:
    pages = [[line("Roots", 50), line("Text", 70)]]
    assert not match_bookmarks([Bookmark("roots.pdf", 1, 1)], pages)
    foreign = [Bookmark(f"Slide {n} of another deck", 1, 1) for n in range(9)]
    assert not match_bookmarks([*foreign, Bookmark("Roots", 1, 1)], pages)
