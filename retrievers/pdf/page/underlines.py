"""Which lines are underlined: by rules drawn as wide as their words, right below them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from headwise.retrievers.pdf.page.records import Line, Rule

_ABOVE, _BELOW = 0.1, 0.35  # em from the baseline up and down, where an underline is drawn
_BEYOND = 0.4  # em by which it may be wider than the words; borders of tables are
_SHARE = 0.75  # of the line's width; a number in front may be left out


def mark_underlined(lines: Sequence[Line], rules: Sequence[Rule]) -> None:
    """Mark the lines of a page that are underlined from end to end."""
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
