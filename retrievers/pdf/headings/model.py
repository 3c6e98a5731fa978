"""How likely each candidate is a heading: boosted trees over ``features``, as data.

The trees (``model.json``) are written by ``make fit``. A tree is a list of nodes, the root
first: the column that it asks for, the limit, and where to go for values up to it and above.
Leaves lead to themselves.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from headwise.retrievers.pdf.headings.candidates import Candidate
from headwise.retrievers.pdf.headings.contents import Contents
from headwise.retrievers.pdf.headings.features import features_of, style_key
from headwise.retrievers.pdf.headings.weights import WEIGHTS
from headwise.retrievers.pdf.page.records import Line
from headwise.retrievers.pdf.page.styles import Body

LIKELY = 0.4
"""The probability from which a candidate is taken for a heading."""

STYLE_SHARE = 0.4
"""How much the mean of the others in its style adds to a candidate's own log odds.

Both were chosen on predictions for documents left out: of the shares 0, .2, .4, .7 and 1
and thresholds from .3 to .5, F1 was highest here (.918 on documents of the world, .907
without a share).
"""

PRIOR = 0.2
"""How much each point of the first score above its threshold adds to the log odds.

It costs nothing on documents left out (.917) and decides where a document is too short for
the trees to know the like of it.
"""

_VETOES = frozenset({"title page", "above the first text", "title again"})

_MOST = 4.0  # points of the first score, either way; a veto has more
_SEVERAL = 4  # others in a style from which on their mean counts in full
_CERTAIN = 0.002  # probabilities closer to 0 and 1 are not told apart


class Trees(NamedTuple):
    """Nodes of all trees, one row for each tree."""

    column: NDArray[np.int16]
    limit: NDArray[np.float32]
    below: NDArray[np.int16]
    above: NDArray[np.int16]
    value: NDArray[np.float32]
    depth: int

    def log_odds(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the sum of all trees for each row of features."""
        trees = np.arange(len(self.column))
        node = np.zeros((len(features), len(self.column)), dtype=np.int16)
        rows = np.arange(len(features))[:, None]
        for _ in range(self.depth):
            low = features[rows, self.column[trees, node]] <= self.limit[trees, node]
            node = np.where(low, self.below[trees, node], self.above[trees, node])
        total: NDArray[np.float64] = self.value[trees, node].sum(axis=1, dtype=np.float64)
        return total


def likelihoods(
    candidates: Sequence[Candidate],
    pages: Sequence[Sequence[Line]],
    contents: Contents,
    body: Body,
) -> list[float]:
    """Return for each candidate the probability that it is a heading, 0 to 1."""
    if not candidates:
        return []
    own = _trees().log_odds(features_of(candidates, pages, contents, body))
    return weighed(own, candidates)


def weighed(own: NDArray[np.float64], candidates: Sequence[Candidate]) -> list[float]:
    """Return probabilities from the trees' log odds, the first scores and the styles."""
    limit = np.log((1 - _CERTAIN) / _CERTAIN)
    first = np.array([c.score for c in candidates]) - WEIGHTS.threshold
    odds = np.clip(own, -limit, limit) + PRIOR * np.clip(first, -_MOST, _MOST)
    styles = defaultdict(list)
    for index, candidate in enumerate(candidates):
        styles[style_key(candidate.lines[0])].append(index)
    for same in styles.values():
        share = STYLE_SHARE * min(1.0, (len(same) - 1) / _SEVERAL)
        odds[same] += share * odds[same].mean()
    odds[[any(c.notes.get(note, 0) < -_MOST for note in _VETOES) for c in candidates]] = -limit
    return [float(p) for p in 1 / (1 + np.exp(-odds))]


@cache
def _trees() -> Trees:
    text = resources.files(__package__).joinpath("model.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Trees(
        np.array(data["column"], np.int16),
        np.array(data["limit"], np.float32),
        np.array(data["below"], np.int16),
        np.array(data["above"], np.int16),
        np.array(data["value"], np.float32),
        data["depth"],
    )
