"""Bullets that are drawn, or are small pictures, as the signs that they stand for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from headwise.retrievers.pdf.page.records import Span

_BULLET = "•"
_FARTHEST = 3.0  # em from a bullet to the text of its item
_LARGEST = 0.9  # em; a larger one is an icon
_RAISED = (0.0, 0.75)  # em above the baseline at which its middle stands
_CLEAR = 1.0  # em to the left of a bullet in which no text stands
_LARGE = 1.1  # size relative to the page's from which on text is a heading
_FEWEST = 2  # bullets alike and one below the other
_WORDS = 2  # of the longest item, at least; the pins of a drawing have names alone

Box = tuple[float, float, float, float]


def with_bullets(spans: Sequence[Span], dots: Iterable[Box]) -> list[Span]:
    """Put a bullet as text in front of each item that has a drawn one.

    ``dots`` are left, top, right and bottom of small filled shapes and pictures. A single one is
    an ornament, as are those before headings, and one that has text on both sides is a separator.
    """
    rows = sorted(spans, key=lambda span: span.y)
    heights = [span.y for span in rows]
    largest = max((span.size for span in spans), default=0.0)
    stacks: dict[tuple[int, int], list[tuple[Box, Span]]] = defaultdict(list)
    for dot in dots:
        x0, top, x1, bottom = dot
        first = bisect_left(heights, top)
        last = bisect_right(heights, bottom + _RAISED[1] * largest)
        item = _item_of(dot, rows[first:last])
        if item is not None:
            stacks[round(x0 / 2), round(x1 - x0)].append((dot, item))
    usual = median(span.size for span in spans) if spans else 0.0
    bullets = {
        id(item): Span(_BULLET, dot[0], dot[2], item.y, item.size, item.font, item.color)
        for stack in stacks.values()
        if len(stack) >= _FEWEST
        and not all(_is_heading(item, usual) for _, item in stack)
        and max(_words_of(item, rows, heights) for _, item in stack) >= _WORDS
        for dot, item in stack
    }
    if not bullets:
        return list(spans)
    found: list[Span] = []
    for span in spans:
        if id(span) in bullets:
            found.append(bullets[id(span)])
            span.space_before = True
        found.append(span)
    return found


def _words_of(item: Span, rows: Sequence[Span], heights: Sequence[float]) -> int:
    """Return how many words with letters the line of an item has, up to a gap."""
    first, last = bisect_left(heights, item.y - 0.5), bisect_right(heights, item.y + 0.5)
    words, end = 0, item.x0
    for span in sorted(rows[first:last], key=lambda span: span.x0):
        if item.x0 <= span.x0 <= end + item.size:
            words += sum(any(map(str.isalpha, word)) for word in span.text.split())
            end = max(end, span.x1)
    return words


def _is_heading(item: Span, usual: float) -> bool:
    return item.font.bold or item.size > _LARGE * usual


def _item_of(dot: Box, spans: Sequence[Span]) -> Span | None:
    """Return the words that begin right of a shape, if no text stands close to its left."""
    x0, top, x1, bottom = dot
    middle = (top + bottom) / 2
    item: Span | None = None
    for span in spans:
        low, high = (span.y - share * span.size for share in _RAISED)
        if span.figure or not high <= middle <= low or bottom - top > _LARGEST * span.size:
            continue
        if span.x0 < x1 and span.x1 > x0 - _CLEAR * span.size:
            return None
        if x1 <= span.x0 <= x1 + _FARTHEST * span.size and (item is None or span.x0 < item.x0):
            item = span
    return item if item is not None and any(map(str.isalpha, item.text)) else None
