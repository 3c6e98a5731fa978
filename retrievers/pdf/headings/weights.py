"""How much each piece of evidence for a heading counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each piece of evidence counts.

    Set by hand on the development corpus (53 documents), in steps of a tenth or more, to
    the middle of the range in which its F1 without bookmarks hardly changes.
    """

    threshold: float = 3.0
    sizes: tuple[tuple[float, float], ...] = (
        (1.35, 2.8), (1.15, 2.2), (1.06, 1.2), (0.96, 0.0), (0.85, -1.0), (0.0, -2.5),
    )  # fmt: skip
    """(size relative to the body's, score), the first that is reached counts."""
    bold: float = 1.6
    small_caps: float = 1.6
    all_caps: float = 0.9
    italic: float = 0.7
    underlined: float = 1.0
    family: float = 0.5
    color: float = 0.5
    other_face: float = 0.4
    """Bold sans serif is set a little smaller than the serifs of the text that it heads."""
    number: float = 0.8
    supported: float = 1.6
    gap_above: float = 0.7
    no_gap_above: float = -0.9
    gap_below: float = 0.3
    centred: float = 0.4
    standard_word: float = 1.0
    full_stop: float = -1.6
    colon: float = -1.0
    lower_case: float = -1.5
    long: float = -0.8
    very_long: float = -2.2
    few_letters: float = -1.5
    row_of_cells: float = -2.0
    in_table: float = -2.0
    table_head: float = -1.5
    """Close above a row of cells."""
    number_taken: float = -2.0
    """Another candidate that looks stronger has the same number: an item of a list."""
    regular_style: float = 0.8
    """A style that only short lines with space above them have, at least three."""
    title_block: float = -2.5
    """Between the title and the first section stand authors and addresses."""
    title_page: float = -5.0
    """On a page without running text stand those of the title, one beside the other."""
    date: float = -3.0
    shaped_style: float = 1.0
    """A style in which short lines stand above running text, at least three of them."""
    above_abstract: float = -5.0
    no_text_below: float = -0.8
    in_contents: float = 3.0
    in_references: float = -2.0
    proven_style: float = 1.3
    foreign_style: float = -0.7
    """With a trusted outline or table of contents, a style that none of its entries has."""


WEIGHTS = Weights()
