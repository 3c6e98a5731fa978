"""What stands around the text of a generated document: pages, title, contents, furniture."""

from __future__ import annotations

import json
import random

from tests.retrievers.pdf.generated.layouts import Layout
from tests.retrievers.pdf.generated.words import AUTHORS, PLACES, Words

_TITLES = {
    "en": (
        "Ninety years of water levels in one small harbour: records, gaps, and repairs",
        "How a wooden scale became a climate archive",
        "Reading the sea by hand",
    ),
    "de": (
        "Neunzig Jahre Wasserstand in einem kleinen Hafen: Bücher, Lücken und Ausbesserungen",
        "Wie aus einer Holzlatte ein Archiv des Klimas wurde",
    ),
    "fr": (
        "Quatre-vingts ans de hauteurs d'eau dans un petit port: registres et lacunes",
        "Comment une échelle de bois devint une archive du climat",
    ),
}


def quoted(text: str) -> str:
    """Return a Typst string."""
    return json.dumps(text, ensure_ascii=False)


def begin(layout: Layout, words: Words, draw: random.Random) -> tuple[str, str]:
    """Return the title, and the source of all that comes before the first heading."""
    title = draw.choice(_TITLES[words.code])
    parts = [_settings(layout, words, title), _title(layout, words, title, draw)]
    if layout.contents:
        parts.append(_contents(words))
    return title, "\n".join(parts)


def _settings(layout: Layout, words: Words, title: str) -> str:
    numbered = '#set par.line(numbering: "1", number-clearance: 12pt)\n'
    gap = f"first-line-indent: {layout.indent}em, " if layout.indent else "spacing: 0.95em, "
    spacing = f"spacing: {layout.leading}em, " if layout.indent else ""
    return f"""
#set page(width: {layout.width}pt, height: {layout.height}pt, margin: (x: {layout.margin}pt,
  top: 70pt, bottom: 70pt), columns: {layout.columns}, header: {_head(layout, title)},
  footer: {_foot(layout)})
#set columns(gutter: 18pt)
#set text(font: {quoted(layout.font)}, size: {layout.size}pt, lang: "{words.code}",
  hyphenate: true)
#set par(justify: true, {gap}{spacing}leading: {layout.leading}em)
#set footnote.entry(gap: 0.4em)
{numbered if layout.line_numbers else ""}"""


def _head(layout: Layout, title: str) -> str:
    number = "#counter(page).display()"
    match layout.head:
        case "title":
            own = f"#text(size: 8pt)[#{quoted(title)} #h(1fr) {number}]"
        case "alternating":
            even = f"[#text(size: 8pt)[{number} #h(2em) #smallcaps[Lindqvist et al.]]]"
            odd = f"[#text(size: 8pt)[#h(1fr) #emph({quoted(title[:40])}) #h(2em) {number}]]"
            own = f"#if calc.even(here().page()) {even} else {odd}"
        case "section":
            last = "query(<truth>).filter(e => e.value.level == 1 and e.value.page < here().page())"
            own = f"#let e = {last}\n#if e.len() > 0 [{number} #h(1fr) #emph(e.last().value.title)]"
        case _:
            return "none"
    return f"context [#if here().page() > 1 [{own}]]"


def _foot(layout: Layout) -> str:
    match layout.foot:
        case "":
            return "none"
        case "number":
            return "context align(center, counter(page).display())"
        case "of":
            return (
                "context align(right, text(size: 8pt)[Page #counter(page).display() of "
                "#counter(page).final().first()])"
            )
        case line:
            return f"align(center, text(size: 7.5pt, {quoted(line)}))"


def _title(layout: Layout, words: Words, title: str, draw: random.Random) -> str:
    large = f'#text(size: {layout.title_size}pt, weight: "bold", hyphenate: false, {quoted(title)})'
    if layout.cover:
        return f"""
#page(columns: 1, header: none, footer: none)[#set align(center)
#set par(first-line-indent: 0pt)
#v(90pt) #text(size: 13pt)[#{quoted(PLACES[0])}] #v(40pt) {large} #v(30pt)
#text(size: 13pt, weight: "bold")[{AUTHORS[0]}] #v(12pt)
#text(size: 12pt)[Version 1.{draw.randint(0, 9)}] #v(60pt) #text(size: 12pt)[March 2021]]
"""
    authors = draw.sample(AUTHORS, 2)
    names = " #h(2em) ".join(
        f"#strong({quoted(name)})#super[{n}]" for n, name in enumerate(authors, 1)
    )
    places = " #linebreak() ".join(
        f"#super[{n}]#emph({quoted(place)})" for n, place in enumerate(draw.sample(PLACES, 2), 1)
    )
    text = quoted(" ".join(draw.sample(words.sentences, 5)))
    mail = quoted("{mara, tobias}@example.org")
    head = f"""#align(center)[#set par(first-line-indent: 0pt, justify: false)
{large} #v(6pt) {names} #v(2pt) {places} #v(2pt) #{mail} #v(8pt)]"""
    stamp = ""
    if layout.stamp:
        words_of_it = f"text(size: 18pt, fill: gray, {quoted(layout.stamp)})"
        turned = f"rotate(-90deg, reflow: true, {words_of_it})"
        stamp = f"#place(left + top, dx: -38pt, dy: 120pt, {turned})"
    bold = f"strong({quoted(words.abstract)})"
    abstract = (
        f"#block(above: 12pt, below: 6pt)[#align(center, {bold})]\n\n#{text}"
        if draw.random() < 0.6
        else f"#{bold}. #{text}"
    )
    if layout.columns > 1:
        head = f'#place(top + center, scope: "parent", float: true, clearance: 14pt)[{head}]'
    return f"{stamp}\n{head}\n\n{abstract}\n"


def _contents(words: Words) -> str:
    """Return the source of a table of contents and a list of figures."""
    bold = 'text(size: 15pt, weight: "bold", {})'
    entry = "#box(width: 1fr, repeat(gap: 0.2em)[.]) #e.value.page"
    return f"""
#pagebreak(weak: true)
#block(below: 14pt, {bold.format(quoted(words.contents))})
#context for e in query(<truth>) [#par(first-line-indent: 0pt, justify: false)[
#h((e.value.level - 1) * 1.4em)#e.value.title #h(0.3em) {entry}]]
#block(above: 20pt, below: 14pt, {bold.format(quoted(words.figures))})
#context for e in query(<pictured>) [#par(first-line-indent: 0pt, justify: false)[
#e.value.title #h(0.3em) {entry}]]
#pagebreak(weak: true)
"""
