"""Which lines are underlined: by rules drawn as wide as their words, right below them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from headwise.retrievers.pdf.page.records import Line, Rule

_ABOVE, _BELOW = 0.1, 0.35  # em from the baseline up and down, where an underline is drawn
_BEYOND = 0.4  # em by which it may be wider than the words; borders of tables are
_SHORT = 0.7  # share of the column's width
_SEVERAL, _ENOUGH_STYLES = 3, 3
_SHARE = 0.75  # of the line's width; a number in front may be left out


def mark_underlined(pages: Sequence[Sequence[Line]], rules: Sequence[Sequence[Rule]]) -> None:
    """Mark the lines that are underlined from end to end, where that may be a heading's style.

    Where bold lines of several styles head sections, what is underlined is less than a section.

    Args:
        pages: The lines of each page.
        rules: Those drawn on each page.
    """
    if _bold_styles(pages) >= _ENOUGH_STYLES:
        return
    for lines, drawn in zip(pages, rules, strict=True):
        _mark_page(lines, drawn)


def _bold_styles(pages: Sequence[Sequence[Line]]) -> int:
    """Return in how many styles short bold lines are set, each several times."""
    found = Counter(
        (round(line.size), line.italic > 0.5, line.text.isupper())
        for lines in pages
        for line in lines
        if line.bold > 0.9 and line.x1 - line.x0 < _SHORT * (line.right - line.left)
    )
    return sum(count >= _SEVERAL for count in found.values())


def _mark_page(lines: Sequence[Line], rules: Sequence[Rule]) -> None:
    lying = sorted((rule for rule in rules if rule.horizontal), key=lambda rule: rule.y0)
    heights = [rule.y0 for rule in lying]
    for line in lines:
        first = bisect_left(heights, line.y - _ABOVE * line.size)
        last = bisect_right(heights, line.y + _BELOW * line.size)
        own = [r for r in lying[first:last] if r.x0 < line.x1 and r.x1 > line.x0]
        within = all(
            line.x0 - _BEYOND * line.size < r.x0 and r.x1 < line.x1 + _BEYOND * line.size
            for r in own
        )
        covered = sum(r.x1 - r.x0 for r in own)
        line.underlined = within and covered >= _SHARE * (line.x1 - line.x0) > 0
