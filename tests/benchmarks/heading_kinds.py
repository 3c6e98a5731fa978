"""Classes of documents, such as laws and slides, as ranges of what they look like."""

from __future__ import annotations

from dataclasses import dataclass

SERIFS = ("Libertinus Serif", "New Computer Modern", "DejaVu Serif", "Latin Modern Roman")
SANS = ("DejaVu Sans", "Latin Modern Sans")
MONO = ("DejaVu Sans Mono", "Latin Modern Mono")
CYRILLIC = ("Libertinus Serif", "DejaVu Sans", "DejaVu Serif")
PAPERS = {
    "a4": (595, 842), "letter": (612, 792), "book": (420, 620), "wide": (960, 540),
    "screen": (720, 540),
}  # fmt: skip
_TEXT = (
    "lead", "bold sentence", "bullets", "items", "table", "figure", "footnote", "quote", "callout",
    "small label",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A class of documents, as what its layouts are drawn from."""

    papers: tuple[str, ...] = ("a4", "a4", "letter")
    fonts: tuple[str, ...] = (*SERIFS, *SANS)
    sizes: tuple[float, float] = (9.0, 12.0)
    columns: tuple[int, ...] = (1,)
    depths: tuple[int, ...] = (1, 2, 2, 3)
    growths: tuple[float, ...] = (1.0, 1.0, 1.15, 1.4, 1.8)
    """Size of the first level relative to the text's."""
    numbers: tuple[tuple[str, ...], ...] = (("", "", ""), ("{path}", "{path}", "{path}"))
    words: tuple[int, int] = (1, 8)
    sections: tuple[int, int] = (3, 7)
    parts: tuple[int, int] = (2, 4)
    sentences: tuple[int, int] = (2, 6)
    paragraphs: tuple[int, int] = (1, 3)
    fillers: tuple[str, ...] = _TEXT
    filled: float = 0.5
    """How likely a filler stands after a paragraph."""
    cover: float = 0.2
    contents: float = 0.2
    head: float = 0.4
    margin: float = 0.0
    """How likely headings stand in the margin or begin to the left of the text."""
    centred: float = 0.1
    run_in: float = 0.0
    """How likely the lowest level is run in to its text."""
    untitled: float = 0.0
    """How likely numbered headings of the lowest level have no title."""
    new_page: float = 0.1


_DECIMAL = (("{path}", "{path}", "{path}"), ("{path}.", "{path}.", "{path}."))
_PLAIN = (("", "", ""),)
_OUTLINE = (("{R}.", "{A}.", "{n}."), ("{A}.", "{n}.", "{a})"), ("{n}.", "{a})", "({r})"))
_ARTICLES = (
    ("{Division} {R}", "{Article} {run}", "{a})"), ("{DIVISION} {n}", "{run}.", "{a}."),
    ("{Division} {n}", "", "§ {run}"), ("{Article} {run}.", "", ""), ("§ {run}", "", ""),
)  # fmt: skip

KINDS = {
    "slides": Kind(
        papers=("wide", "screen"), fonts=(*SANS, *SERIFS[:2]), sizes=(16, 24), depths=(1, 1, 2),
        growths=(1.2, 1.5, 2.0), numbers=_PLAIN, words=(1, 9), sections=(8, 20), parts=(2, 3),
        sentences=(1, 1), paragraphs=(0, 1), filled=0.95, cover=0.9, new_page=1.0,
        fillers=("bullets", "short bullets", "short bullets", "figure", "table", "figures", "quote",
                 "lead"),
    ),
    "law": Kind(
        fonts=(*SERIFS, *SANS, *MONO[:1]),
        numbers=(*_ARTICLES, *_PLAIN), growths=(1.0, 1.0, 1.0, 1.2), centred=0.5, untitled=0.5,
        depths=(1, 2, 2, 3), sections=(3, 8), parts=(3, 6), run_in=0.15, margin=0.1,
        fillers=("clauses", "items", "items", "clauses", "amended", "footnote"), head=0.6,
    ),
    "contract": Kind(
        numbers=(("{n}.", "{path}", "({a})"), ("{Article} {run}", "{n}.", ""), *_PLAIN),
        growths=(1.0, 1.0, 1.1), run_in=0.4, sections=(6, 14), parts=(2, 3), words=(1, 5),
        fillers=("clauses", "clauses", "items", "form", "signatures", "lead", "bold sentence"),
        centred=0.2,
    ),
    "judgment": Kind(
        fonts=SERIFS, numbers=(*_OUTLINE, *_PLAIN), growths=(1.0, 1.0, 1.15), centred=0.5,
        sizes=(11, 13), fillers=("numbered", "numbered", "quote", "footnote", "items", "speaker"),
        cover=0.4, words=(1, 10), filled=0.7,
    ),
    "policy": Kind(
        fonts=(*SANS, *SERIFS), numbers=(*_PLAIN, *_PLAIN, *_DECIMAL), words=(1, 5),
        growths=(1.0, 1.2, 1.4, 1.8), depths=(1, 2, 2), sections=(5, 12), cover=0.5, contents=0.3,
        fillers=(*_TEXT, "bullets", "short bullets", "facts", "pull quote", "contacts"),
    ),
    "report": Kind(
        fonts=("DejaVu Sans", *SERIFS), numbers=(*_DECIMAL, *_DECIMAL, *_PLAIN), sizes=(10, 12),
        growths=(1.0, 1.2, 1.4, 1.6), depths=(2, 3), cover=0.7, contents=0.6, new_page=0.3,
        fillers=(*_TEXT, "facts", "form", "code", "bold items"),
    ),
    "cv": Kind(
        numbers=_PLAIN, words=(1, 3), depths=(1, 1, 2), sections=(5, 9), parts=(1, 3),
        sentences=(1, 2), paragraphs=(0, 1), growths=(1.0, 1.1, 1.3, 1.6), margin=0.3, cover=0.0,
        fillers=("jobs", "jobs", "short bullets", "facts", "contacts", "bullets"), filled=0.95,
        contents=0.0, head=0.2,
    ),
    "datasheet": Kind(
        fonts=(*SANS, *SERIFS[:2]), sizes=(8, 10), columns=(1, 1, 2), margin=0.4, words=(1, 6),
        numbers=(*_PLAIN, *_DECIMAL), growths=(1.0, 1.2, 1.5), sections=(5, 10), head=0.9,
        fillers=("table", "table", "open table", "figure", "bullets", "facts", "note", "code"),
        filled=0.8, sentences=(1, 4),
    ),
    "manual": Kind(
        fonts=(*SANS, *SERIFS), numbers=(*_PLAIN, *_DECIMAL, ("{Division} {n}", "", "")),
        growths=(1.2, 1.5, 2.0), depths=(2, 3), margin=0.15, contents=0.5, new_page=0.4, head=0.7,
        fillers=("items", "items", "code", "callout", "note", "figure", "table", "bold items",
                 "keys", "bullets"),
        filled=0.8,
    ),
    "textbook": Kind(
        papers=("book", "a4", "letter"), depths=(2, 3), growths=(1.4, 1.8, 2.2), new_page=0.6,
        numbers=(("{Division} {n}", "{path}", "{path}"), ("{n}", "", ""),
                 ("{Division} {spelt}", "", ""), *_DECIMAL, *_PLAIN),
        fillers=(*_TEXT, "theorem", "exercise", "equation", "pull quote", "callout", "speaker"),
        contents=0.5, head=0.8, columns=(1, 1, 2),
    ),
    "minutes": Kind(
        numbers=(("{n}.", "{path}", ""), *_PLAIN, *_OUTLINE), growths=(1.0, 1.0, 1.15),
        sections=(5, 12), words=(1, 6), sentences=(1, 4), depths=(1, 1, 2),
        fillers=("facts", "facts", "speaker", "items", "short bullets", "signatures", "amended"),
    ),
    "letter": Kind(
        numbers=(*_PLAIN, ("{n}.", "", "")), depths=(1,), growths=(1.0, 1.0, 1.1), sections=(1, 5),
        words=(1, 8), cover=0.0, contents=0.0, head=0.2,
        fillers=("contacts", "form", "form", "facts", "signatures", "table", "bullets"),
    ),
    "journal": Kind(
        columns=(1, 2, 2, 3), numbers=(*_PLAIN, *_PLAIN, *_DECIMAL, *_OUTLINE), sizes=(8, 10.5),
        growths=(1.0, 1.0, 1.15, 1.4), head=0.8, sections=(5, 9), run_in=0.15, words=(1, 14),
        fillers=(*_TEXT, "pull quote", "pull quote", "facts", "contacts", "equation", "sources"),
    ),
    "typewriter": Kind(
        fonts=MONO, sizes=(9, 12), numbers=(("{path}.", "{path}.", "{path}."), *_PLAIN, *_OUTLINE),
        growths=(1.0,), margin=0.7, head=0.7, contents=0.4,
        fillers=("code", "items", "bullets", "open table", "quote", "keys"),
    ),
    "thesis": Kind(
        fonts=SERIFS, sizes=(11, 12), depths=(3,), growths=(1.0, 1.3, 1.6, 2.0), new_page=0.7,
        numbers=(*_DECIMAL, ("{Division} {n}", "{path}", "{path}"), ("{DIVISION} {R}", "", "")),
        cover=0.8, contents=0.7, fillers=(*_TEXT, "equation", "theorem", "code", "sources"),
        centred=0.3,
    ),
}  # fmt: skip
