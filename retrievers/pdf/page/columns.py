"""Where the columns of a page are: the gutters between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from headwise.retrievers.pdf.page.direction import runs_left
from headwise.retrievers.pdf.page.records import Span
from headwise.retrievers.pdf.page.scripts import FARTHEST, LONGEST

# Chosen on the two-column and the one-column files of the development corpus: all pages
# with columns are split, and no page of a one-column file is, apart from real column lists.
_MIN_LINES = 4  # lines that a column needs at least on both sides of the gutter
_MIN_FILL = 0.45  # median share of the column's width that its wide lines take
_WIDE = 0.2  # a fragment this wide, as a share of the page, tells about columns
_NEAR = 8.0  # gutters of different pages this close (points) are the same
_NOTE_GAP = 0.6  # em to a note in the margin that is set in smaller letters than the text
_NOTE_SIZE = 0.7, 0.93  # relative to the text's; a script is smaller
# Three columns must be plain to see, so that no table of three columns is taken for them.
_WIDE_OF_THREE = 0.14
_MIN_FILL_OF_THREE = 0.6
_MIN_LINES_OF_THREE = 6


@dataclass(slots=True)
class Fragment:
    """Spans that follow each other closely on one baseline."""

    spans: list[Span]
    x0: float
    x1: float
    y: float
    size: float


def fragments_of(spans: Sequence[Span]) -> list[Fragment]:
    """Join spans that follow each other in the file and stand side by side.

    Sub- and superscripts join the fragment that they hang on.
    """
    fragments: list[Fragment] = []
    last: Fragment | None = None
    for span in spans:
        if last is not None:
            size = max(last.size, span.size)
            gap = span.x0 - last.x1
            if gap < -size and runs_left(ord(span.text[0])):
                gap = last.x0 - span.x1
            drift = _drift(last.spans[-1], span, gap / size)
            widest = _NOTE_GAP if _begins_note(span, last.spans[-1]) else 1.2
            if -0.4 * size < gap < widest * size and abs(span.y - last.y) <= drift * size:
                last.spans.append(span)
                last.x0, last.x1 = min(last.x0, span.x0), max(last.x1, span.x1)
                if span.size > last.size + 0.5:
                    last.size, last.y = span.size, span.y
                continue
        last = Fragment([span], span.x0, span.x1, span.y, span.size)
        fragments.append(last)
    return fragments


def _begins_note(span: Span, before: Span) -> bool:
    """Whether words of another size go on a line, as where a note in the margin begins."""
    smaller, larger = sorted((span.size, before.size))
    least, most = _NOTE_SIZE
    label = before.text.strip()[-1:].isdecimal()
    return least * larger < smaller < most * larger and span.text[0].isalpha() and not label


def _drift(before: Span, span: Span, gap: float) -> float:
    """Return how far two neighbours' baselines may differ, in em; ``gap`` is in em too.

    A full-size neighbour shares the baseline, a script is off by half its size.
    """
    if min(before.size, span.size) <= 0.93 * max(before.size, span.size):
        return FARTHEST if gap < 0.35 else 0.2
    short = min(len(before.text.strip()), len(span.text.strip())) <= LONGEST
    return FARTHEST if short and abs(gap) < 0.15 else 0.2


Gutters = tuple[float, ...]


def gutters_of(pages: Sequence[Sequence[Fragment]], widths: Sequence[float]) -> list[Gutters]:
    """Return for each page where its second and third column begin; empty for one column.

    A page that fits the gutters of the others needs less evidence of its own.
    """
    found = [find_gutters(own, width) for own, width in zip(pages, widths, strict=True)]
    usual = _usual(found)
    if not usual:
        return found
    return [
        _settled(own, width, gutters, usual)
        for own, width, gutters in zip(pages, widths, found, strict=True)
    ]


def _settled(fragments: Sequence[Fragment], width: float, own: Gutters, usual: Gutters) -> Gutters:
    """Return a page's gutters in view of those of most pages.

    A list set in from the edge of its column can hide the gutter.
    """
    if not own:
        return find_gutters(fragments, width, usual)
    if len(own) != len(usual) or _same(own, usual):
        return own
    return usual if all(_parts(fragments, width, edge) for edge in usual) else own


def _parts(fragments: Sequence[Fragment], width: float, edge: float) -> bool:
    """Whether nearly all lines of a page stand on one side of a gutter."""
    wide = [f for f in fragments if f.x1 - f.x0 >= _WIDE * width and not f.spans[0].figure]
    left = sum(f.x1 <= edge + 1.0 for f in wide)
    right = sum(f.x0 >= edge - _NEAR for f in wide)
    return min(left, right) >= _MIN_LINES and left + right >= 0.8 * len(wide)


def find_gutters(fragments: Sequence[Fragment], width: float, like: Gutters = ()) -> Gutters:
    """Return where the second and third column of a page begin."""
    two = _two_gutters(fragments, width, like)
    if two or len(like) > 1:
        return two
    one = _one_gutter(fragments, width, like[0] if like else None)
    return () if one is None else (one,)


def _two_gutters(fragments: Sequence[Fragment], width: float, like: Gutters) -> Gutters:
    """Return the gutters of a page of three columns of about the same width."""
    wide = [f for f in fragments if f.x1 - f.x0 >= _WIDE_OF_THREE * width]
    wide = [f for f in wide if not f.spans[0].figure]
    middle = _usual_start(wide, 0.25 * width, 0.5 * width)
    last = _usual_start(wide, 0.5 * width, 0.8 * width)
    if middle is None or last is None:
        return ()
    known = len(like) == 2 and max(abs(like[0] - middle), abs(like[1] - last)) <= _NEAR
    start, end = min(f.x0 for f in wide), max(f.x1 for f in wide)
    edges = (start, middle, last, end + 1.0)
    inside = 0
    for left, right in pairwise(edges):
        own = [f for f in wide if f.x0 >= left - 1.5 and f.x1 <= right + 1.0]
        inside += len(own)
        if len(own) < (2 if known else _MIN_LINES_OF_THREE):
            return ()
        if median(f.x1 - f.x0 for f in own) < _MIN_FILL_OF_THREE * (right - left) and not known:
            return ()
    widths = [right - left for left, right in pairwise(edges)]
    if max(widths) > 1.25 * min(widths) or inside < 0.7 * len(wide):
        return ()
    return middle, last


def _usual_start(wide: Sequence[Fragment], least: float, most: float) -> float | None:
    """Return the left edge that most lines which begin in a stretch of the page share."""
    starts = Counter(round(f.x0) for f in wide if least <= f.x0 <= most)
    if not starts:
        return None
    peak = max(starts, key=lambda x: starts[x - 1] + starts[x] + starts[x + 1])
    return min(f.x0 for f in wide if abs(f.x0 - peak) <= 1.5)


def _one_gutter(
    fragments: Sequence[Fragment], width: float, like: float | None = None
) -> float | None:
    """Return the x where the right one of two columns begins, or None for one column."""
    wide = [f for f in fragments if f.x1 - f.x0 >= _WIDE * width and not f.spans[0].figure]
    edge = _usual_start(wide, 0.3 * width, 0.75 * width)
    if edge is None:
        return None
    left = [f for f in wide if f.x1 <= edge + 1.0]
    right = [f for f in wide if f.x0 >= edge - 1.0]
    across = [f for f in wide if f.x0 < edge - 0.05 * width and f.x1 > edge + 0.05 * width]
    known = like is not None and abs(like - edge) <= _NEAR
    fewer = min(len(left), len(right))
    if fewer < (2 if known else _MIN_LINES) or len(across) > (6 if known else 2) * fewer:
        return None
    start, end = min(f.x0 for f in left), max(f.x1 for f in right)
    fill_left = median(f.x1 - f.x0 for f in left) / max(1.0, edge - start)
    fill_right = median(f.x1 - f.x0 for f in right) / max(1.0, end - edge)
    if min(fill_left, fill_right) < _MIN_FILL and not known:
        return None
    return edge


def _usual(gutters: Sequence[Gutters]) -> Gutters:
    """Return the gutters that at least two pages and a quarter of all pages share, if any."""
    found = [g for g in gutters if g]
    if not found:
        return ()
    best = max(found, key=lambda g: sum(_same(g, other) for other in found))
    shared = [g for g in found if _same(g, best)]
    if len(shared) < max(2, len(gutters) / 4):
        return ()
    return tuple(median(places) for places in zip(*shared, strict=True))


def _same(a: Gutters, b: Gutters) -> bool:
    return len(a) == len(b) and all(abs(x - y) <= _NEAR for x, y in zip(a, b, strict=True))
