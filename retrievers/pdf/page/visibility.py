"""Which text of a page its reader cannot see: nothing of it may reach an answer.

What the objects say settles most text at once. Where it is in doubt (its colour is that of
what lies below, something lies over it, it is in a layer), the page is drawn twice, with the
text in doubt and without: what makes no difference is hidden.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.retrievers.pdf.page import calls
from headwise.retrievers.pdf.page.calls import Handle
from headwise.retrievers.pdf.page.frame import Frame
from headwise.retrievers.pdf.page.objects import Box, Objects
from headwise.retrievers.pdf.page.records import Span

_TINY = 1.0  # points; smaller letters are no text for readers
_UNLIKE = 32  # of 255: colours nearer than this are in doubt
_SEEN = 12  # of 255: text that changes no colour of the page by so much is not seen
_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_LARGEST = 1e5  # points; PDF's own limit for a page is 14,400
_WHITE = 0xFFFFFF
_LAYER = 6  # bytes of "OC" in UTF-16 with its end
_LENGTH = calls.Numbers(1, "L")


@dataclass(slots=True)
class Printed:
    """A span, and how its text object is painted."""

    span: Span
    address: int
    """Of its text object."""
    frame: Frame
    mode: int
    alpha: int
    order: int
    """Place of the object on the page, to know what lies over it; -1 inside a form."""


def hidden(page: pdfium.PdfPage, texts: Sequence[Printed], objects: Objects) -> set[int]:
    """Return the ``id`` of each span that the page does not show."""
    unseen = {id(text.span) for text in texts if _outside(text) or text.span.size < _TINY}
    unseen |= _unpainted(texts, objects.images)
    layers: dict[str, list[Printed]] = defaultdict(list)
    for text in texts:
        if id(text.span) not in unseen and text.mode not in _INVISIBLE:
            layer = _layer(text.address)
            if layer or text.alpha < _UNLIKE or _blends(text, objects):
                layers[layer].append(text)
    if layers:
        whole = _picture(page)
        for own in layers.values():
            unseen |= _without_effect(page, whole, own)
    return unseen


def _outside(text: Printed) -> bool:
    """Whether most of a text stands beside the part of the page that is shown."""
    span, frame = text.span, text.frame
    if not all(0 < side < _LARGEST for side in (frame.width, frame.height)):
        return False  # a damaged box shows nothing
    middle = (span.x0 + span.x1) / 2
    return not (0 <= middle <= frame.width and 0 <= span.y - 0.3 * span.size <= frame.height)


def _unpainted(texts: Sequence[Printed], images: Sequence[Box]) -> set[int]:
    """Return the spans without paint, but for those that say what a picture below them shows.

    A scan has more of them than of words that are printed on top of it; so has a page whose
    letters are all drawn as paths.
    """
    without = [text for text in texts if text.mode in _INVISIBLE]
    if not without:
        return set()
    painted = [text for text in texts if text.mode not in _INVISIBLE]
    if not painted:
        return set()
    kept: set[int] = set()
    for image in images:
        own = [text.span for text in without if _within(_middle(text), image)]
        stamps = sum(len(text.span.text) for text in painted if _within(_middle(text), image))
        if sum(len(span.text) for span in own) >= stamps:
            kept.update(map(id, own))
    return {id(text.span) for text in without} - kept


def _blends(text: Printed, objects: Objects) -> bool:
    """Whether a text may be covered, or have the colour of what lies below it."""
    x, y = _middle(text)
    below = _WHITE
    for shape in objects.shapes:
        left, bottom, right, top = shape.box
        if shape.color is None or not (left <= x <= right and bottom <= y <= top):
            continue
        if text.order >= 0 and shape.order > text.order:
            return True
        below = shape.color
    if _distance(text.span.color, below) >= _UNLIKE:
        return False
    # Nothing is known of a picture's colours, but letters on one are there to be seen.
    return not any(_within((x, y), image) for image in objects.images)


def _layer(address: int) -> str:
    """Return the name of the layer that a text is in; ``?`` where it has none."""
    for index in range(calls.count_marks(address)):
        mark = calls.mark_at(address, index)
        # Nearly all marks are of tagged text, with other names than "OC": told by the length.
        calls.mark_name(mark, None, 0, _LENGTH.address)
        if _LENGTH.values[0] == _LAYER and _string(raw.FPDFPageObjMark_GetName, mark) == "OC":
            return _string(raw.FPDFPageObjMark_GetParamStringValue, mark, b"Name") or "?"
    return ""


def _item(address: int) -> Handle:
    return ctypes.cast(address, raw.FPDF_PAGEOBJECT)


def _string(ask: Handle, mark: int, *arguments: Handle) -> str:
    handle = ctypes.cast(mark, raw.FPDF_PAGEOBJECTMARK)
    buffer = (ctypes.c_ushort * 128)()
    length = ctypes.c_ulong()
    if not ask(handle, *arguments, buffer, ctypes.sizeof(buffer), ctypes.byref(length)):
        return ""
    return bytes(buffer)[: max(0, min(length.value, 256) - 2)].decode("utf-16-le", "replace")


def _without_effect(
    page: pdfium.PdfPage, whole: pdfium.PdfBitmap, texts: Iterable[Printed]
) -> set[int]:
    """Return the spans without which the page looks the same."""
    texts = list(texts)
    for text in texts:
        raw.FPDFPageObj_SetIsActive(_item(text.address), 0)
    without = _picture(page)
    for text in texts:
        raw.FPDFPageObj_SetIsActive(_item(text.address), 1)
    before, after = bytes(whole.buffer), bytes(without.buffer)
    unseen = set()
    for text in texts:
        left, top, right, bottom = _pixels(page, text, whole)
        rows = (
            (y * whole.stride + 3 * left, y * whole.stride + 3 * right) for y in range(top, bottom)
        )
        if not any(
            before[a:b] != after[a:b]
            and max(map(_absolute, before[a:b], after[a:b]), default=0) >= _SEEN
            for a, b in rows
        ):
            unseen.add(id(text.span))
    without.close()
    return unseen


def _absolute(one: int, other: int) -> int:
    return abs(one - other)


def _picture(page: pdfium.PdfPage) -> pdfium.PdfBitmap:
    return page.render(scale=1, draw_annots=False, force_bitmap_format=raw.FPDFBitmap_BGR)


def _pixels(
    page: pdfium.PdfPage, text: Printed, picture: pdfium.PdfBitmap
) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a text in a picture of its page."""
    span = text.span
    x, y = ctypes.c_int(), ctypes.c_int()
    points = []
    for corner in ((span.x0, span.y - 0.9 * span.size), (span.x1, span.y + 0.3 * span.size)):
        raw.FPDF_PageToDevice(
            page.raw, 0, 0, picture.width, picture.height, 0, *text.frame.back(*corner), x, y
        )
        points.append((x.value, y.value))
    (xa, ya), (xb, yb) = points
    left, right = max(0, min(xa, xb) - 1), min(picture.width, max(xa, xb) + 2)
    return left, max(0, min(ya, yb) - 1), right, min(picture.height, max(ya, yb) + 2)


def _middle(text: Printed) -> tuple[float, float]:
    span = text.span
    return text.frame.back((span.x0 + span.x1) / 2, span.y - 0.3 * span.size)


def _within(point: tuple[float, float], box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _distance(one: int, other: int) -> int:
    return max(abs((one >> shift & 0xFF) - (other >> shift & 0xFF)) for shift in (0, 8, 16))
