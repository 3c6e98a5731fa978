"""Generated documents with known headings, typeset by Typst, for the fit of the headings' trees."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import typst

from tests.benchmarks import heading_fillers, heading_kinds, heading_layouts, heading_words
from tests.benchmarks.heading_fillers import ALL as FILLERS
from tests.benchmarks.heading_fillers import quoted
from tests.benchmarks.heading_kinds import KINDS, MONO, SANS, SERIFS
from tests.benchmarks.heading_layouts import Layout, Look, layout_of
from tests.benchmarks.heading_words import LANGUAGES, Writer

_ROMAN = "0 I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
_SETTINGS = """
#let part = state("part", "")
#set page(width: {width}pt, height: {height}pt, columns: {columns},
  margin: (left: {left}pt, right: {right}pt, top: {top}pt, bottom: {bottom}pt),
  header: {header}, footer: {footer})
#set text(font: {font}, size: {size}pt, fill: rgb("{color}"), fallback: true)
#set par(leading: {leading}em, spacing: {spacing}em, justify: {justified},
  first-line-indent: {indent}em)
#set columns(gutter: 18pt)
"""


def generated(folder: Path, count: int) -> list[tuple[Path, str, str]]:
    """Return path, class and title of so many documents, typeset where they are not there yet."""
    _report_missing_fonts()
    sources = (heading_fillers, heading_kinds, heading_layouts, heading_words)
    code = b"".join(Path(m.__file__).read_bytes() for m in sources) + Path(__file__).read_bytes()
    # The name tells what was read of documents of an older version from those of this one.
    version = hashlib.sha256(code).hexdigest()[:8]
    folder /= version
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        name = list(KINDS)[number % len(KINDS)]
        path = folder / f"{name}-{number}-{version}.pdf"
        about = path.with_suffix(".title")
        if not about.exists():
            title = _make(name, number, path)
            about.write_text(title)
        made.append((path, "generated", about.read_text()))
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def _report_missing_fonts() -> None:
    """Say which fonts are not installed; Typst takes others in their place."""
    known = {font.family for font in _fonts().fonts()}
    missing = sorted({*SERIFS, *SANS, *MONO} - known)
    if missing:
        print("not installed, other fonts are taken for them:", ", ".join(missing))


def _make(name: str, number: int, path: Path) -> str:
    """Write a document and its truth; return its title."""
    draw = random.Random(f"{name} {number}")
    layout = layout_of(KINDS[name], draw.choice(("en", "en", *LANGUAGES)), draw)
    document = _Document(layout, draw)
    source = document.source().encode()
    path.write_bytes(typst.compile(source, font_paths=_fonts()))
    pages = json.loads(typst.query(source, "<truth>", field="value", font_paths=_fonts()))
    truth = [
        own | {"page": place["page"]} for own, place in zip(document.truth, pages, strict=True)
    ]
    path.with_suffix(".truth.json").write_text(json.dumps(truth, ensure_ascii=False))
    return document.title


class _Document:
    """The source of one document, and the truth about its headings."""

    def __init__(self, layout: Layout, draw: random.Random) -> None:
        self.layout, self.draw = layout, draw
        self.writer = Writer(layout.language, draw)
        self.title = self.writer.title(2, 9, draw.choice(("sentence", "title", "caps")))
        self.truth: list[dict] = []
        self.counts = [0] * len(layout.looks)
        self.runs = [0] * len(layout.looks)
        self.untitled = draw.random() < layout.kind.untitled
        divisions = {field: self.writer.division() for field in ("Division", "Article")}
        self.words = {key: word[:1].upper() + word[1:] for key, word in divisions.items()}
        self.words["DIVISION"] = self.words["Division"].upper()

    def source(self) -> str:
        """Return all of it."""
        return "\n\n".join([self._settings(), *self._front(), *self._body()])

    def _settings(self) -> str:
        own, draw = self.layout, self.draw
        running = {
            "title": quoted(self.title), "date": quoted(self.writer.date()),
            "section": "context part.get()", "": "",
        }[own.head]  # fmt: skip
        page = 'context counter(page).display("1")'
        of = self.writer.of("page", "Page")
        foot = {
            "number": page, "dashes": f"[– #{page} –]", "line": quoted(self.writer.title(3, 8)),
            "of": f"context [{of} #counter(page).display() / #counter(page).final().first()]",
            "": "",
        }[own.foot]  # fmt: skip
        align = draw.choice(("left", "center", "right"))
        shown = {
            key: f"align({align}, text(size: {own.size * 0.8}pt, {{ {text} }}))" if text else "none"
            for key, text in (("header", running), ("footer", foot))
        }
        return _SETTINGS.format(
            width=own.width, height=own.height, columns=own.columns, left=own.left,
            right=own.right, top=0.1 * own.height, bottom=0.1 * own.height, font=quoted(own.font),
            size=own.size, color=own.color, leading=own.leading, indent=own.indent,
            spacing=own.leading if own.indent else own.leading + draw.choice((0.5, 0.7, 1.0)),
            justified=str(own.justified).lower(), **shown,
        )  # fmt: skip

    def _front(self) -> Iterator[str]:
        own, draw = self.layout, self.draw
        size = own.size * draw.uniform(1.3, 2.4)
        bold = ', weight: "bold"' if draw.random() < 0.6 else ""
        align = draw.choice(("left", "center"))
        lines = [f"#text(size: {size}pt{bold}, {quoted(self.title)})"]
        extra = (self.writer.name, self.writer.date, lambda: self.writer.title(2, 6))
        lines += [f"#text({quoted(draw.choice(extra)())})" for _ in range(draw.randint(0, 4))]
        gap = f"#v({own.size * draw.choice((0.5, 1, 3))}pt)\n"
        block = f"#align({align})[#par(justify: false, leading: 0.5em)[{gap.join(lines)}]]"
        if own.cover:
            yield f"#v({draw.uniform(0.1, 0.4) * own.height}pt)\n{block}\n#pagebreak()"
            if draw.random() < 0.3:
                yield f"{self._imprint()}\n#pagebreak()"
            if draw.random() < 0.3:
                yield block
        elif draw.random() < 0.85:
            wide = "parent" if own.columns > 1 else "column"
            yield f'#place(top, scope: "{wide}", float: true)[{block}]'
        if own.contents:
            yield self._contents()

    def _imprint(self) -> str:
        """Return what stands on a page without headings, as publishers and contacts do."""
        kinds = ("contacts", "facts", "note", "bold sentence", "short bullets", "signatures")
        drawn = self.draw.sample(kinds, 3)
        return "\n\n".join(FILLERS[kind](self.writer, self.layout) for kind in drawn)

    def _back(self) -> str:
        """Return a back cover: the title again and other large words."""
        words = (self.title, self.writer.name(), self.writer.title(1, 3, "caps"))
        lines = [
            f"#text(size: {self.layout.size * self.draw.uniform(1, 2.4)}pt, "
            f"weight: {self.draw.choice((400, 700))}, {quoted(text)})"
            for text in words[: self.draw.randint(1, 3)]
        ]
        return "#pagebreak()\n" + "\n\n".join([*lines, self._imprint()])

    def _contents(self) -> str:
        word = self.writer.of("contents", "Contents")
        fill = "repeat[.]" if self.draw.random() < 0.7 else "[]"
        bold = self.draw.choice(("bold", "regular"))
        return (
            f'#text(size: {self.layout.looks[0].size}pt, weight: "{bold}", {quoted(word)})\n\n'
            "#context for e in query(<truth>) { if e.value.listed { block(spacing: 0.6em, "
            "{ h((e.value.level - 1) * 1.2em); e.value.shown; box(width: 1fr, "
            f"{fill}); str(e.value.page) }}) }} }}\n#pagebreak()"
        )

    def _body(self) -> Iterator[str]:
        own, draw = self.layout, self.draw
        if "abstract" in own.unnumbered:
            yield self._heading(0, self.writer.of("abstract", "Abstract"))
            yield from self._texts(2, 4)
        most = draw.choice((8, 15, 25, 40))
        for _ in range(draw.randint(*own.kind.sections)):
            if len(self.truth) < most:
                yield from self._section(0)
        if "references" in own.unnumbered:
            yield self._heading(0, self.writer.of("references", "References"))
            yield FILLERS["sources"](self.writer, own)
        if own.cover and draw.random() < 0.4:
            yield self._back()

    def _section(self, level: int) -> Iterator[str]:
        own, draw, kind = self.layout, self.draw, self.layout.kind
        look = own.looks[level]
        last = level + 1 == len(own.looks)
        named = look.number.startswith(("{Div", "{Art", "§"))
        untitled = named and last and self.untitled
        if level == 0 and own.new_page:
            yield "#pagebreak(weak: true)" if own.columns == 1 else "#colbreak(weak: true)"
        yield self._heading(level, "" if untitled else self.writer.title(*kind.words, look.case))
        if last or draw.random() < 0.7:
            yield from self._texts(*kind.sentences)
        if not last and draw.random() < 0.85:
            for _ in range(draw.randint(*kind.parts)):
                yield from self._section(level + 1)

    def _texts(self, least: int, most: int) -> Iterator[str]:
        kind = self.layout.kind
        for _ in range(self.draw.randint(*kind.paragraphs)):
            yield f"#{quoted(self.writer.text(least, most))}"
            if self.draw.random() < kind.filled:
                yield FILLERS[self.draw.choice(kind.fillers)](self.writer, self.layout)
        if kind.paragraphs[0] == 0 and self.draw.random() < kind.filled:
            yield FILLERS[self.draw.choice(kind.fillers)](self.writer, self.layout)

    def _heading(self, level: int, title: str) -> str:
        """Return a heading: numbered, unless its words are those of ``unnumbered`` sections."""
        own, look = self.layout, self.layout.looks[level]
        plain = title in (self.writer.of("abstract", ""), self.writer.of("references", ""))
        number = "" if plain else self._number(level)
        both = bool(number and title)
        self.truth.append({
            "title": title or number, "number": number if both else None, "level": level + 1,
            "runin": look.run_in,
        })  # fmt: skip
        after = "\n" if look.after == "\n" and number and " " in number else look.after
        after = after.replace("\n", " ") if look.beside or look.run_in else after
        gaps = {"tab": "#h(1.5em)", "\n": "#linebreak()"}
        first = f"#{quoted(number)}{gaps.get(after) or '#' + quoted(after)}" if both else ""
        words = first + f"#{quoted(title or number)}"
        level_text = quoted(f"{number} {title}".strip())
        mark = (
            f"#context [#metadata((page: here().page(), level: {level + 1}, "
            f"listed: {str(not look.run_in and level < 3).lower()}, shown: {level_text}))<truth>]"
        )
        return _set(look, words, mark + f"#part.update({level_text})", own)

    def _number(self, level: int) -> str:
        pattern = self.layout.looks[level].number
        self.runs[level] += 1
        self.counts[level] += 1
        self.counts[level + 1 :] = [0] * (len(self.counts) - level - 1)
        count = self.counts[level]
        roman, letter = _ROMAN[count % 21], chr(64 + min(count, 26))
        return pattern.format(
            path=".".join(map(str, self.counts[: level + 1])), n=count, run=self.runs[level],
            spelt=self.writer.spelt(count), R=roman, r=roman.lower(), A=letter, a=letter.lower(),
            **self.words,
        )  # fmt: skip


def _set(look: Look, words: str, mark: str, layout: Layout) -> str:
    """Return the markup of a heading."""
    style = [f"size: {look.size}pt", "hyphenate: false", f"font: {quoted(look.font)}"]
    style += ['weight: "bold"'] * look.bold + ['style: "italic"'] * look.italic
    color = "#ffffff" if look.band else look.color
    style += [f'fill: rgb("{color}")'] * bool(color)
    shown = f"#text({', '.join(style)})[{words}]"
    if look.underlined:
        shown = f"#underline[{shown}]"
    if look.run_in:
        return f"{mark}{shown}#{quoted('. ')}"
    inner = f"#set par(justify: false, first-line-indent: 0pt, leading: 0.5em)\n{mark}{shown}"
    if look.beside:
        return (
            f"#block(above: {look.above}pt, below: 0pt, sticky: true)[#place(dx: -{look.hang}pt, "
            f"box(width: {look.hang - 8}pt)[{inner}])]"
        )
    if look.hang:
        inner = f"#pad(left: -{look.hang}pt)[{inner}]"
    band = f'fill: rgb("{layout.accent}"), inset: 4pt, ' if look.band else ""
    rule = "stroke: (bottom: 0.6pt), inset: (bottom: 3pt), " if look.rule else ""
    return (
        f"#block({band or rule}above: {look.above}pt, below: {look.below}pt, sticky: true, "
        f"width: 100%)[#set align({look.align})\n{inner}]"
    )
