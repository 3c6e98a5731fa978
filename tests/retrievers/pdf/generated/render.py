"""Generated documents as PDFs, with the truth about their headings."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import NamedTemporaryFile

import typst

from tests.retrievers.pdf.generated.blocks import text_of
from tests.retrievers.pdf.generated.frame import begin, quoted
from tests.retrievers.pdf.generated.layouts import Layout, Look
from tests.retrievers.pdf.generated.plan import Block, plan
from tests.retrievers.pdf.generated.words import LANGUAGES

_ROMAN = "0 I II III IV V VI VII VIII IX X XI XII".split()
_SMALL_WORDS = frozenset("of and the to for with on in a von mit nach der des les la et".split())


@dataclass
class Truth:
    """A heading as it was set."""

    title: str
    number: str
    level: int
    page: int
    run_in: bool
    neutral: bool
    """The heading of the references: right if found, no fault if not."""


@dataclass(frozen=True)
class Made:
    """A PDF, and what a reader should find in it."""

    pdf: bytes
    title: str
    truth: list[Truth]


def make(layout: Layout, seed: int) -> Made:
    """Return a document of this layout; the same seed gives the same document."""
    words = LANGUAGES[layout.language]
    blocks = plan(
        words, seed, depth=layout.depth, kinds=layout.kinds,
        appendices=layout.appendices, sections=layout.sections,
    )  # fmt: skip
    draw = random.Random(f"{layout.name} {seed}")
    title, front = begin(layout, words, draw)
    truth: list[Truth] = []
    source = front + "\n\n".join(_body(layout, blocks, truth, draw))
    with NamedTemporaryFile(suffix=".typ") as file:  # a compiler takes text without a file once
        file.write(source.encode())
        file.flush()
        compiler = typst.Compiler(file.name, ignore_system_fonts=True)
        pdf = compiler.compile()
        pages = json.loads(compiler.query("<truth>", field="value"))
    for own, place in zip(truth, pages, strict=True):
        own.page = place["page"]
    return Made(pdf, title, truth)


def _body(
    layout: Layout, blocks: list[Block], truth: list[Truth], draw: random.Random
) -> Iterator[str]:
    words = LANGUAGES[layout.language]
    count = [0] * len(layout.looks)
    appendix = False
    run_in = ""
    for block in blocks:
        if block.kind != "heading":
            yield run_in + text_of(block, layout, draw)
            run_in = ""
            continue
        if block.appendix and not appendix:
            appendix, count = True, [0] * len(layout.looks)
        look = layout.looks[block.level - 1]
        number = ""
        if block.numbered:
            count[block.level - 1] += 1
            count[block.level :] = [0] * (len(count) - block.level)
            number = _number(layout, look, count[: block.level], appendix=appendix)
        title = _title_case(block.texts[0]) if layout.title_case else block.texts[0]
        own = Truth(
            title, number.rstrip(":"), block.level, 0, "run-in" in look.style,
            title == words.references,
        )  # fmt: skip
        truth.append(own)
        if own.run_in:
            run_in = f"{_mark(own)}#emph({quoted(f'{number} {title}:')}) "
        else:
            yield _heading(layout, look, own, number)


def _number(layout: Layout, look: Look, count: list[int], *, appendix: bool) -> str:
    """Return a number as the look, or the layout for appendices, wants it."""
    dot = "." if look.number.endswith(".") else ""
    letter = chr(64 + count[0])
    if not look.number:
        return ""
    if appendix and len(count) == 1:
        word, _, mark = layout.appendix.rpartition(" ")
        return f"{word} {letter}{mark[1:]}" if word else letter + dot
    if appendix:
        return ".".join([letter, *map(str, count[1:])]) + dot
    if look.number in ("I.", "A.", "1)"):
        own = count[-1]
        return {"I.": f"{_ROMAN[own]}.", "A.": f"{chr(64 + own)}.", "1)": f"{own})"}[look.number]
    if " " in look.number:
        return f"{look.number.split()[0]} {count[-1]}"
    return ".".join(map(str, count)) + dot


def _title_case(text: str) -> str:
    return " ".join(w if w in _SMALL_WORDS else w[:1].upper() + w[1:] for w in text.split())


def _mark(own: Truth) -> str:
    shown = f"{own.number} {own.title}".strip()
    return (
        f"#context [#metadata((page: here().page(), level: {own.level}, "
        f"title: {quoted(shown)}))<truth>]"
    )


def _heading(layout: Layout, look: Look, own: Truth, number: str) -> str:
    words = look.style.split()
    small = "small" in words
    caps = "caps" in words and not small
    shown = _cut(own.title, small=small, caps=caps)
    first = _cut(number, small=False, caps=caps) if number else ""
    gap = "#linebreak()" if look.gap < 0 else f"#h({look.gap}em)"
    style = [f"size: {look.size}pt", "hyphenate: false"]
    style += ['weight: "bold"'] * ("bold" in words) + ['style: "italic"'] * ("italic" in words)
    style += ['fill: rgb("#1f4e99")'] * ("color" in words)
    align = "center" if "centred" in words else "left"
    rule = "#line(length: 100%, stroke: 0.7pt)" if "rule" in words else ""
    brk = "#pagebreak(weak: true)\n" if layout.new_page and own.level == 1 else ""
    return (
        f"{brk}#block(above: {look.above}pt, below: {look.below}pt, sticky: true, width: 100%)["
        f"{_mark(own)}#set align({align})\n#set par(justify: false, first-line-indent: 0pt, "
        f"leading: 0.5em)\n#text({', '.join(style)})[{first}{gap if first else ''}{shown}]{rule}]"
    )


def _cut(text: str, *, small: bool, caps: bool) -> str:
    """Return markup of a text, in capitals, or in capitals of two sizes as small capitals."""
    if not small:
        return f"#{quoted(text.upper() if caps else text)}"
    words = [
        f"#{quoted(w[:1])}#text(size: 0.8em, {quoted(w[1:].upper())})"
        if w[:1].isupper() or index == 0 else f"#text(size: 0.8em, {quoted(w.upper())})"
        for index, w in enumerate(text.split())
    ]  # fmt: skip
    return " ".join(words)
