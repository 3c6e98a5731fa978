"""What the steps of PDF reading hand to each other: fonts, spans, lines, pages.

Lengths are in points. The origin is the page's upper left corner, y grows downwards, and
a page whose text stands upright only after a turn is already turned.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Font:
    """A typeface as far as it can say what a text is for."""

    name: str
    """The name in the file without its subset tag: ``NimbusRomNo9L-Medi``."""
    family: str
    """The name without style words: equal for the cuts of one typeface."""
    bold: bool = False
    italic: bool = False
    small_caps: bool = False


@dataclass(slots=True)
class Span:
    """A stretch of text of one font, size and colour on one baseline."""

    text: str
    x0: float
    x1: float
    y: float
    """The baseline."""
    size: float
    font: Font
    color: int = 0
    space_before: bool = False
    """A space was printed, or inferred by pdfium, in front of this span."""
    space_stored: bool = False
    """The file has that space as a character; pdfium did not infer it from a gap."""
    figure: bool = False
    """Drawn inside a figure (a form or a drawing embedded in the page)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal or vertical line, or a thin filled box."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it lies rather than stands."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(slots=True)
class Page:
    """The positioned text of one page, in the order of the file."""

    number: int
    width: float
    height: float
    spans: list[Span] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    """Longer text that stands across the rest, one entry for each direction."""
    unread: list[Span] = field(default_factory=list)
    """Where letters stand whose font does not say which, one each, without text."""
    unmapped: float = 0.0
    """Share of its characters whose font does not say which letters they are, 0 to 1."""
    hidden: int = 0
    """Words in the file that the page does not show; they are in none of the spans."""


@dataclass(slots=True)
class Cell:
    """A part of a line, set apart from the next by a wide gap."""

    text: str
    x0: float
    x1: float


@dataclass(slots=True)
class Line:
    """A printed line within one column, with the style most of its letters have."""

    page: int
    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: Font
    color: int = 0
    bold: float = 0.0
    """Share of its letters that are bold, 0 to 1."""
    italic: float = 0.0
    """Share of its letters that are italic, 0 to 1."""
    small_caps: bool = False
    """Set in small capitals, by the font's name or by capitals in two sizes."""
    underlined: bool = False
    """Underlined from end to end."""
    code: bool = False
    """Set in typewriter letters, all of it."""
    figure: bool = False
    cells: tuple[Cell, ...] = ()
    pieces: tuple[Cell, ...] = ()
    """The same, split at narrower gaps too: what the columns of a table are made of."""
    block: int = 0
    """Which block of the page (a column, or a part across columns) it stands in."""
    left: float = 0.0
    """Left edge of that block."""
    right: float = 0.0
    """Right edge of that block."""
    in_table: bool = False
    """Inside a table whose cells are ruled."""
    lead: str = ""
    """The bold or italic words at its start, if the rest is plain: a run-in heading."""
    run_in: bool = False
    """A heading whose text begins on the same line, as the next one."""

    @property
    def top(self) -> float:
        """About the upper edge of its letters."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """About the lower edge of its letters."""
        return self.y + 0.25 * self.size
