"""Layouts of documents with known headings, drawn from those of their classes.

Each document draws its own fonts, sizes, spaces, colours, numbers and fillers, so that what all
generated documents share says nothing about headings.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from tests.benchmarks.heading_kinds import CYRILLIC, MONO, PAPERS, SANS, SERIFS, Kind

_COLORS = ("#1f4e99", "#8b1a1a", "#2e7d32", "#c45911", "#444444", "#5b2c83", "#0f7b8a")


@dataclass(frozen=True)
class Look:
    """How the headings of one level are set."""

    size: float
    """In points."""
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    case: str = "sentence"
    """``sentence``, ``title`` or ``caps``."""
    align: str = "left"
    color: str = ""
    font: str = ""
    above: float = 12.0
    below: float = 6.0
    number: str = ""
    """A format with path, n, run, A, a, R, r or i: ``{path}.``, ``Article {run}``."""
    after: str = " "
    """What stands between number and title; a line break gives the number its own line."""
    hang: float = 0.0
    """Points to the left of the text; with ``beside``, the width of the margin it stands in."""
    beside: bool = False
    """The text stands beside it, not below."""
    band: bool = False
    """White on a coloured band."""
    rule: bool = False
    run_in: bool = False


@dataclass(frozen=True)
class Layout:
    """One document's looks, drawn from those of its class."""

    kind: Kind
    looks: tuple[Look, ...]
    width: float
    height: float
    size: float
    font: str
    columns: int
    leading: float
    justified: bool
    indent: float
    """em at the start of a paragraph; 0 sets paragraphs apart by space."""
    color: str
    accent: str
    left: float
    """The margin left of the text, with that for headings."""
    right: float
    head: str
    foot: str
    language: str
    cover: bool
    contents: bool
    new_page: bool
    unnumbered: tuple[str, ...] = field(default=())
    """Kinds of words that head sections without a number: ``abstract``, ``references``."""


def layout_of(kind: Kind, language: str, draw: random.Random) -> Layout:
    """Return a layout of a class."""
    fonts = kind.fonts if language not in ("ru", "el") else CYRILLIC
    if kind.fonts == MONO:
        fonts = MONO[:1]
    font = draw.choice(fonts)
    size = round(draw.uniform(*kind.sizes) * 2) / 2
    width, height = PAPERS[draw.choice(kind.papers)]
    columns = draw.choice(kind.columns)
    accent = draw.choice(_COLORS)
    leading = draw.choice((0.45, 0.55, 0.65, 0.65, 0.8, 1.0, 1.3)) if columns == 1 else 0.5
    looks = _looks(kind, size, leading, font, accent, draw)
    hang = max(look.hang for look in looks)
    margin = draw.uniform(0.07, 0.15) * width
    return Layout(
        kind, looks, width, height, size, font,
        columns=1 if hang else columns,
        leading=leading,
        justified=draw.random() < 0.5,
        indent=draw.choice((0, 0, 1.2, 2.0)),
        color=draw.choice(("#000000",) * 4 + ("#333333", "#231f20")),
        accent=accent,
        left=margin + hang,
        right=margin,
        head=draw.choice(("title", "section", "date")) if draw.random() < kind.head else "",
        foot=draw.choice(("number", "of", "dashes", "line", "")),
        language=language,
        cover=draw.random() < kind.cover,
        contents=draw.random() < kind.contents,
        new_page=draw.random() < kind.new_page,
        unnumbered=tuple(w for w in ("abstract", "references") if draw.random() < 0.3)
        if kind.sections[1] < 12 else (),
    )  # fmt: skip


def _looks(
    kind: Kind, size: float, leading: float, font: str, accent: str, draw: random.Random
) -> tuple[Look, ...]:
    depth = draw.choice(kind.depths)
    numbers = draw.choice(kind.numbers)
    growth = draw.choice(kind.growths)
    heading_font = draw.choice((*SANS, *SERIFS[:2])) if draw.random() < 0.25 else font
    if kind.fonts == MONO:
        heading_font = font
    colored = draw.random() < 0.3
    after = draw.choice((" ", " ", "  ", ". ", " – ", ": ", "tab", "\n"))
    centred = draw.random() < kind.centred
    hang = draw.random() < kind.margin
    space = draw.choice((0.1, 0.3, 0.6, 0.6, 1.0, 1.5))
    looks = []
    for level in range(depth):
        share = 1 - level / depth
        own = Look(
            size=round(size * (1 + (growth - 1) * share) * 2) / 2,
            bold=draw.random() < 0.75 and kind.fonts != MONO,
            italic=draw.random() < 0.1 * (1 + level),
            case=draw.choice(("sentence", "title", "title", "caps" if level < 2 else "sentence")),
            align="center" if centred and level < 2 else "left",
            color=accent if colored else "",
            font=heading_font,
            above=size * (leading + space * (0.5 + share) * draw.uniform(0.8, 1.2)),
            below=size * draw.choice((0.2, 0.5, 0.6, 0.8)) * draw.uniform(0.7, 1.2),
            number=numbers[level],
            after=after if "Div" in numbers[level] or "Art" in numbers[level]
            else draw.choice((" ", "  ", "tab")),
            rule=draw.random() < 0.08,
        )  # fmt: skip
        looks.append(_told_from_text(own, size, [*looks], draw, mono=kind.fonts == MONO))
    looks = _ranked(looks)
    if hang:
        looks = _in_margin(looks, size, draw)
    elif growth > 1 and draw.random() < 0.1:
        looks[0] = replace(looks[0], band=True, color="")
    if draw.random() < kind.run_in:
        looks[-1] = replace(looks[-1], run_in=True, bold=True, size=size, case="title")
    return tuple(looks)


def _told_from_text(
    look: Look, size: float, others: list[Look], draw: random.Random, *, mono: bool
) -> Look:
    """Return a look that readers can tell from the text and from the levels above."""

    def face(own: Look) -> tuple[object, ...]:
        return own.size, own.bold, own.italic, own.underlined, own.case == "caps"

    ways = ("caps", "underlined", "bold", "italic") if mono else ("bold", "caps", "italic")
    taken = [face(other) for other in others]
    plain = look.size < 1.1 * size and not (look.bold or look.italic or look.case == "caps")
    if plain and not (mono and look.number) and (look.align == "left" or draw.random() < 0.7):
        look = _emphasised(look, draw.choice((*ways, "underlined")))
    for way in draw.sample(ways, len(ways)):
        if face(look) not in taken:
            break
        look = _emphasised(look, way)
    return look


def _ranked(looks: list[Look]) -> list[Look]:
    """Return looks with the strongest for the first level; numbers and spaces stay in place."""

    def strength(look: Look) -> tuple[object, ...]:
        return look.size, look.case == "caps", look.bold, look.underlined, not look.italic

    order = sorted(looks, key=strength, reverse=True)
    return [
        replace(own, number=place.number, after=place.after, above=place.above, below=place.below)
        for own, place in zip(order, looks, strict=True)
    ]


def _emphasised(look: Look, way: str) -> Look:
    if way == "caps":
        return replace(look, case="caps")
    if way == "bold":
        return replace(look, bold=True)
    if way == "italic":
        return replace(look, italic=True)
    return replace(look, underlined=True, bold=False, italic=False)


def _in_margin(looks: list[Look], size: float, draw: random.Random) -> list[Look]:
    """Put the headings of all or the first levels in the margin, or let them begin there."""
    beside = draw.random() < 0.5
    hang = size * (draw.uniform(9, 14) if beside else draw.uniform(1.5, 6))
    upto = draw.randint(1, len(looks))
    return [
        replace(look, hang=hang, beside=beside, align="left", rule=False)
        if level < upto and (level == 0 or not beside)
        else look
        for level, look in enumerate(looks)
    ]
