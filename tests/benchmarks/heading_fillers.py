"""What stands between the headings of generated documents and is none, as markup of Typst."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.benchmarks.heading_layouts import Layout
from tests.benchmarks.heading_words import Writer

_SIGNS = "•••–▪◦■♦qo§Ø"  # some as Word's symbol fonts are often read


def quoted(text: str) -> str:
    """Return a string of Typst."""
    return json.dumps(text, ensure_ascii=False)


def _text(writer: Writer, least: int = 1, most: int = 3) -> str:
    return f"#{quoted(writer.text(least, most))}"


def _bold(text: str) -> str:
    return f"#strong({quoted(text)})"


def _emphasis(writer: Writer, text: str) -> str:
    return f"#{writer.draw.choice(('strong', 'strong', 'emph', 'underline'))}({quoted(text)})"


def _rows(writer: Writer, columns: int, rows: int, *, words: bool = False) -> list[str]:
    cells = []
    for _ in range(rows):
        cells.append(writer.title(1, 3))
        cells += [writer.title(1, 6) if words else writer.number() for _ in range(columns - 1)]
    return [f"[#{quoted(cell)}]" for cell in cells]


def _table(writer: Writer, _: Layout, *, ruled: bool = True) -> str:
    draw = writer.draw
    columns, rows = draw.randint(2, 5), draw.randint(2, 8)
    head = [f"[{_emphasis(writer, writer.title(1, 2))}]" for _ in range(columns)]
    cells = ", ".join(head + _rows(writer, columns, rows, words=draw.random() < 0.3))
    stroke = draw.choice(("0.5pt", "(y: 0.4pt)")) if ruled else "none"
    made = f"#block(width: 100%)[#table(columns: {columns}, stroke: {stroke}, {cells})]"
    caption = _caption(writer, "table")
    return draw.choice((f"{caption}\n\n{made}", f"{made}\n\n{caption}", made))


def _open_table(writer: Writer, layout: Layout) -> str:
    return _table(writer, layout, ruled=False)


def _caption(writer: Writer, kind: str) -> str:
    draw = writer.draw
    label = f"{writer.of(kind, 'Table').capitalize()} {draw.randint(1, 30)}{draw.choice('.:')}"
    label = _bold(label) if draw.random() < 0.5 else f"#{quoted(label)}"
    said = quoted(writer.title(3, 12) + draw.choice(("", ".")))
    align = draw.choice(("left", "center"))
    return f"#align({align})[#text(size: {draw.choice((0.8, 0.9, 1.0))}em)[{label} #{said}]]"


def _figure(writer: Writer, _: Layout) -> str:
    draw = writer.draw
    labels = "".join(
        f"#place(dx: {draw.randint(5, 70)}%, dy: {draw.randint(5, 70)}%, "
        f"text(size: {draw.uniform(0.6, 1.1)}em, weight: {draw.choice(('400', '700'))}, "
        f"{quoted(writer.title(1, 3))}))"
        for _ in range(draw.randint(0, 7))
    )
    box = f"#rect(width: {draw.randint(40, 100)}%, height: {draw.randint(50, 160)}pt)[{labels}]"
    return f"{box}\n\n{_caption(writer, 'figure')}" if draw.random() < 0.8 else box


def _items(writer: Writer, *, mark: Callable[[int], str], least: int, most: int) -> str:
    draw = writer.draw
    stop = draw.choice(("", "", ".", ";"))
    gap = draw.choice((0.5, 0.8, 1.2))
    weight = draw.choice((400, 400, 400, 400, 700))
    return "\n".join(
        f"#block(above: {gap}em, below: {gap}em, pad(left: 1.5em, text(weight: {weight})[#h(-1em)"
        f"#{quoted(mark(n))} #{quoted(writer.title(least, most) + stop)}]))"
        for n in range(1, draw.randint(3, 8))
    )


def _bullets(writer: Writer, _: Layout) -> str:
    sign = writer.draw.choice(_SIGNS)
    return _items(writer, mark=lambda _: sign, least=3, most=18)


def _short_bullets(writer: Writer, _: Layout) -> str:
    sign = writer.draw.choice(_SIGNS)
    return _items(writer, mark=lambda _: sign, least=1, most=5)


def _numbered_items(writer: Writer, _: Layout) -> str:
    form = writer.draw.choice(("{}.", "({})", "{})", "{a})", "({a})"))
    mark = lambda n: form.format(n, a=chr(96 + n))  # noqa: E731
    return _items(writer, mark=mark, least=3, most=20)


def _bold_items(writer: Writer, _: Layout) -> str:
    form = writer.draw.choice(("{}. ", "• ", "{}) ", "Step {}: "))
    return "\n\n".join(
        f"#{quoted(form.format(n))}{_bold(writer.title(1, 4))}#{quoted(writer.draw.choice(': –'))} "
        f"{_text(writer, 1, 2)}"
        for n in range(1, writer.draw.randint(3, 6))
    )


def _clauses(writer: Writer, _: Layout) -> str:
    form = writer.draw.choice(("({})", "{}.", "1.{}", "({a})", "{}"))
    return "\n\n".join(
        f"#{quoted(form.format(n, a=chr(96 + n)))} {_text(writer)}"
        for n in range(1, writer.draw.randint(3, 7))
    )


def _numbered(writer: Writer, _: Layout) -> str:
    first = writer.draw.randint(1, 60)
    form = writer.draw.choice(("{}.", "[{}]", "{}"))
    return "\n\n".join(
        f"#{quoted(form.format(n))}#h(1.5em){_text(writer, 1, 5)}" for n in range(first, first + 4)
    )


def _lead(writer: Writer, _: Layout) -> str:
    sign = writer.draw.choice((".", ":", " –", ""))
    return f"{_emphasis(writer, writer.title(1, 5) + sign)} {_text(writer, 2, 4)}"


def _small_label(writer: Writer, _: Layout) -> str:
    size = writer.draw.choice((0.7, 0.8, 0.85, 0.9))
    label = _bold(writer.title(1, 4) + ":")
    text = (
        f"{label}{writer.draw.choice((' ', ' #linebreak() ', '#parbreak()'))}{_text(writer, 1, 2)}"
    )
    return f"#text(size: {size}em)[{text}]"


def _bold_sentence(writer: Writer, _: Layout) -> str:
    return _emphasis(writer, writer.sentence())


def _quote(writer: Writer, _: Layout) -> str:
    style = writer.draw.choice(('style: "italic"', "size: 0.9em"))
    return f"#pad(x: 2em)[#text({style})[{_text(writer, 1, 3)}]]"


def _pull_quote(writer: Writer, layout: Layout) -> str:
    draw = writer.draw
    style = [f"size: {draw.uniform(1.2, 1.8)}em", f'fill: rgb("{layout.accent}")']
    style += ['style: "italic"'] * draw.randint(0, 1) + ['weight: "bold"'] * (draw.random() < 0.3)
    said = writer.sentence()
    if draw.random() < 0.6:
        said = f"“{said}”"
    by = f"\\ #text(size: 0.9em)[— #{quoted(writer.name())}]" if draw.random() < 0.4 else ""
    align = draw.choice(("left", "center"))
    rule = draw.choice(("", "#line(length: 100%)"))
    body = f"#par(justify: false)[#text({', '.join(style)}, {quoted(said)}){by}]"
    return f"{rule}\n#align({align})[{body}]\n{rule}"


def _callout(writer: Writer, layout: Layout) -> str:
    draw = writer.draw
    word = writer.of("callout", "Note").capitalize()
    size = draw.choice((1.0, 1.0, 1.2))
    fill = draw.choice(("luma(230)", f'rgb("{layout.accent}").lighten(80%)'))
    return (
        f"#block(fill: {fill}, inset: 8pt, width: 100%, stroke: {draw.choice(('0.5pt', 'none'))})"
        f'[#text(weight: "bold", size: {size}em, {quoted(word)})\\ {_text(writer)}]'
    )


def _note(writer: Writer, _: Layout) -> str:
    word = writer.of("callout", "Note").capitalize() + writer.draw.choice((":", ".", ""))
    return f"{_bold(word)} {_text(writer)}"


def _facts(writer: Writer, _: Layout) -> str:
    sign = writer.draw.choice((":", ":", ""))
    return "\\\n".join(
        f"{_emphasis(writer, writer.title(1, 2) + sign)} #{quoted(_value(writer))}"
        for _ in range(writer.draw.randint(2, 6))
    )


def _value(writer: Writer) -> str:
    return writer.draw.choice((writer.name, writer.date, writer.number))()


def _figures(writer: Writer, layout: Layout) -> str:
    cells = ", ".join(
        f"[#text(size: 1.8em, weight: 700, {quoted(writer.number())}) \\ "
        f"#{quoted(writer.title(1, 4))}]"
        for _ in range(3)
    )
    return f"#grid(columns: (1fr, 1fr, 1fr), gutter: 12pt, {cells})"


def _form(writer: Writer, _: Layout) -> str:
    blanks = ("_" * 24, "☐", "." * 30, "")
    return "\\\n".join(
        f"#{quoted(writer.title(1, 4) + ':')} #{quoted(writer.draw.choice(blanks))}"
        for _ in range(writer.draw.randint(2, 6))
    )


def _signatures(writer: Writer, _: Layout) -> str:
    own = [
        f"#v(2em) #{quoted('_' * 28)} \\ {_emphasis(writer, writer.name())} \\ "
        f"#{quoted(writer.title(1, 3))}"
        for _ in range(2)
    ]
    return writer.draw.choice(
        ("\n\n".join(own), f"#grid(columns: (1fr, 1fr), [{own[0]}], [{own[1]}])")
    )


def _speaker(writer: Writer, _: Layout) -> str:
    names = [writer.name().upper() if writer.draw.random() < 0.5 else writer.name() for _ in "ab"]
    return "\n\n".join(
        f"{_emphasis(writer, name + ':')} {_text(writer, 1, 3)}" for name in names * 2
    )


def _contacts(writer: Writer, _: Layout) -> str:
    phone = f"+{writer.draw.randint(1, 99)} {writer.draw.randint(100000, 9999999)}"
    mail = f"{writer.word()}@example.org"
    lines = [writer.name(), f"{writer.word().title()} {writer.draw.randint(1, 200)}", phone, mail]
    first = _emphasis(writer, lines[0])
    return "\\\n".join([first, *(f"#{quoted(line)}" for line in lines[1:])])


def _jobs(writer: Writer, layout: Layout) -> str:
    made = []
    for _ in range(writer.draw.randint(1, 3)):
        first = writer.draw.randint(1980, 2020)
        dates = f"{first} – {first + writer.draw.randint(1, 6)}"
        post = _emphasis(writer, writer.title(1, 5, "title"))
        place = f"#emph({quoted(writer.title(1, 4, 'title'))})"
        where = writer.draw.choice(("#h(1fr)", "#h(1em)", "\\ "))
        made.append(f"{post}{where}#{quoted(dates)} \\ {place}\n\n{_short_bullets(writer, layout)}")
    return "\n\n".join(made)


def _code(writer: Writer, _: Layout) -> str:
    lines = [
        "  " * writer.draw.randint(0, 2) + f"{writer.word()}({writer.word()}) = {n}"
        for n in range(writer.draw.randint(2, 9))
    ]
    return f"#raw({quoted(chr(10).join(lines))}, block: true)"


def _keys(writer: Writer, _: Layout) -> str:
    return "\n\n".join(
        f"#raw({quoted('--' + writer.word())}) \\ #pad(left: 2em)[{_text(writer)}]" for _ in "abc"
    )


def _theorem(writer: Writer, _: Layout) -> str:
    label = f"{writer.of('theorem', 'Theorem').capitalize()} {writer.draw.randint(1, 20)}."
    return f"{_bold(label)} #emph[{_text(writer)}]"


def _exercise(writer: Writer, _: Layout) -> str:
    label = f"{writer.of('exercise', 'Exercise').capitalize()} {writer.draw.randint(1, 20)}"
    return f"{_bold(label)} {writer.draw.choice(('', '#linebreak()'))} {_text(writer)}"


def _equation(writer: Writer, _: Layout) -> str:
    a, b = writer.draw.randint(2, 90), writer.draw.randint(2, 90)
    return f'#math.equation(block: true, $x_{a} = integral f(y) dif y + {b} quad "({a})"$)'


def _amended(writer: Writer, _: Layout) -> str:
    said = f"[{writer.title(2, 6)} {writer.draw.randint(1, 99)}/{writer.draw.randint(1970, 2025)}]"
    return (
        f'#text(size: 0.85em, style: "{writer.draw.choice(("italic", "normal"))}", {quoted(said)})'
    )


def _footnote(writer: Writer, _: Layout) -> str:
    return f"{_text(writer, 1, 2)}#footnote[{_text(writer, 1, 2)}]"


def _sources(writer: Writer, _: Layout) -> str:
    form = writer.draw.choice(("[{}] ", "{}. ", ""))
    return "\n\n".join(
        f"#{quoted(form.format(n) + writer.name())}, #{quoted(writer.title(4, 9))}. "
        f"#emph({quoted(writer.title(1, 4, 'title'))}), {writer.draw.randint(1970, 2025)}."
        for n in range(1, writer.draw.randint(5, 14))
    )


ALL: dict[str, Callable[[Writer, Layout], str]] = {
    "amended": _amended, "bold items": _bold_items, "bold sentence": _bold_sentence,
    "bullets": _bullets, "callout": _callout, "clauses": _clauses, "code": _code,
    "contacts": _contacts, "equation": _equation, "exercise": _exercise, "facts": _facts,
    "figure": _figure, "figures": _figures, "footnote": _footnote, "form": _form,
    "items": _numbered_items, "jobs": _jobs, "keys": _keys, "lead": _lead, "note": _note,
    "numbered": _numbered, "open table": _open_table, "pull quote": _pull_quote, "quote": _quote,
    "small label": _small_label, "short bullets": _short_bullets, "signatures": _signatures,
    "sources": _sources,
    "speaker": _speaker, "table": _table, "theorem": _theorem,
}  # fmt: skip
