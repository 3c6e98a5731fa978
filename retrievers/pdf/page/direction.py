"""Text that runs from right to left: Hebrew, Arabic and their kin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from headwise.retrievers.pdf.page.records import Span

FIRST = 0x590  # the first code point of such a script


def runs_left(code: int) -> bool:
    """Whether a letter belongs to a script written from right to left."""
    return FIRST <= code < 0x900 or 0xFB1D <= code < 0xFE00 or 0xFE70 <= code < 0xFF00


def is_leftward(spans: Sequence[Span]) -> bool:
    """Whether most letters of a line belong to such a script."""
    left = right = 0
    for span in spans:
        if span.text.isascii():
            right += sum(map(str.isalpha, span.text))
            continue
        for character in span.text:
            leftward = runs_left(ord(character))
            left += leftward
            right += character.isalpha() and not leftward
    return left > right


def mirrored(spans: Sequence[Span]) -> list[Span]:
    """Return spans in reading order, with x counted from the right edge leftwards (negative)."""
    flipped = [replace(span, x0=-span.x1, x1=-span.x0) for span in spans]
    return sorted(flipped, key=lambda span: span.x0)
