"""What the picture of a printed line says about its type: baseline, size and weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Brightness by row and column, 0 black to 255 white."""

_DARK = 140  # at most this bright is ink, on paper that is white or yellowed
_FULL = 0.5  # of the mean ink of the fullest rows: between baseline and top of small letters
_SPECK = 0.02  # the same: less is dirt, or the tip of a neighbouring line's letter
_X_HEIGHT = 0.46  # of the type size, between Times (.45) and Helvetica (.52)
_TALL = 0.70  # height of capitals, figures and ascenders, of the type size


@dataclass(frozen=True, slots=True)
class Type:
    """Measures of a printed line in pixels."""

    baseline: float
    """Row, from the top of the picture."""
    size: float
    """Type size, estimated."""
    stroke: float
    """Mean thickness of its strokes."""


def measure(picture: Picture, box: tuple[int, int, int, int], text: str) -> Type | None:
    """Return the type of the line inside a box (left, top, right, bottom); none without ink."""
    left, top, right, bottom = box
    left, top = max(left, 0), max(top, 0)
    ink = picture[top:bottom, left:right] < _DARK
    if not ink.any():
        return None
    rows = ink.sum(axis=1)
    fullest = np.sort(rows)[-max(1, len(rows) // 4) :].mean()
    full = np.flatnonzero(rows >= _FULL * fullest)
    baseline = int(full[-1]) + 1
    if any(c.isupper() or c.isdecimal() or c in "bdfhkl" for c in text):
        inked = np.flatnonzero(rows >= max(1.0, _SPECK * fullest))
        size = (baseline - int(inked[0])) / _TALL
    else:
        size = (baseline - int(full[0])) / _X_HEIGHT
    return Type(baseline=top + baseline, size=size, stroke=_stroke(ink))


def _stroke(ink: NDArray[np.bool_]) -> float:
    """Return the mean thickness: ink by half the length of its edges."""
    across = np.count_nonzero(ink[:, 1:] != ink[:, :-1])
    along = np.count_nonzero(ink[1:] != ink[:-1])
    # Edges counted in steps across and along are 4/pi as long as the edges themselves.
    return 2.0 * float(np.count_nonzero(ink)) / max(1.0, (across + along) * np.pi / 4.0)
