"""How a first estimate agrees over the document: the evidence for the second.

A line is more likely a heading if the others in its style are, and those with the numbers
before and after its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.pdf.headings.around import style_key
from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.text.numbers import Number, readings

_MOST = 6.0  # log odds, either way; estimates beyond are not told apart
_NONE = -9.0  # where there is nothing to agree with


class Agreement(NamedTuple):
    """The first estimate (in log odds) of a candidate and of those that it belongs with."""

    own: float
    style_mean: float
    style_likely: float
    style_count: float
    style_most: float
    face_mean: float
    face_likely: float
    face_count: float
    face_most: float
    before: float
    behind: float
    better_on_page: float
    likely_on_page: float
    numbers_most: float
    numbers_least: float


NAMES = Agreement._fields


def agreement_of(
    candidates: Sequence[Candidate], first: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return one row for each candidate and one column for each of ``NAMES``."""
    odds = np.clip(first, -_MOST, _MOST)
    styles = _grouped([style_key(c.lines[0]) for c in candidates], odds)
    faces = _grouped(
        [(round(c.style.size), c.style.bold, c.style.italic) for c in candidates], odds
    )
    pages: dict[int, list[int]] = defaultdict(list)
    for index, c in enumerate(candidates):
        pages[c.page].append(index)
    numbers = _numbers(candidates)
    rows = []
    for index, c in enumerate(candidates):
        own = odds[index]
        on_page = odds[pages[c.page]]
        beside = [max(odds[near]) for near in _beside(index, c, numbers)]
        rows.append(
            Agreement(
                own,
                *styles[index],
                *faces[index],
                before=odds[index - 1] if index else _NONE,
                behind=odds[index + 1] if index + 1 < len(odds) else _NONE,
                better_on_page=(on_page > own).sum(),
                likely_on_page=(on_page > 0).sum(),
                numbers_most=max(beside, default=_NONE),
                numbers_least=min(beside, default=_NONE),
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(NAMES))


def _grouped(
    keys: Sequence[Hashable], odds: NDArray[np.float64]
) -> list[tuple[float, float, float, float]]:
    """Return for each key the mean and the likely share of the others, how many, the highest."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        groups[key].append(index)
    found = [(_NONE, _NONE, 1.0, _NONE)] * len(keys)
    for own in groups.values():
        values = odds[own]
        others, likely = len(own) - 1, (values > 0).sum()
        for index, value in zip(own, values, strict=True):
            if others:
                mean, share = (values.sum() - value) / others, (likely - (value > 0)) / others
                found[index] = (mean, share, len(own), values.max())
    return found


def _numbers(candidates: Sequence[Candidate]) -> dict[Number, list[int]]:
    places: dict[Number, list[int]] = defaultdict(list)
    for index, c in enumerate(candidates):
        for way in readings(c.number or ""):
            places[way].append(index)
    return places


def _beside(index: int, c: Candidate, numbers: dict[Number, list[int]]) -> list[list[int]]:
    """Return where the number before a candidate's own stands above it, and the next below."""
    found = []
    for way in readings(c.number or ""):
        *prefix, last = way.parts
        for step in (-1, 1):
            places = numbers.get(way.with_parts(*prefix, last + step), ())
            near = [place for place in places if (place - index) * step > 0]
            if near:
                found.append(near)
    return found
