"""Text that stands across the page's main direction, such as a table turned on its side."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from headwise.retrievers.pdf.page.frame import Frame
from headwise.retrievers.pdf.page.records import Span

_MIN_LETTERS = 80  # less is a label of an axis, or a stamp
_WORD_GAP = 0.15  # em
_MARGIN = 0.1  # share of the page at either side; what stands there is a stamp


def aside(spans: Iterable[Span], frame: Frame) -> str:
    """Return turned text line by line, empty if it is a label or stands in the margin.

    ``spans`` and ``frame`` are turned as the text is.
    """
    low, high = _MARGIN * frame.height, (1.0 - _MARGIN) * frame.height
    rows: dict[int, list[Span]] = {}
    for span in spans:
        if low < span.y < high and span.text.strip():
            rows.setdefault(round(span.y / 3), []).append(span)
    lines = [_joined(sorted(row, key=lambda s: s.x0)) for _, row in sorted(rows.items())]
    return "\n".join(lines) if sum(map(len, lines)) >= _MIN_LETTERS else ""


def _joined(spans: list[Span]) -> str:
    text = spans[0].text
    for before, span in pairwise(spans):
        apart = span.space_before or span.x0 - before.x1 > _WORD_GAP * span.size
        text += " " * apart + span.text
    return text
