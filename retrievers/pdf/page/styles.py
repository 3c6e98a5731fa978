"""How lines look: the body's style, and which styles are the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from headwise.retrievers.pdf.page.records import Line

_MONO = re.compile(
    r"mono|courier|consol|typewriter|^(?:cm|ec|sf|la)tt|xtt$|menlo|monaco|inconsolata|code"
    r"|lettergothic|andale|lucidaconsole|teletype|fixed"
)
_CODE = 3  # text outweighs code if it has at least one letter for so many of code
_SAME_SIZE = 0.35  # points
_WIDE = 0.8  # share of the column's width that a line takes which another follows
_COMMON = 0.2  # share of the letters above such a distance


@dataclass(frozen=True, slots=True)
class Style:
    """What makes lines look alike: two headings of one level share it."""

    size: float
    bold: bool
    italic: bool
    caps: str
    """``small``, ``all`` or nothing."""
    family: str
    color: int
    underlined: bool = False
    """And neither bold nor italic, which says as much."""


@dataclass(frozen=True, slots=True)
class Body:
    """The style of most of the text, which headings differ from."""

    size: float
    bold: bool
    italic: bool
    family: str
    color: int
    pitch: float
    """Distance between baselines within a paragraph, in units of the size."""


def body_of(pages: Sequence[Sequence[Line]]) -> Body:
    """Return the style that most letters of the lines have."""
    styles: Counter[tuple[float, bool, bool, str, int]] = Counter()
    pitches: tuple[Counter[float], Counter[float]] = Counter(), Counter()
    for lines in pages:
        for line, after in zip_longest(lines, lines[1:]):
            letters = sum(map(str.isalpha, line.text))
            bold, italic = line.bold > 0.5, line.italic > 0.5
            styles[round(line.size, 1), bold, italic, line.font.family, line.color] += letters
            if after is not None and after.block == line.block and after.size == line.size:
                pitches[_goes_on(line)][round((after.y - line.y) / line.size, 1)] += letters
    if not styles:
        return Body(size=10.0, bold=False, italic=False, family="", color=0, pitch=1.2)
    text = {style: count for style, count in styles.items() if not is_code(style[3])}
    if _CODE * max(text.values(), default=0) < max(styles.values()):
        text = styles
    size, bold, italic, family, color = max(text, key=text.__getitem__)
    return Body(size, bold, italic, family, color, _pitch(*pitches))


def _pitch(between: Counter[float], within: Counter[float]) -> float:
    """Return the distance of lines within paragraphs, from those seen between them and within.

    Where no paragraph has two lines, it is the least that is common, as within lists.
    """
    between, within = (
        Counter({p: n for p, n in found.items() if 0.9 <= p <= 2.6}) for found in (between, within)
    )
    if within:
        return max(within, key=within.__getitem__)
    return min((p for p, n in between.items() if n >= _COMMON * between.total()), default=1.2)


def _goes_on(line: Line) -> bool:
    """Whether the paragraph of a line goes on below it."""
    wide = line.x1 - line.x0 > _WIDE * (line.right - line.left)
    return wide and not line.text.endswith((".", ":", ";"))


@lru_cache(maxsize=4096)
def is_code(family: str) -> bool:
    """Whether a family is one of typewriter letters, which code is set in."""
    return bool(_MONO.search(family))


def style_of(line: Line) -> Style:
    """Return what a line looks like."""
    # Scripts without capitals, as Chinese and Arabic, are not in capitals.
    upper = not any(map(str.islower, line.text)) and sum(map(str.isupper, line.text)) >= 4
    caps = "small" if line.small_caps else "all" if upper else ""
    bold, italic = line.bold > 0.55, line.italic > 0.6
    underlined = line.underlined and not (bold or italic)
    return Style(line.size, bold, italic, caps, line.font.family, line.color, underlined)


def alike(a: Style, b: Style) -> bool:
    """Whether two styles are the same but for capitals, which also depend on the words."""
    return (
        abs(a.size - b.size) < _SAME_SIZE
        and (a.bold, a.italic, a.family, a.color) == (b.bold, b.italic, b.family, b.color)
        and a.underlined == b.underlined
        and (a.caps == b.caps or "small" not in (a.caps, b.caps))
    )


def other_color(a: int, b: int) -> bool:
    """Whether two colours differ clearly: black and dark grey do not."""
    return any(abs((a >> shift & 0xFF) - (b >> shift & 0xFF)) > 80 for shift in (0, 8, 16))


def rank(style: Style) -> tuple[float, bool, bool, bool]:
    """Order styles from the highest level to the lowest."""
    return (-style.size, not style.bold, style.caps == "", style.bold and style.italic)
