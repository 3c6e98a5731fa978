"""Listings: programs and what a terminal shows, whose lines and indentation mean something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body, is_code

_MIN_LINES = 2  # a single line may be a sentence that consists of names
_SIGN = re.compile(r"[(){}\[\]=<>_$#|/\\;*]|--|:$")
_MOST_INDENT = 80  # letters
_NARROWEST = 0.1  # em of a letter
_MIN_SIGNS = 0.3  # share of lines with such signs; title pages and letters have hardly any


def listing_end(lines: Sequence[Line], start: int, body: Body) -> int:
    """Return where the listing that begins at ``start`` ends, ``start`` if none begins."""
    if is_code(body.family):
        return start
    end = start
    while end < len(lines) and lines[end].code and lines[end].block == lines[start].block:
        end += 1
    signs = sum(bool(_SIGN.search(line.text)) for line in lines[start:end])
    return end if end - start >= _MIN_LINES and signs >= _MIN_SIGNS * (end - start) else start


def listing_text(lines: Sequence[Line]) -> str:
    """Return the lines of a listing as they are broken and indented."""
    left = min(line.x0 for line in lines)
    letter = median((line.x1 - line.x0) / len(line.text) for line in lines)
    letter = max(letter, _NARROWEST * lines[0].size)
    indents = (min(round((line.x0 - left) / letter), _MOST_INDENT) for line in lines)
    return "\n".join(" " * indent + line.text for indent, line in zip(indents, lines, strict=True))
