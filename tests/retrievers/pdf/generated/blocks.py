"""What stands between the headings of a generated document, as Typst source."""

from __future__ import annotations

import random

from tests.retrievers.pdf.generated.frame import quoted
from tests.retrievers.pdf.generated.layouts import Layout
from tests.retrievers.pdf.generated.plan import Block
from tests.retrievers.pdf.generated.words import AUTHORS, CODE, LANGUAGES, Words

_Texts = tuple[str, ...]


def text_of(block: Block, layout: Layout, draw: random.Random) -> str:
    """Return the source of a block that is no heading."""
    make = _MAKERS.get(block.kind)
    if block.kind == "lead":
        emphasis = "strong" if layout.size < 10.4 else "emph"
        return f"#{emphasis}({quoted(block.texts[0])}) #{quoted(block.texts[1])}"
    return make(block.texts, LANGUAGES[layout.language], draw) if make else _text(block.texts)


def _text(texts: _Texts) -> str:
    return f"#{quoted(texts[0])}"


def _theorem(texts: _Texts, words: Words, draw: random.Random) -> str:
    name = quoted(f"{texts[0]} {draw.randint(1, 9)}")
    return f"#block(above: 9pt, below: 9pt)[#strong({name}). #emph({quoted(texts[1])})]"


def _proof(texts: _Texts, words: Words, draw: random.Random) -> str:
    return f"#emph({quoted(texts[0] + '.')}) #{quoted(texts[1])} #sym.square"


def _figure(texts: _Texts, words: Words, draw: random.Random) -> str:
    """Return a drawing full of labels, and its caption."""
    boxes = "".join(
        f"#place(dx: {8 + 62 * (n % 3)}pt, dy: {6 + 34 * (n // 3)}pt, rect(width: 54pt, "
        f'height: 20pt, stroke: 0.5pt, inset: 3pt, text(size: 7.5pt, weight: "bold", {quoted(t)})))'
        for n, t in enumerate(texts[2:])
    )
    caption = quoted(f"{texts[0]} {draw.randint(1, 9)}: {texts[1]}")
    page = f"#context [#metadata((page: here().page(), title: {caption}))<pictured>]"
    where = draw.choice(("top", "bottom", "auto"))
    return (
        f"#place({where}, float: true, clearance: 12pt)[{page}#block(width: 210pt, height: 78pt, "
        f"stroke: 0.4pt)[{boxes}]#set par(first-line-indent: 0pt)\n#text(size: 0.9em)[#{caption}]]"
    )


def _table(texts: _Texts, words: Words, draw: random.Random) -> str:
    cells = [f"[*#{quoted(label)}*]" for label in (words.labels[0], "A", "B")]
    for text in texts[2:]:
        cells += [f"[#{quoted(text)}]", f"[{draw.random():.2f}]", f"[{draw.randint(1, 99)}]"]
    stroke = draw.choice(("none", "0.5pt"))
    name = quoted(f"{texts[0]} {draw.randint(1, 9)}.")
    return (
        f"#block(above: 10pt, below: 10pt)[#text(size: 0.9em)[#strong({name}) #{quoted(texts[1])}]"
        f"\n#table(columns: 3, stroke: {stroke}, inset: 3pt, {', '.join(cells)})]"
    )


def _algorithm(texts: _Texts, words: Words, draw: random.Random) -> str:
    lines = " \\\n".join(f"{n}: #{quoted(t)}" for n, t in enumerate(texts[1:], 1))
    name = quoted(f"{texts[0]} {draw.randint(1, 9)}")
    return (
        "#block(above: 10pt, below: 10pt, width: 100%, inset: (y: 4pt), "
        "stroke: (top: 0.8pt, bottom: 0.8pt))[#set par(first-line-indent: 0pt)\n"
        f"#strong({name}) #{quoted(words.topics[0])}\n"
        f"#line(length: 100%, stroke: 0.4pt)\n{lines}]"
    )


def _bullets(texts: _Texts, words: Words, draw: random.Random) -> str:
    return "\n".join(f"- #{quoted(t)}" for t in texts)


def _numbered(texts: _Texts, words: Words, draw: random.Random) -> str:
    return "\n".join(f"+ #{quoted(t)}" for t in texts)


def _bold_items(texts: _Texts, words: Words, draw: random.Random) -> str:
    return "\n".join(
        f"+ #strong({quoted(t + '.')}) #{quoted(draw.choice(words.sentences))}" for t in texts
    )


def _equation(texts: _Texts, words: Words, draw: random.Random) -> str:
    formula = "h(t) = sum_(i=1)^n a_i cos(omega_i t) + epsilon.alt"
    number = f"#place(right + horizon)[({draw.randint(1, 9)})]"
    return f"#block(width: 100%)[#h(1fr) $ {formula} $ {number}]"


def _quote(texts: _Texts, words: Words, draw: random.Random) -> str:
    return f"#pad(x: 2.5em, y: 4pt, emph({quoted(texts[0])}))"


def _code(texts: _Texts, words: Words, draw: random.Random) -> str:
    return f"#block(inset: 4pt, raw({quoted(chr(10).join(CODE))}))"


def _note(texts: _Texts, words: Words, draw: random.Random) -> str:
    return f"#{quoted(texts[0])}#footnote[#{quoted(draw.choice(words.sentences))}]"


def _references(texts: _Texts, words: Words, draw: random.Random) -> str:
    entries = []
    for n in range(1, 9):
        name = draw.choice(AUTHORS)
        year, first = draw.randint(1960, 2020), draw.randint(1, 300)
        entries.append(
            f"#block(above: 4pt, below: 4pt)[#set par(first-line-indent: 0pt, hanging-indent: "
            f"1.6em)\n#text(size: 0.9em)[\\[{n}\\] #{quoted(name)}. On the levels of harbour {n}. "
            f"#emph[Journal of Shores], {n}({n + 1}):{first}--{first + 12}, {year}.]]"
        )
    return "\n".join(entries)


_MAKERS = {
    "theorem": _theorem, "proof": _proof, "figure": _figure, "table": _table,
    "algorithm": _algorithm, "bullets": _bullets, "numbered": _numbered,
    "bold items": _bold_items, "equation": _equation, "quote": _quote, "code": _code,
    "note": _note, "references": _references,
}  # fmt: skip
