"""The levels of headings that only their looks tell apart."""

from dataclasses import replace

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.page.records import Font, Line
from tests.retrievers.pdf.making import BOLD, LOREM, Typeset, found, line, paragraph


def test_larger_letters_are_higher_levels() -> None:
    page: list[Line] = []
    for n, (text, size) in enumerate([("Roots", 16), ("Fine roots", 13), ("Stems", 16)]):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=size), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 1]


def test_colours_tell_no_levels() -> None:
    page: list[Line] = []
    looks = [
        ("Roots", 16, 0),
        ("Fine roots", 13, 0xD9531C),
        ("Stems", 16, 0),
        ("Bark", 13, 0x8347B),
    ]
    for n, (text, size, color) in enumerate(looks):
        top = 50.0 + 120 * n
        page += [replace(line(text, top, font=BOLD, size=size), color=color), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 1, 2]


def test_titles_on_top_of_pages_are_of_one_level_though_fitted_in_size() -> None:
    sizes = [28, 24, 28, 22, 28, 25]
    pages = [
        [
            line(f"Trees of kind {n}", 50, font=BOLD, size=size, page=n + 1),
            *paragraph(90, page=n + 1),
        ]
        for n, size in enumerate(sizes)
    ]
    assert {h.level for h in found(pages)} == {1}


def test_headings_in_capitals_stand_above_others_set_alike() -> None:
    page: list[Line] = []
    texts = ["TALL TREES", "Oak and elm", "Pine", "LOW PLANTS", "Moss", "Heather", "HIGH GRASSES"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 2, 1, 2, 2, 1]


def test_the_larger_letters_of_one_appendix_put_no_section_lower() -> None:
    page: list[Line] = []
    looks = [("Roots", 18), ("Fine", 11), ("Stems", 18), ("Bark", 11), ("Wood", 11), ("Leaves", 18)]
    looks += [("Extra material", 16), ("Moss", 11)]
    for n, (text, size) in enumerate(looks):
        top = 50.0 + 120 * n
        page += [line(text, top, font=BOLD, size=size), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 2, 1, 2, 2, 1, 2, 2]


def test_back_matter_in_another_face_beside_the_references_has_a_level() -> None:
    bold = BOLD, Font("Arial-Bold", "arial", bold=True)
    page: list[Line] = []
    texts = ["1 Roots", "2 Stems", "3 Leaves", "Credits", "References"]
    for n, text in enumerate(texts):
        top = 50.0 + 120 * n
        page += [line(text, top, font=bold[text == "Credits"], size=14), *paragraph(top + 20)]
    assert [h.level for h in found([page])] == [1, 1, 1, 1, 1]


def report(styles: list[str], names: list[tuple[int, str]], text: str) -> str:
    """Return a report whose headings have the styles of their levels, from 1 on."""
    source = "#set page(width: 480pt)\n#set text(size: 11pt)\n"
    for level, name in names:
        source += f"#v(6pt)\n#block(sticky: true, {styles[level - 1].format(name)})\n{text}\n\n"
    return source


PARTS = [
    (1, "Trees"), (2, "Roots"), (3, "Fine ones"), (3, "Coarse ones"), (2, "Stems"),
    (3, "Old ones"), (3, "Hollow ones"), (1, "Shrubs"), (2, "Twigs"), (3, "Thorny ones"),
]  # fmt: skip


def test_italic_headings_of_short_sections_are_found_below_larger_ones(typeset: Typeset) -> None:
    styles = ['text(16pt, weight: "bold")[{}]', 'text(13pt, weight: "bold")[{}]', "emph[{}]"]
    listed = [name for level, name in PARTS if level < 3]
    source = "".join(f"{name} #box(width: 1fr, repeat[.]) 2\\ \n" for name in listed)
    source += f"\n#pagebreak()\n{report(styles, PARTS, f'{LOREM}It is.')}"
    sections = read_pdf(typeset(source), ignore_outline=True).sections
    assert [(s.level, s.heading) for s in sections if s.page_start > 1] == PARTS


def test_italic_headings_above_underlined_ones_are_on_a_level_of_their_own(
    typeset: Typeset,
) -> None:
    styles = ["strong[{}]", "emph[{}]", "underline[{}]"]
    sections = read_pdf(typeset(report(styles, PARTS, LOREM * 3)), ignore_outline=True).sections
    assert [(section.level, section.heading) for section in sections] == PARTS
