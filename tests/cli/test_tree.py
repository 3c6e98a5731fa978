"""The tree that ``headwise outline`` prints."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from headwise.cli.tree import NARROWEST, tree
from headwise.retrievers import Document, Section


def document(*headings, title="A Title"):
    sections = tuple(
        Section(sub_heading=text, heading=text, level=level, page_start=page, page_end=page)
        for level, text, page in headings
    )
    return Document(path=Path("a.pdf"), title=title, pages=12, sections=sections)


def test_dots_lead_to_the_pages():
    found = document((1, "1 Roots", 3), (2, "1.1 Hairs of the root", 4), (1, "2 Stems", 12))
    assert list(tree(found, 80)) == [
        "A Title (12 pages, 3 sections)",
        "  1 Roots ................... p.  3",
        "    1.1 Hairs of the root ... p.  4",
        "  2 Stems ................... p. 12",
    ]


def test_wide_characters_and_long_headings_fit():
    found = document((1, "第三代区块链网络第三代区块链网络", 3), (2, "Long " * 30, 4))
    _, *lines = tree(found, 40)
    assert [cell_len(line) for line in lines] == [40, 40]
    assert lines[1].startswith("    Long Long")
    assert "… " in lines[1]


def test_nothing_can_steer_the_terminal():
    (_, line) = tree(document((1, "Red \x1b[31m\u202etext\n", 1)), 60)
    assert "\x1b" not in line
    assert "\u202e" not in line


@given(
    st.lists(st.tuples(st.integers(1, 40), st.text(max_size=80), st.integers(1, 9999)), max_size=6),
    st.integers(1, 120) | st.none(),
)
def test_lines_are_of_one_width_that_fits(headings, widest):
    found = list(tree(document(*headings, title="T"), widest))
    lines = found[len(found) - len(headings) :]
    widths = {cell_len(line) for line in lines}
    assert len(widths) <= 1
    if widest and widths:
        assert max(widths) <= max(widest, NARROWEST)
