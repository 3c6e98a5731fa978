"""Numbered headings on the first line of their text (retrievers/pdf/headings/run_in.py)."""

import pytest

from headwise.retrievers.models import Section
from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.making import LOREM, Typeset

_TITLES = ("Growth", "Water and light", "Care", "Pruning", "Diseases")
_BOLD = "strong"
_CAPITALS = "upper"
_UNDERLINED = "underline"


def sections_of(typeset: Typeset, source: str) -> list[Section]:
    return list(read_pdf(typeset(source), ignore_outline=True).sections)


@pytest.mark.parametrize("set_as", [_BOLD, _CAPITALS, _UNDERLINED])
def test_clauses_counted_through_a_document_are_sections(typeset: Typeset, set_as: str) -> None:
    source = "".join(
        f"#box[{n}.] #{set_as}[{title}.] {LOREM * 3}\n\n" for n, title in enumerate(_TITLES, 1)
    )
    found = sections_of(typeset, source)[-5:]
    assert [(s.number, s.heading.capitalize()) for s in found] == [
        (f"{n}.", title) for n, title in enumerate(_TITLES, 1)
    ]
    assert all(s.text == (LOREM * 3).strip() for s in found)


def test_clauses_with_numbers_of_two_parts_stand_below_the_section(typeset: Typeset) -> None:
    source = "".join(
        f"#block(above: 20pt, strong(text(14pt)[{n}. {title}]))\n"
        f"#strong[{n}.1 Scope.] {LOREM * 2}\n\n#strong[{n}.2 Terms.] {LOREM * 2}\n\n"
        for n, title in enumerate(("Roots", "Stems"), 1)
    )
    assert [(s.number, s.heading, s.level) for s in sections_of(typeset, source)[-6:]] == [
        ("1.", "Roots", 1),
        ("1.1", "Scope", 2),
        ("1.2", "Terms", 2),
        ("2.", "Stems", 1),
        ("2.1", "Scope", 2),
        ("2.2", "Terms", 2),
    ]


def test_bold_words_that_begin_the_items_of_a_list_head_nothing(typeset: Typeset) -> None:
    items = "".join(f"{n}. #strong[{title}.] {LOREM}\n" for n, title in enumerate(_TITLES, 1))
    source = "".join(
        f"#block(above: 20pt, strong(text(14pt)[{title}]))\n{LOREM * 4}\n\n{items}\n{LOREM * 4}\n\n"
        for title in ("Roots", "Stems")
    )
    assert [s.heading for s in sections_of(typeset, source)][-2:] == ["Roots", "Stems"]


def test_a_party_named_in_bold_heads_no_clause(typeset: Typeset) -> None:
    source = "".join(
        f"#box[{n}.] #strong[The Supplier] shall see. {LOREM * 3}\n\n" for n in range(1, 6)
    )
    assert not any("Supplier" in s.heading for s in sections_of(typeset, source))


@pytest.mark.parametrize("set_as", ["strong", "emph"])
def test_words_without_numbers_head_the_text_of_a_document_without_other_headings(
    typeset: Typeset, set_as: str
) -> None:
    source = "".join(f"#{set_as}[{title}.] {LOREM * 3}\n\n" for title in _TITLES)
    found = sections_of(typeset, source)
    assert [s.heading for s in found][-5:] == list(_TITLES)
    assert found[-1].text == (LOREM * 3).strip()


def test_the_names_of_speakers_head_nothing(typeset: Typeset) -> None:
    source = "".join(f"#strong[{name}:] {LOREM * 2}\n\n" for name in ("Chair", "Witness") * 4)
    assert not {"Chair", "Witness"} & {s.heading for s in sections_of(typeset, source)}


def test_the_authors_of_a_list_of_works_head_nothing(typeset: Typeset) -> None:
    names = ("ADAMS, B", "BAKER, C", "CLARK, D", "DAVIS, E", "EVANS, F")
    source = "".join(f"#box[{n}.] {name}. {LOREM}\n\n" for n, name in enumerate(names, 1))
    assert not any("BAKER" in s.heading for s in sections_of(typeset, source))
