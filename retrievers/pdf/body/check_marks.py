"""Marks in narrow columns beside text that wraps, as tables of requirements have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headwise.retrievers.pdf.page.records import Line

_ONE = r"(?:\d{1,2}(?:\.\d{1,2})?|[xX]|[^\w\s.,;:!?()\[\]{}'\"“”‘’=+*/%&<>|])"
_MARKS = re.compile(rf"{_ONE}(?:\s+{_ONE})*")
"""A level, a check mark (of whatever font), a version, or several of them."""


def marks_behind(lines: Sequence[Line]) -> list[str]:
    """Return the lines of a paragraph, with the marks that stand to their right behind them.

    A requirement's level or check marks stand in columns of their own, level with one line of
    its text: read across, they would be a word of the sentence that goes on below.
    """
    texts: list[str] = []
    marks: list[str] = []
    for line in lines:
        text, cut = line.text, len(line.pieces)
        edge = max((other.x1 for other in lines if other is not line), default=line.x1)
        while (
            cut > 1 and _is_beside(line, cut - 1, edge) and text.endswith(line.pieces[cut - 1].text)
        ):
            cut -= 1
            text = text.removesuffix(line.pieces[cut].text).rstrip()
        marks += [piece.text for piece in line.pieces[cut:]]
        texts.append(text)
    return [*texts, " ".join(marks)] if marks else texts


def _is_beside(line: Line, index: int, edge: float) -> bool:
    piece = line.pieces[index]
    return piece.x0 > edge and bool(_MARKS.fullmatch(piece.text.strip()))
