"""The sections of a document as lines for people: indented, with dots to the pages."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from headwise._inert import heading_or_page, one_line
from headwise._wording import counted

if TYPE_CHECKING:
    from headwise.retrievers import Document

NARROWEST = 24
"""Fewest columns that lines are fitted to; narrower terminals break them themselves."""
_INDENT = 2
_FEWEST_DOTS = 3


def tree(document: Document, widest: int | None = None) -> Iterator[str]:
    """Yield a document's sections as lines of one width, at most ``widest`` columns.

    Headings that do not fit end in an ellipsis.
    """
    limit = max(widest, NARROWEST) if widest else None
    pages = counted(document.pages, "page")
    sections = counted(len(document.sections), "section")
    title = f"{one_line(document.title)} ({pages}, {sections})"
    yield from textwrap.wrap(title, limit) if limit else [title]
    if not document.sections:
        return
    deepest_indent = limit // 3 if limit else 1000
    lefts = [
        " " * min(_INDENT * section.level, deepest_indent)
        + heading_or_page(section.sub_heading, section.page_start)
        for section in document.sections
    ]
    digits = len(str(max(section.page_start for section in document.sections)))
    rights = [f"p. {section.page_start:>{digits}}" for section in document.sections]
    around = len(rights[0]) + 2
    width = max(columns(left) for left in lefts) + _FEWEST_DOTS + around
    width = min(width, limit) if limit else width
    for left, right in zip(lefts, rights, strict=True):
        fitted = _fit(left, width - around - 1)
        yield f"{fitted} {'.' * (width - columns(fitted) - around)} {right}"


def columns(text: str) -> int:
    """Return how many columns of a terminal text takes.

    >>> columns("Größe"), columns("区块链"), columns("e\u0301")
    (5, 6, 1)
    """
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fit(text: str, width: int) -> str:
    """Return text, cut to ``width`` columns if it is wider."""
    if columns(text) <= width:
        return text
    taken = 1  # for the ellipsis
    for end, character in enumerate(text):
        taken += _columns(character)
        if taken > width:
            return text[:end].rstrip() + "…"
    return text
