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


def test_a_bookmark_one_page_off_or_with_a_typo_is_found() -> None:
    pages = [[line("Some text", 50)], [line("Convolutional layers", 50)]]
    assert match_bookmarks([Bookmark("Convolutionnal layers", 1, 1)], pages)[0].page == 2


def test_file_names_and_foreign_outlines_are_not_trusted() -> None:
    pages = [[line("Roots", 50), line("Text", 70)]]
    assert not match_bookmarks([Bookmark("roots.pdf", 1, 1)], pages)
    foreign = [Bookmark(f"Slide {n} of another deck", 1, 1) for n in range(9)]
    assert not match_bookmarks([*foreign, Bookmark("Roots", 1, 1)], pages)
