"""How documents of many kinds look, as data: each imitates a class of journal, thesis or report."""

from __future__ import annotations

from dataclasses import dataclass

from tests.retrievers.pdf.generated.plan import KINDS

SERIF, MODERN, MONO = "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"
_PAPER = ("lead", "theorem", "figure", "table", "algorithm", "bullets", "equation", "note")
_PLAIN = ("lead", "figure", "table", "bullets", "numbered", "bold items", "quote", "note")


@dataclass(frozen=True)
class Look:
    """How the headings of one level are set."""

    size: float
    """In points."""
    style: str = "bold"
    """Words among bold, italic, caps, small caps, centred, run-in, rule, tracked, color."""
    number: str = "1.1"
    """What a number looks like: 1, 1., 1.1, 1.1., I., A., 1), Chapter 1, or nothing."""
    above: float = 12.0
    below: float = 6.0
    gap: float = 0.6
    """em between number and title; negative for a line break."""


@dataclass(frozen=True)
class Layout:
    """A kind of document."""

    name: str
    looks: tuple[Look, ...]
    language: str = "en"
    width: float = 612.0
    height: float = 792.0
    margin: float = 60.0
    columns: int = 1
    size: float = 10.0
    font: str = SERIF
    leading: float = 0.55
    """em between lines."""
    indent: float = 1.2
    """em at the start of a paragraph; 0 sets paragraphs apart by space."""
    kinds: tuple[str, ...] = KINDS
    depth: int = 2
    sections: int = 4
    appendices: int = 2
    appendix: str = "A"
    """How an appendix is numbered: A, ``Appendix A:``, or nothing."""
    title_size: float = 17.0
    head: str = ""
    """Running head: nothing, ``title``, ``alternating`` or ``section``."""
    foot: str = "number"
    """``number``, ``of`` (Page 3 of 9), or a line that is printed as it stands."""
    contents: bool = False
    line_numbers: bool = False
    stamp: str = ""
    """Printed upwards in the left margin of the first page."""
    cover: bool = False
    title_case: bool = False
    new_page: bool = False
    """Each heading of level 1 begins a page."""


LAYOUTS = (
    Layout(
        "ieee conference",
        (
            Look(10, "small caps centred", "I.", 11, 5),
            Look(10, "italic", "A.", 9, 4),
            Look(10, "italic run-in", "1)"),
        ),
        columns=2, size=10, margin=50, depth=3, kinds=_PAPER, appendices=0, title_size=24,
        foot="", title_case=True, stamp="arXiv:2101.01234v2 [cs.LG] 3 Feb 2021",
    ),
    Layout(
        "ieee journal",
        (Look(9.5, "small caps centred", "I.", 11, 5), Look(9.5, "italic", "A.", 9, 4)),
        columns=2, size=9.5, margin=46, kinds=_PAPER, appendices=0, title_size=23,
        head="alternating", foot="", title_case=True,
    ),
    Layout(
        "acm",
        (
            Look(11, "bold caps", "1", 10, 5, 0.8),
            Look(11, "bold", "1.1", 9, 4, 0.8),
            Look(9, "italic run-in", "1.1.1"),
        ),
        columns=2, size=9, margin=54, depth=3, kinds=_PAPER, title_size=17, head="title",
        foot="Permission to make digital copies of this work is granted without fee.",
        title_case=True,
    ),
    Layout(
        "aastex",
        (Look(10, "caps centred", "1.", 14, 8), Look(10, "italic centred", "1.1.", 12, 6)),
        size=10, margin=80, kinds=("figure", "table", "equation", "note"), head="alternating",
        title_size=12, foot="", font=MODERN,
    ),
    Layout(
        "revtex",
        (Look(9, "bold caps centred", "I.", 14, 8), Look(9, "bold centred", "A.", 10, 6)),
        columns=2, size=10, margin=54, font=MODERN, kinds=_PAPER, title_size=12,
        stamp="arXiv:hep-ph/9901234 v1 7 Jan 1999",
    ),
    Layout(
        "elsevier preprint",
        (
            Look(12, "bold", "1.", 16, 8),
            Look(12, "italic", "1.1.", 12, 6),
            Look(12, "italic", "1.1.1.", 12, 6),
        ),
        size=12, margin=90, depth=3, font=MODERN, kinds=_PAPER, appendix="Appendix A.",
        title_size=17,
    ),
    Layout(
        "elsevier 5p",
        (Look(8.5, "bold", "1.", 10, 5), Look(8.5, "italic", "1.1.", 9, 4)),
        columns=2, size=8.5, margin=40, kinds=_PAPER, head="title", appendix="Appendix A.",
        title_size=14, foot="Downloaded from journals.example.org on 3 May 2020",
    ),
    Layout(
        "llncs",
        (Look(12, "bold", "1", 18, 10, 1.2), Look(10, "bold", "1.1", 16, 8, 1.2)),
        margin=130, size=10, font=MODERN, kinds=_PAPER, head="alternating", foot="",
        title_size=14, title_case=True,
    ),
    Layout(
        "neurips",
        (Look(12, "bold", "1", 12, 6, 1.2), Look(10, "bold", "1.1", 10, 5, 1.2)),
        margin=108, size=10, indent=0, kinds=_PAPER, title_size=17,
        foot="34th Conference on Harbour Records, Norhaven.",
    ),
    Layout(
        "icml",
        (
            Look(11, "bold", "1.", 10, 5),
            Look(10, "bold", "1.1.", 9, 4),
            Look(10, "small caps", "1.1.1.", 8, 4),
        ),
        columns=2, depth=3, margin=54, size=10, indent=0, kinds=_PAPER, head="title",
        title_size=14,
    ),
    Layout(
        "acl",
        (Look(12, "bold", "1", 11, 6, 1.0), Look(11, "bold", "1.1", 10, 5, 1.0)),
        columns=2, size=10.5, margin=70, kinds=_PAPER, title_size=15, line_numbers=True,
    ),
    Layout(
        "cvpr",
        (Look(12, "bold", "1.", 10, 5), Look(11, "bold", "1.1.", 9, 4)),
        columns=2, size=10, margin=58, kinds=_PAPER, title_size=14, title_case=True,
    ),
    Layout(
        "usenix",
        (Look(14, "bold", "1", 12, 6, 0.9), Look(12, "bold", "1.1", 10, 5, 0.9)),
        columns=2, size=10, margin=60, kinds=(*_PAPER, "code"), title_size=15, title_case=True,
    ),
    Layout(
        "vgtc",
        (Look(9.5, "bold small caps", "1", 10, 4, 0.8), Look(9.5, "bold", "1.1", 9, 3, 0.8)),
        columns=2, size=9, margin=52, font=MODERN, kinds=_PAPER, head="alternating",
        title_size=18, title_case=True,
    ),
    Layout(
        "plos",
        (Look(16, "bold", "", 12, 4), Look(13, "bold", "", 10, 3), Look(11, "bold", "", 8, 2)),
        size=10, margin=110, leading=1.0, depth=2, kinds=("figure", "table", "bullets", "note"),
        appendices=0, line_numbers=True, title_size=18, foot="PLOS-like 12(3) April 2019",
    ),
    Layout(
        "thesis",
        (
            Look(22, "bold", "Chapter 1", 50, 24, -1.0),
            Look(15, "bold", "1.1", 16, 8, 0.9),
            Look(12, "bold", "1.1.1", 12, 6, 0.9),
        ),
        size=11, margin=90, leading=0.8, depth=3, contents=True, cover=True, new_page=True,
        font=MODERN, appendix="Appendix A", sections=3,
    ),
    Layout(
        "book",
        (
            Look(20, "caps", "Chapter 1", 60, 30, -1.0),
            Look(13, "small caps", "", 14, 7),
        ),
        width=440, height=650, size=10.5, margin=56, head="section", contents=True,
        new_page=True, appendices=1, appendix="Appendix A", kinds=("quote", "note", "figure"),
        cover=True,
    ),
    Layout(
        "manual numbered",
        (Look(10, "bold", "1.", 10, 5), Look(10, "bold", "1.1.", 9, 4)),
        size=10, indent=0, margin=72, kinds=("code", "bullets", "numbered", "table", "note"),
        contents=True, appendices=1, foot="of", head="title",
    ),
    Layout(
        "manual bold",
        (Look(10, "bold caps", "", 12, 6), Look(10, "bold", "", 10, 5)),
        size=10, indent=0, margin=72, kinds=("code", "bullets", "table", "lead"), appendices=0,
        foot="of", title_size=16,
    ),
    Layout(
        "government report",
        (
            Look(18, "bold color rule", "1", 18, 9, 1.0),
            Look(14, "bold color", "1.1", 14, 7, 1.0),
            Look(11, "bold italic color", "1.1.1", 11, 5, 1.0),
        ),
        size=10.5, indent=0, margin=80, depth=3, contents=True, cover=True, kinds=_PLAIN,
        foot="of", head="title", appendix="Appendix A:", title_case=True,
    ),
    Layout(
        "word numbered",
        (Look(15, "color", "1", 16, 4, 1.5), Look(12.5, "color", "1.1", 10, 3, 1.2)),
        size=11, indent=0, margin=72, leading=0.75, kinds=_PLAIN, contents=True, foot="of",
    ),
    Layout(
        "word unnumbered",
        (Look(14, "bold color", "", 18, 5), Look(12, "bold color", "", 12, 4)),
        size=11, indent=0, margin=72, leading=0.75, kinds=_PLAIN, appendices=0, cover=True,
    ),
    Layout(
        "german thesis",
        (
            Look(20, "bold", "1", 30, 16, 0.9),
            Look(14, "bold", "1.1", 16, 8, 0.9),
            Look(11.5, "bold", "1.1.1", 12, 6, 0.9),
        ),
        language="de", size=11, margin=85, depth=3, contents=True, cover=True, new_page=True,
        font=MODERN, sections=3, appendix="A",
    ),
    Layout(
        "german report",
        (Look(13, "bold", "1.", 14, 6), Look(11, "bold", "1.1.", 11, 5)),
        language="de", size=10, indent=0, kinds=_PLAIN, head="title", foot="of",
        appendix="Anhang A:", contents=True,
    ),
    Layout(
        "french article",
        (Look(14, "bold", "1", 14, 8, 0.9), Look(12, "bold", "1.1", 12, 6, 0.9)),
        language="fr", size=10, margin=90, font=MODERN, kinds=_PAPER,
    ),
    Layout(
        "french report",
        (Look(20, "bold", "Chapitre 1", 40, 20, -1.0), Look(14, "bold", "1.1", 14, 7, 0.9)),
        language="fr", size=11, margin=90, font=MODERN, kinds=_PLAIN, contents=True,
        new_page=True, appendix="Annexe A", sections=3,
    ),
    Layout(
        "italic subsections",
        (Look(12, "bold", "", 14, 6), Look(10, "italic", "", 10, 4)),
        size=10, margin=90, kinds=_PAPER, appendices=0,
    ),
)  # fmt: skip
