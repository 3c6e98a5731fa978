"""Levels where numbers, contents and letters say different things."""

from dataclasses import replace

from headwise.retrievers.pdf.headings.contents import Contents, Entry
from headwise.retrievers.pdf.headings.headings import Heading
from headwise.retrievers.pdf.headings.placing import told_apart
from headwise.retrievers.pdf.page.records import Font, Line
from headwise.retrievers.pdf.page.styles import Style
from tests.retrievers.pdf.making import BOLD, PLAIN, found, line, paragraph

ITALIC = Font("Times-Italic", "times", italic=True)


def headed(looks: list[tuple[str, float]], contents: Contents | None = None) -> list[Heading]:
    """Return the headings of a page: each text is set bold in its size above a paragraph."""
    page: list[Line] = []
    for n, (text, size) in enumerate(looks):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=size), *paragraph(top + 20)]
    return found([page], contents)


def test_sizes_tell_levels_that_the_contents_do_not_indent() -> None:
    looks = [("Trees", 20.0), ("Oak", 14.0), ("Its bark", 11.0), ("Its leaves", 11.0)]
    looks += [("Elm", 14.0), ("Fir", 14.0), ("Grasses", 20.0), ("Rye", 14.0)]
    indents = {20.0: 0.0, 14.0: 12.0, 11.0: 12.0}
    entries = tuple(Entry(text, 1, indents[size], (1, 0)) for text, size in looks)
    assert [h.level for h in headed(looks, Contents(entries))] == [1, 2, 3, 3, 2, 2, 1, 2]


def test_a_one_that_was_recognised_as_a_letter_counts_with_the_figures() -> None:
    headings = headed([("I. Roots", 12.0), ("2. Stems", 12.0), ("3. Leaves", 12.0)])
    assert [h.level for h in headings] == [1, 1, 1]


def test_the_first_roman_number_counts_with_those_set_as_it_is() -> None:
    texts = ["I. ROOTS", "A. In Clay", "B. In Sand", "II. STEMS", "III. LEAVES", "A. Young ones"]
    texts += ["1. In Spring", "2. In Autumn", "B. Old Ones", "IV. FLOWERS"]
    headings = headed([(text, 12.0) for text in texts])
    assert [h.level for h in headings] == [1, 2, 2, 1, 1, 2, 3, 3, 2, 1]


def test_numbers_in_words_count_as_figures_do() -> None:
    texts = [
        "TÍTULO PRIMERO Trees",
        "CAPÍTULO PRIMERO Oaks",
        "Artículo 1. Bark",
        "Artículo 2. Wood",
    ]
    texts += ["CAPÍTULO SEGUNDO Elms", "Artículo 3. Leaves", "TÍTULO SEGUNDO Grasses"]
    texts += ["CAPÍTULO ÚNICO Rye", "Artículo 4. Grain"]
    headings = headed([(text, 12.0) for text in texts])
    assert [h.level for h in headings] == [1, 2, 3, 3, 2, 3, 1, 2, 3]


def test_a_small_preface_puts_nothing_else_in_its_style_on_top() -> None:
    looks = [("Acknowledgements", 11.0), ("1 Trees", 13.0), ("1.1 Oak", 13.0), ("Bark", 11.0)]
    looks += [("Wood", 11.0), ("1.2 Elm", 13.0), ("2 Grasses", 13.0), ("2.1 Rye", 13.0)]
    assert [h.level for h in headed(looks)] == [1, 1, 2, 3, 3, 2, 1, 2]


def test_what_divides_labelled_chapters_lies_within_them_though_set_alike() -> None:
    texts = ["Chapter 1 Trees", "Oak", "Elm", "Fir", "Chapter 2 Grasses", "Rye", "Barley"]
    headings = headed([(text, 13.0) for text in [*texts, "Chapter 3 Moss"]])
    assert [h.level for h in headings] == [1, 2, 2, 2, 1, 2, 2, 1]


def test_italics_lie_below_bold_headings_that_divide_labelled_chapters() -> None:
    looks = [("Chapter 1 Trees", BOLD), ("Oak", BOLD), ("Bark", ITALIC), ("Leaves", ITALIC)]
    looks += [("Elm", BOLD), ("Fir", BOLD), ("Chapter 2 Grasses", BOLD), ("Rye", BOLD)]
    page: list[Line] = []
    for n, (text, font) in enumerate(looks):
        heading = line(text, 50.0 + 120 * n, font=font, size=13.0)
        heading.italic = float(font.italic)
        page += [heading, *paragraph(70.0 + 120 * n)]
    assert [h.level for h in found([page])] == [1, 2, 3, 3, 2, 2, 1, 2]


def test_back_matter_set_as_labelled_chapters_is_on_their_level() -> None:
    texts = ["Chapter 1 Trees", "Chapter 2 Grasses", "Chapter 3 Moss", "Afterword"]
    assert {h.level for h in headed([(text, 13.0) for text in texts])} == {1}


def test_centred_labels_belong_to_the_titles_below() -> None:
    page: list[Line] = []
    for n, title in enumerate(["Purpose of the law", "Rights of trees", "Duties of gardens"]):
        top = 50.0 + 120 * n
        for text, y, font in ((f"Chapter {n + 1}", top, PLAIN), (title, top + 18, ITALIC)):
            set_ = line(text, y, x0=250 - 2.5 * len(text), font=font)
            set_.italic = float(font.italic)
            page.append(set_)
        page += paragraph(top + 38)
    headings = found([page])
    assert [h.text for h in headings] == [
        "Chapter 1 Purpose of the law", "Chapter 2 Rights of trees", "Chapter 3 Duties of gardens",
    ]  # fmt: skip


def test_numbers_go_on_above_99() -> None:
    headings = headed([(f"{n} Right to shade", 12.0) for n in range(98, 103)])
    assert [h.number for h in headings] == ["98", "99", "100", "101", "102"]


def test_articles_that_count_on_lie_below_the_chapter_or_part_above_them() -> None:
    looks = [("Chapter 1 Trees", 14.0), *[(f"{n} Right to shade", 11.0) for n in range(1, 5)]]
    looks += [("Chapter 2 Gardens", 14.0)]
    for part, first in ((1, 5), (2, 7), (1, 9), (2, 11)):
        looks += [("Chapter 3 Fields", 14.0)] if first == 9 else []
        looks += [(f"Part {part} Of hedges", 11.0)]
        looks += [(f"{n} Right to water", 11.0) for n in (first, first + 1)]
    levels = {h.text.split()[0]: h.level for h in headed(looks)}
    assert [levels[key] for key in ("Chapter", "Part", "1", "4", "5", "12")] == [1, 2, 2, 2, 3, 3]


def test_labels_in_an_annex_alone_divide_no_document() -> None:
    looks = [("Trees", 18.0), ("Oak", 14.0), ("Elm", 14.0), ("Grasses", 18.0), ("Rye", 14.0)]
    looks += [("Section 1: Forms", 12.0), ("Section 2: Lists", 12.0)]
    assert [h.level for h in headed(looks)] == [1, 2, 2, 1, 2, 3, 3]


def test_underlines_tell_no_levels() -> None:
    plain = Style(10.0, bold=False, italic=False, caps="", family="times", color=0)
    one, other = told_apart([plain, replace(plain, underlined=True)])
    assert one == other


def test_figures_lie_within_numerals_where_each_stands_between_the_others() -> None:
    names = "I II 1 2 III IV V VI VII VIII IX 1 2 3 X".split()
    looks = [(f"{name}. Of trees", 12.0) for name in names]
    assert [h.level for h in headed(looks)] == [1 + name.isdecimal() for name in names]
