"""Sizes that a program for OCR guessed for each line, by the heights of its letters.

They are scattered around the true one, so that no two lines look alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from headwise.retrievers.pdf.page.records import Line

_NEAR = 0.09  # share by which a guess may be off
_MOST = 0.8  # share of the letters that are so near to the usual size
_ALIKE = 0.4  # share of the letters in the commonest size, which documents that are typed exceed


def even_sizes(pages: Sequence[Sequence[Line]]) -> None:
    """Give the lines of the text one size, where all of them differ a little."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += sum(map(str.isalpha, line.text))
    total = sizes.total()
    if not total or max(sizes.values()) > _ALIKE * total:
        return
    usual = _median(sizes)
    if sum(n for size, n in sizes.items() if abs(size - usual) <= _NEAR * usual) < _MOST * total:
        return
    for lines in pages:
        for line in lines:
            if abs(line.size - usual) <= _NEAR * usual:
                line.size = usual


def _median(sizes: Counter[float]) -> float:
    below = 0
    for size in sorted(sizes):
        below += sizes[size]
        if 2 * below >= sizes.total():
            return size
    return 0.0
