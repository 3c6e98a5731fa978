"""Pages whose reading order is known: columns, spanning figures and tables, text around boxes."""

from __future__ import annotations

from dataclasses import dataclass

from tests.retrievers.pdf.bodies.prose import plain


@dataclass(frozen=True)
class Layout:
    """A document and the text that it ought to be read as, in order (floats left out)."""

    name: str
    source: str
    text: str


_DRAWING = (
    "rect(width: 100%, height: 70pt)[#place(dx: 10pt, dy: 10pt, circle(radius: 9pt))"
    "#place(dx: 60pt, dy: 20pt)[#text(7pt)[layer one]]"
    "#place(dx: 30pt, dy: 30pt, line(length: 40pt, angle: 20deg))"
    "#place(dx: 90pt, dy: 40pt)[#text(7pt)[input]]]"
)
_TABLE = (
    "table(columns: 4, stroke: (x, y) => (bottom: 0.4pt), [Tree], [Height], [Age], [Sites], "
    "[Oak], [30 m], [400], [12], [Fir], [60 m], [200], [9], [Yew], [20 m], [900], [3])"
)


def _float(what: str, caption: str, *, bottom: bool = False, wide: bool = True) -> str:
    scope = '"parent"' if wide else '"column"'
    where = "bottom" if bottom else "top"
    return (
        f"#place({where} + center, scope: {scope}, float: true, "
        f"figure({what}, caption: [{caption}]))\n"
    )


def layouts() -> list[Layout]:
    """Return the documents, the same ones every time."""
    made = []
    for columns, width, seeds in ((1, 420, 3), (2, 560, 5), (3, 720, 5)):
        page = (
            f"#set page(width: {width}pt, height: 560pt, margin: 40pt, columns: {columns}, "
            'numbering: "1")\n#set columns(gutter: 16pt)\n'
            "#set text(size: 9pt)\n#set par(justify: true, spacing: 0.65em, "
            "first-line-indent: 1em)\n"
        )
        for seed in range(seeds):
            texts = [plain(100 * columns + 10 * seed + part, 40) for part in range(3)]
            floats = ["", "", ""]
            wide = columns > 1
            if seed % 3 == 0:
                floats[0] = _float(_DRAWING, "A drawing with labels.", wide=wide)
            if seed % 3 == 1:
                floats[0] = _float(_TABLE, "A table of trees.", wide=wide)
                floats[1] = _float(_DRAWING, "A drawing.", bottom=True, wide=wide)
            if seed % 3 == 2:
                floats[1] = _float(_DRAWING, "A narrow drawing.", wide=False)
                floats[2] = _float(_TABLE, "A narrow table.", bottom=True, wide=False)
            parts = [
                f"= Part {number}\n{above}{_paragraphs(text)}"
                for number, (above, text) in enumerate(zip(floats, texts, strict=True), 1)
            ]
            title = '#place(top + center, scope: "parent", float: true, text(16pt)[On Trees])\n'
            head = title if wide else ""
            source = page + head + "\n\n".join(parts)
            made.append(Layout(f"{columns} columns {seed}", source, " ".join(texts)))
    made.append(_around_a_box())
    return made


def _around_a_box() -> Layout:
    """Text beside a drawing that takes half of the page's width."""
    text = plain(990, 30)
    first, second, third = (" ".join(text.split(". ")[n : n + 10]) for n in (0, 10, 20))
    grid = f"#grid(columns: (1fr, 1fr), gutter: 14pt, [{first}], {_DRAWING})"
    page = "#set page(width: 420pt, height: 560pt, margin: 40pt)\n#set text(size: 9pt)\n"
    source = f"{page}#set par(justify: true)\n= Part\n{second}\n\n{grid}\n\n{third}"
    return Layout("around a box", source, f"{second} {first} {third}")


def _paragraphs(text: str) -> str:
    parts = text.split(". ")
    groups = [". ".join(parts[n : n + 5]) for n in range(0, len(parts), 5)]
    return ".\n\n".join(groups)
