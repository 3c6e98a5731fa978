"""Where on the pages stands what was understood: headings, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from headwise.retrievers.models import Document
from headwise.retrievers.pdf.headings.headings import Heading
from headwise.retrievers.pdf.page.records import Line


@dataclass(frozen=True, slots=True)
class Mark:
    """A box on a page, in points from the upper left corner of the upright page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    level: int
    """Level of the heading in it; 0 for a line that was left out of all sections."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, and where it stands on its pages."""

    document: Document
    marks: tuple[Mark, ...]
    scanned: frozenset[int] = frozenset()
    """Numbers of the pages read by OCR."""


def find_marks(
    every: Sequence[Sequence[Line]],
    left_out: AbstractSet[int],
    lines: Sequence[Sequence[Line]],
    headings: Sequence[Heading],
) -> tuple[Mark, ...]:
    """Return a mark for each heading and for each line left out (named by its ``id``).

    ``headings`` count the lines of ``lines``, which are ``every`` line but those left out.
    """
    marks = [
        _around(lines[heading.page - 1][heading.start : heading.end], heading.level)
        for heading in headings
    ]
    marks += [_around([line], 0) for own in every for line in own if id(line) in left_out]
    return tuple(marks)


def _around(lines: Sequence[Line], level: int) -> Mark:
    return Mark(
        page=lines[0].page,
        x0=min(line.x0 for line in lines),
        y0=min(line.top for line in lines),
        x1=max(line.x1 for line in lines),
        y1=max(line.bottom for line in lines),
        level=level,
    )
