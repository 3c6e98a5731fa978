"""What was filled in: values of form fields, ticked boxes, and notes written onto the page."""

from __future__ import annotations

import ctypes
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.retrievers.pdf.page.calls import Handle
from headwise.retrievers.pdf.page.frame import Frame
from headwise.retrievers.pdf.page.records import Font, Span

TICKED, EMPTY = "☒", "☐"
_BOXES = frozenset("□☐❑❏◻○▢")  # printed where a box is to be ticked
_WRITTEN = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_TICKED = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW | raw.FPDF_ANNOT_FLAG_INVISIBLE
_PASSWORD = 1 << 13
_MOST = 5_000  # annotations of a page that are looked at
_LONGEST = 100_000  # characters of a value
_SIZE = re.compile(r"(?<!\d)(\d++(?:\.\d++)?)\s++Tf")
_LETTER = 0.5  # em; mean width
_LEADING = 1.2
_LABEL = 200.0  # points from a label with a colon to its field, at most
_FONT = Font("Filled in", "filled in")

_BOX = re.compile(rf"([{TICKED}{EMPTY}])")
_LONGEST_OPTION = 4  # words; longer ones are statements, each with a box of its own


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands in a box: left, top, right and bottom, as spans are measured."""

    text: str
    box: tuple[float, float, float, float]
    size: float
    """Of its letters; 0 where the file leaves it to the reader."""


def with_fields(page: pdfium.PdfPage, frame: Frame, spans: list[Span]) -> list[Span]:
    """Return the spans of a page with what was filled in, each where it is shown."""
    entries = list(_entries(page, frame))
    if not entries:
        return spans
    sizes = Counter(span.size for span in spans)
    usual = sizes.most_common(1)[0][0] if sizes else 10.0
    for entry in entries:
        inside = [span for span in spans if _stands_in(span, entry)]
        printed = "".join(span.text for span in inside)
        if entry.text in (TICKED, EMPTY):
            spans = [s for s in spans if not (s in inside and s.text.strip() in _BOXES)]
        elif "".join(entry.text.split()) in "".join(printed.split()):
            continue  # the value is printed on the page too
        spans = [*spans, *_printed(entry, spans, usual)]
    return spans


def chosen(text: str) -> str:
    """Return a question with what was ticked as its answer; other text as it is.

    >>> chosen("Insured: ☒ yes ☐ no"), chosen("Insured: yes ☐ no ☒")
    ('Insured: yes', 'Insured: no')
    >>> chosen("Insured: ☐ yes ☐ no"), chosen("☒ I have read the rules.")
    ('Insured: ☐ yes ☐ no', '☒ I have read the rules.')
    """
    label, _, rest = text.partition(":")
    if TICKED not in rest or EMPTY not in rest or ":" in rest:
        return text
    before, *marked = map(str.strip, _BOX.split(rest))
    boxes, options = marked[::2], marked[1::2]  # what stands behind each box, or …
    if before:
        *options, behind = before, *options  # … in front of it
        if behind:
            return text
    if not all(0 < len(option.split()) <= _LONGEST_OPTION for option in options):
        return text
    ticked = [option for box, option in zip(boxes, options, strict=True) if box == TICKED]
    return f"{label}: {', '.join(ticked)}"


def _entries(page: pdfium.PdfPage, frame: Frame) -> Iterator[_Entry]:
    form = page.formenv.raw if page.formenv is not None else None
    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST)):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        try:
            entry = _entry(note, form, frame)
        finally:
            raw.FPDFPage_CloseAnnot(note)
        if entry is not None:
            yield entry


def _entry(note: Handle, form: Handle | None, frame: Frame) -> _Entry | None:
    kind = raw.FPDFAnnot_GetSubtype(note)
    rect = raw.FS_RECTF()
    if (
        kind not in (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET)
        or raw.FPDFAnnot_GetFlags(note) & _UNSEEN
        or not raw.FPDFAnnot_GetRect(note, rect)
    ):
        return None
    box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
    if box[2] - box[0] < 1.0 or box[3] - box[1] < 1.0:
        return None
    if kind == raw.FPDF_ANNOT_FREETEXT:
        text = _string(raw.FPDFAnnot_GetStringValue, note, b"Contents")
        size = _SIZE.search(_string(raw.FPDFAnnot_GetStringValue, note, b"DA"))
        return _Entry(text, box, float(size[1]) if size else 0.0) if text.strip() else None
    return _field(note, form, box) if form else None


def _field(note: Handle, form: Handle, box: tuple[float, float, float, float]) -> _Entry | None:
    kind = raw.FPDFAnnot_GetFormFieldType(form, note)
    if kind in _TICKED:
        return _Entry(TICKED if raw.FPDFAnnot_IsChecked(form, note) else EMPTY, box, 0.0)
    if kind not in _WRITTEN or raw.FPDFAnnot_GetFormFieldFlags(form, note) & _PASSWORD:
        return None
    text = _string(raw.FPDFAnnot_GetFormFieldValue, form, note)
    size = ctypes.c_float()
    raw.FPDFAnnot_GetFontSize(form, note, size)
    return _Entry(text, box, size.value) if text.strip() else None


def _printed(entry: _Entry, spans: Sequence[Span], usual: float) -> Iterator[Span]:
    """Yield the lines of an entry; a single one stands on the line of its label."""
    left, top, right, bottom = entry.box
    size = round(min(entry.size or usual, max(bottom - top, 1.0)), 1)
    width = max(1, int((right - left) / (_LETTER * size)))
    lines = [
        line for part in entry.text.splitlines() for line in textwrap.wrap(part, width) or [""]
    ]
    if len(lines) * size > bottom - top or len(lines) == 1:  # it is shown in smaller letters
        lines = [" ".join(entry.text.split())] if bottom - top < 2.2 * size else lines
    baseline = top + _LEADING * size if len(lines) > 1 else (top + bottom) / 2 + 0.3 * size
    if len(lines) == 1:
        beside = [s for s in spans if top - 0.2 * size < s.y < bottom + 0.2 * size]
        label = min(beside, key=lambda s: max(s.x0 - right, left - s.x1), default=None)
        if label is not None:
            baseline, size = label.y, label.size
            before = [s for s in beside if s.x1 <= left + 2.0]
            last = max(before, key=lambda s: s.x1, default=None)
            if last is not None and last.text.rstrip().endswith(":") and left - last.x1 < _LABEL:
                left = last.x1 + 0.3 * size
    for number, line in enumerate(lines):
        if line:
            end = min(right, left + _LETTER * size * len(line))
            y = baseline + number * _LEADING * size
            yield Span(line, left, max(end, left + 1.0), y, size, _FONT, space_before=True)


def _stands_in(span: Span, entry: _Entry) -> bool:
    left, top, right, bottom = entry.box
    return left - 2 <= (span.x0 + span.x1) / 2 <= right + 2 and top - 2 <= span.y <= bottom + 2


def _string(ask: Handle, *arguments: Handle) -> str:
    length = ask(*arguments, None, 0)
    if not 2 < length <= 2 * _LONGEST:
        return ""
    buffer = (ctypes.c_ushort * ((length + 1) // 2))()
    ask(*arguments, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace")
