"""What is drawn on a page besides text: ruling lines, and the places of drawings."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pypdfium2 import raw

from headwise.retrievers.pdf.page import calls
from headwise.retrievers.pdf.page.calls import Handle
from headwise.retrievers.pdf.page.records import Span

# A rule is at most this thick (points); a page with more objects is a drawing, whose
# lines say nothing about tables.
_RULE_THICKNESS = 3.0
_MAX_OBJECTS = 30_000
_MAX_DOTS = 300  # a plot has more
_DOT = (1.0, 12.0)  # points, the sides of a bullet
_MAX_SHAPES = 2_000  # looked at closely; a drawing shows long before
# A drawing has curves or slanting lines, at least so many, and is not an ornament.
_MIN_CURVES = 3
_MIN_EXTENT = 25.0
_NEAR = 8.0  # points between the parts of one drawing
_PROSE_WORDS = 7  # a span of so many words, half as wide as the drawing, is running text
_MAX_PROSE = 0.3  # share of the letters in a drawing that may be running text

_OPAQUE = 230  # of 255
_PICTURES = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING)

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A path that may hide what lies below."""

    box: Box
    color: int | None
    """What it is filled with; nothing if it lets through what lies below."""
    order: int
    """Place among the objects of the page, which lie one over the other."""


@dataclass(slots=True)
class Objects:
    """The objects of a page, in its own coordinates."""

    rules: list[Box] = field(default_factory=list)
    texts: dict[int, int] = field(default_factory=dict)
    """Addresses of text objects that are not inside forms, to their places among all."""
    drawings: list[Box] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    """Small filled shapes and pictures, which may be bullets."""


def objects_of(page: Handle) -> Objects:
    """Return thin paths, text objects of the page itself, and the places of drawings."""
    found = Objects()
    curved: list[bool] = []
    bounds = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(value) for value in bounds]
    count = raw.FPDFPage_CountObjects(page)
    own = calls.address_of(page)
    for index in range(count):
        address = calls.page_object(own, index)
        kind = calls.object_type(address) if address else raw.FPDF_PAGEOBJ_UNKNOWN
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            found.texts[address] = index
            continue
        item = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
        path = kind == raw.FPDF_PAGEOBJ_PATH and count <= _MAX_OBJECTS
        if not (path or kind in _PICTURES) or not raw.FPDFPageObj_GetBounds(item, *references):
            continue
        x0, y0, x1, y1 = box = _box(bounds)
        if path and len(found.dots) < _MAX_DOTS and _is_dot(box) and _fill(item) is not None:
            found.dots.append(box)
        if not path:
            found.images.append(box)
            if _is_dot(box):
                found.dots.append(box)
        elif min(x1 - x0, y1 - y0) <= _RULE_THICKNESS:
            if max(x1 - x0, y1 - y0) > _RULE_THICKNESS and not _is_dot(box):
                found.rules.append(box)
        elif len(curved) < _MAX_SHAPES:
            found.shapes.append(Shape(box, _fill(item), index))
            curved.append(_is_curved(item))
    boxes = (shape.box for shape in found.shapes)
    found.drawings = list(_clusters(zip(boxes, curved, strict=True)))
    return found


def mark_figures(spans: Iterable[Span], drawings: Iterable[Box]) -> None:
    """Mark the spans that are labels in drawings; a box around running text is none.

    ``drawings`` are left, top, right, bottom, as spans are measured.
    """
    spans = list(spans)
    for x0, y0, x1, y1 in drawings:
        own = [s for s in spans if x0 - 2 <= (s.x0 + s.x1) / 2 <= x1 + 2 and y0 <= s.y <= y1 + 2]
        prose = [
            s for s in own
            if s.x1 - s.x0 > 0.5 * (x1 - x0) and s.text.count(" ") >= _PROSE_WORDS
        ]  # fmt: skip
        letters = sum(len(s.text) for s in own)
        if sum(len(s.text) for s in prose) <= _MAX_PROSE * letters and 2 * len(own) <= len(spans):
            for span in own:
                span.figure = True


def _box(bounds: Sequence[ctypes.c_float]) -> Box:
    left, bottom, right, top = (value.value for value in bounds)
    return left, bottom, right, top


def _is_dot(box: Box) -> bool:
    """Whether a shape may be a bullet: small, and about as wide as it is high."""
    width, height = box[2] - box[0], box[3] - box[1]
    least, most = min(width, height), max(width, height)
    return least >= max(_DOT[0], 0.5 * most) and most <= _DOT[1]


def _fill(item: Handle) -> int | None:
    """Return the colour that a path is filled with, if it is and lets nothing through."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroke)
    if mode.value == raw.FPDF_FILLMODE_NONE:
        return None
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(item, *parts)
    red, green, blue, alpha = (part.value & 0xFF for part in parts)
    return red << 16 | green << 8 | blue if alpha >= _OPAQUE else None


def _is_curved(item: Handle) -> bool:
    """Whether a path is more than a box: curves, slanting lines, many corners."""
    count = raw.FPDFPath_CountSegments(item)
    if count > 6:
        return True
    xs, ys = set(), set()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return True
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        xs.add(round(x.value, 1))
        ys.add(round(y.value, 1))
    return len(xs) > 2 or len(ys) > 2 or count <= 2


def _clusters(shapes: Iterable[tuple[Box, bool]]) -> Iterator[Box]:
    """Yield the extents of shapes that lie together and are a drawing."""
    groups: list[tuple[Box, int]] = []
    for own, curved in shapes:
        box, curves = own, int(curved)
        for index in range(len(groups) - 1, -1, -1):
            other, count = groups[index]
            if (
                other[0] - _NEAR <= box[2]
                and box[0] - _NEAR <= other[2]
                and other[1] - _NEAR <= box[3]
                and box[1] - _NEAR <= other[3]
            ):
                box = (min(box[0], other[0]), min(box[1], other[1]),
                       max(box[2], other[2]), max(box[3], other[3]))  # fmt: skip
                curves += count
                del groups[index]
        groups.append((box, curves))
    for box, curves in groups:
        if curves >= _MIN_CURVES and min(box[2] - box[0], box[3] - box[1]) >= _MIN_EXTENT:
            yield box
