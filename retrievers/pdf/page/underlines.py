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
_ABOUT = 2.0  # em by which the estimated end of words may differ from that of their underline
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


class Underlines:
    """The lying rules of a page, from top to bottom."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = sorted((rule for rule in rules if rule.horizontal), key=lambda rule: rule.y0)
        self._heights = [rule.y0 for rule in self._rules]

    def of(self, line: Line) -> list[Rule]:
        """Return those that may underline a line or a part of it."""
        first = bisect_left(self._heights, line.y - _ABOVE * line.size)
        last = bisect_right(self._heights, line.y + _BELOW * line.size)
        return [r for r in self._rules[first:last] if r.x0 < line.x1 and r.x1 > line.x0]

    def under(self, line: Line, start: int, end: int) -> bool:
        """Whether the characters from ``start`` to ``end`` are underlined, and none behind.

        Where they stand is estimated from how many there are.
        """
        own = self.of(line)
        if not own:
            return False
        x0, x1 = _place_of(line, start), _place_of(line, end)
        near = abs(max(r.x1 for r in own) - x1) < _ABOUT * line.size
        covered = sum(min(r.x1, x1) - max(r.x0, x0) for r in own if r.x0 < x1 and r.x1 > x0)
        return near and covered >= _SHARE * (x1 - x0) > 0


def _place_of(line: Line, index: int) -> float:
    """Return about where a character of a line stands."""
    begin = 0
    for cell in line.cells:
        within = index - begin
        if within <= len(cell.text):
            return cell.x0 + within * (cell.x1 - cell.x0) / max(1, len(cell.text))
        begin += len(cell.text) + 1
    return line.x1


def _mark_page(lines: Sequence[Line], rules: Sequence[Rule]) -> None:
    underlines = Underlines(rules)
    for line in lines:
        own = underlines.of(line)
        within = all(
            line.x0 - _BEYOND * line.size < r.x0 and r.x1 < line.x1 + _BEYOND * line.size
            for r in own
        )
        covered = sum(r.x1 - r.x0 for r in own)
        line.underlined = within and covered >= _SHARE * (line.x1 - line.x0) > 0
