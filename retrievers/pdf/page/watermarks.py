"""Large pale words behind the text of the pages: "DRAFT", upright; slanted ones are asides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from headwise.retrievers.pdf.page.records import Page, Span

_LARGE = 2.0  # times the size of most letters
_PALE = 0.6  # lightness, 0 black to 1 white
_MOST = 0.5  # share of the pages that bear it
_NEAR = 4.0  # points by which its place may differ


def without_watermarks(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without large pale words that most of them have at one place."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for span in page.spans:
            sizes[round(span.size, 1)] += len(span.text)
    if len(pages) < 2 or not sizes:
        return list(pages)
    usual = sizes.most_common(1)[0][0]
    bearing: dict[tuple[str, int, int, int], set[int]] = defaultdict(set)
    for page in pages:
        for span in page.spans:
            if span.size >= _LARGE * usual and _lightness(span.color) >= _PALE:
                bearing[_place(span)].add(page.number)
    marks = {place for place, own in bearing.items() if len(own) >= max(2, _MOST * len(pages))}
    if not marks:
        return list(pages)
    return [replace(p, spans=[s for s in p.spans if _place(s) not in marks]) for p in pages]


def _place(span: Span) -> tuple[str, int, int, int]:
    return span.text.strip(), round(span.size), round(span.x0 / _NEAR), round(span.y / _NEAR)


def _lightness(color: int) -> float:
    return sum(color >> shift & 0xFF for shift in (0, 8, 16)) / (3 * 255)
