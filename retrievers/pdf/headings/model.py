"""How likely each candidate is a heading: boosted trees, fitted by ``make fit``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.pdf.headings.agreement import agreement_of
from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.features import features_of
from headwise.retrievers.pdf.headings.trees import trees
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body

LIKELY = 0.4
"""The probability from which a candidate is taken for a heading."""

PRIOR = 0.2
"""How much each point of the first score above its threshold adds to the log odds.

It costs nothing on documents left out and decides where a document is too short for the
trees to know the like of it.
"""

_VETOES = frozenset({"title page", "above the first text", "title again"})
# Of 4,200 such lines without a number that the contents do not list, three were headings.
_NEVER = frozenset({"date", "few letters", "head of a table", "row of cells"})
_MOST = 4.0  # points of the first score, either way; a veto has more
_CERTAIN = 0.002  # probabilities closer to 0 and 1 are not told apart


def likelihoods(
    candidates: Sequence[Candidate],
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    body: Body,
) -> list[float]:
    """Return for each candidate the probability that it is a heading, 0 to 1.

    It is estimated twice: from the candidate and what is around it, then from how that
    estimate agrees with those of the same style and of the numbers before and after.
    """
    if not candidates:
        return []
    first = trees("candidates").log_odds(features_of(candidates, pages, contents, body))
    second = trees("context").log_odds(agreement_of(candidates, first))
    return weighed(second, candidates)


def weighed(odds: NDArray[np.float64], candidates: Sequence[Candidate]) -> list[float]:
    """Return probabilities from the trees' log odds, the first scores and vetoes."""
    limit = np.log((1 - _CERTAIN) / _CERTAIN)
    first = np.array([c.score for c in candidates]) - WEIGHTS.threshold
    odds = np.clip(odds, -limit, limit) + PRIOR * np.clip(first, -_MOST, _MOST)
    odds[[_is_vetoed(c) for c in candidates]] = -limit
    return [float(p) for p in 1 / (1 + np.exp(-odds))]


def _is_vetoed(c: Candidate) -> bool:
    if any(c.notes.get(note, 0) < -_MOST for note in _VETOES):
        return True
    return c.contents is None and c.number is None and bool(_NEVER & c.notes.keys())
