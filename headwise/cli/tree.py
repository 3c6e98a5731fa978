"""The sections of a document as lines for people: indented, with dots to the pages."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

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
    width = max(cell_len(left) for left in lefts) + _FEWEST_DOTS + around
    width = min(width, limit) if limit else width
    for left, right in zip(lefts, rights, strict=True):
        fitted = _fit(left, width - around - 1)
        yield f"{fitted} {'.' * (width - cell_len(fitted) - around)} {right}"


def _fit(text: str, width: int) -> str:
    """Return text, cut to ``width`` columns if it is wider."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"
