"""Large pale words behind the text of every page are no heading and in no section."""

from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.making import LOREM, Typeset

STAMP = """
#set page(background: place(left + horizon, dx: 90pt, text(80pt, fill: luma(215))[{text}]))
"""
CHAPTERS = "\n#pagebreak()\n".join(f"= {name}\n{LOREM * 12}" for name in ("Roots", "Stems", "Bark"))


def test_an_upright_watermark_is_left_out(typeset: Typeset) -> None:
    sections = read_pdf(typeset(STAMP.format(text="DRAFT") + CHAPTERS)).sections
    assert [(s.sub_heading, s.level) for s in sections] == [("Roots", 1), ("Stems", 1), ("Bark", 1)]
    assert not any("DRAFT" in s.text for s in sections)


def test_a_large_pale_heading_on_one_page_stays(typeset: Typeset) -> None:
    pale = "#show heading: set text(30pt, fill: luma(170))\n"
    sections = read_pdf(typeset(pale + CHAPTERS)).sections
    assert [s.sub_heading for s in sections] == ["Roots", "Stems", "Bark"]
