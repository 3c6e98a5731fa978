"""What of a text survives reading, on generated documents whose text is known."""

from __future__ import annotations

from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.bodies import hyphens, plains, tables
from tests.retrievers.pdf.bodies.layouts import layouts
from tests.retrievers.pdf.bodies.measures import (
    kept_order,
    kept_words,
    markdown_tables,
    text_of,
)
from tests.retrievers.pdf.making import Typeset


def test_hyphenated_words_are_joined_and_real_hyphens_stay(typeset: Typeset) -> None:
    right = total = 0
    for document in hyphens.documents():
        joined, cut = hyphens.score(document, text_of(read_pdf(typeset(document.source))))
        right, total = right + joined, total + cut
    assert total > 400
    assert right / total >= 0.99


def test_words_and_their_order_are_kept(typeset: Typeset) -> None:
    words = all_words = pairs = all_pairs = 0
    for layout in layouts():
        text = text_of(read_pdf(typeset(layout.source)))
        kept, expected = kept_words(layout.text, text)
        words, all_words = words + kept, all_words + expected
        kept, expected = kept_order(layout.text, text)
        assert kept >= 0.97 * expected, layout.name
        pairs, all_pairs = pairs + kept, all_pairs + expected
    assert words / all_words >= 0.995
    assert pairs / all_pairs >= 0.99


def test_tables_are_read_cell_by_cell(typeset: Typeset) -> None:
    wrong = []
    for case in tables.cases():
        text = text_of(read_pdf(typeset(case.source)))
        if case.cells not in markdown_tables(text):
            wrong.append(case.name)
    assert len(wrong) <= 6, wrong  # of 60; at least 80 % are asked for


def test_text_does_not_become_a_table(typeset: Typeset) -> None:
    pages = found = 0
    for source in plains.documents():
        document = read_pdf(typeset(source))
        pages += document.pages
        found += len(markdown_tables(text_of(document)))
    assert pages >= 60
    assert found <= 1
