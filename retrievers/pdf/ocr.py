"""Reading pictures of text with RapidOCR, where the extra ``headwise[ocr]`` is installed.

The models ship in RapidOCR's wheel and are named by their files, so nothing is ever
downloaded. What is recognised becomes lines with estimated type, for the same steps that
text goes through.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium

from headwise.retrievers.pdf.page.records import Font, Page, Span

if TYPE_CHECKING:
    from headwise.retrievers.pdf.page.ink import Picture, Type

INSTALL = "needs OCR: pip install 'headwise[ocr]'"
"""The remedy where the extra is not installed."""
MEMORY = 2 << 30
"""Bytes of address space that OCR may take beside reading; pages take up to 1.5 GB."""

_DPI = 200.0  # small letters of 10 points are 13 pixels high, enough to measure them
_LARGEST = 4000  # pixels of the longer side, however large the page
_STEP = 1.08  # estimated sizes vary by 4 %; sizes nearer than this are taken for one
_BOLD = 1.22  # strokes so much thicker than most are bold; measured: 1.27–1.4, plain to 1.1
_FEWEST_LETTERS = 3  # fewer say nothing of their weight
_REGULAR = Font("OCR", "ocr")
_HEAVY = Font("OCR-Bold", "ocr", bold=True)


@dataclass(frozen=True, slots=True)
class _Line:
    """A recognised line, in pixels."""

    text: str
    left: float
    right: float
    type: Type


@dataclass(frozen=True, slots=True)
class Scan:
    """What was recognised on one page."""

    number: int
    width: float
    height: float
    scale: float
    """Pixels per point."""
    lines: tuple[_Line, ...]


def installed() -> bool:
    """Whether the extra is there, with its models."""
    return _models() is not None


def scan(page: pdfium.PdfPage, number: int) -> Scan:
    """Recognise the lines of a page as it is displayed."""
    width, height = page.get_size()
    scale = min(_DPI / 72.0, _LARGEST / max(width, height, 1.0))
    bitmap = page.render(scale=scale, grayscale=True)
    picture: Picture = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
    bitmap.close()
    return Scan(number, width, height, scale, tuple(_recognise(picture)))


def pages_of(scans: Sequence[Scan]) -> list[Page]:
    """Return scans as pages of text, with sizes and weights settled over all of them."""
    lines = [(line, line.type.size / own.scale) for own in scans for line in own.lines]
    if not lines:
        return [Page(own.number, own.width, own.height) for own in scans]
    body = _weighted_median((size, len(line.text)) for line, size in lines)
    stroke = _weighted_median(
        (line.type.stroke / line.type.size, len(line.text)) for line, _ in lines
    )
    return [
        Page(
            own.number,
            own.width,
            own.height,
            [_span(line, own.scale, body, stroke) for line in own.lines],
        )
        for own in scans
    ]


def _span(line: _Line, scale: float, body: float, stroke: float) -> Span:
    steps = round(math.log(line.type.size / scale / body, _STEP))
    letters = sum(map(str.isalpha, line.text))
    bold = letters >= _FEWEST_LETTERS and line.type.stroke / line.type.size > _BOLD * stroke
    return Span(
        text=line.text,
        x0=line.left / scale,
        x1=line.right / scale,
        y=line.type.baseline / scale,
        size=round(body * _STEP**steps, 1),
        font=_HEAVY if bold else _REGULAR,
        space_before=True,
    )


def _weighted_median(values: Iterable[tuple[float, int]]) -> float:
    return statistics.median([value for value, weight in values for _ in range(weight)])


def _recognise(picture: Picture) -> list[_Line]:
    # Numpy takes longer to import than a short document to read.
    import numpy as np

    from headwise.retrievers.pdf.page.ink import measure

    found = _engine()(np.repeat(picture[:, :, None], 3, axis=2))
    lines = []
    for corners, text in zip(
        found.boxes if found.boxes is not None else (), found.txts or (), strict=True
    ):
        left, top = (int(value) for value in np.floor(corners.min(axis=0)))
        right, bottom = (int(value) for value in np.ceil(corners.max(axis=0)))
        kind = measure(picture, (left, top, right, bottom), text)
        if kind is not None and text.strip():
            lines.append(_Line(text.strip(), left, right, kind))
    return lines


@cache
def _models() -> dict[str, str] | None:
    """Return the settings that name the model files, or nothing if one is missing."""
    package = find_spec("rapidocr")
    if package is None or not package.submodule_search_locations or not find_spec("onnxruntime"):
        return None
    folder = Path(package.submodule_search_locations[0]) / "models"
    found = {
        f"{part}.model_path": next(map(str, sorted(folder.glob(f"*_{part.lower()}_*.onnx"))), None)
        for part in ("Det", "Rec")
    }
    models = {key: path for key, path in found.items() if path is not None}
    return models if len(models) == len(found) else None


@cache
def _engine() -> Callable[[Any], Any]:
    # Whole pages stand upright, so the classifier that turns single lines over is left out.
    settings = {"Global.use_cls": False, "Global.log_level": "critical", **(_models() or {})}
    engine: Callable[[Any], Any] = import_module("rapidocr").RapidOCR(params=settings)
    return engine
