"""Boosted trees as data: what ``make fit`` writes into ``model.json``.

A tree is a list of nodes, the root first: the column that it asks for, the limit, and where
to go for values up to it and above. Leaves lead to themselves.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 4096  # rows, which bounds the memory that a long document takes


class Trees(NamedTuple):
    """Nodes of all trees, one behind the other."""

    column: NDArray[np.intp]
    limit: NDArray[np.float32]
    below: NDArray[np.intp]
    above: NDArray[np.intp]
    value: NDArray[np.float32]
    roots: NDArray[np.intp]
    depth: int

    def log_odds(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the sum of all trees for each row of features."""
        parts = [features[start : start + _AT_ONCE] for start in range(0, len(features), _AT_ONCE)]
        return np.concatenate([self._sums(part) for part in parts] or [np.zeros(0)])

    def _sums(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        rows = np.arange(len(features))[:, None] * features.shape[1]
        node = np.broadcast_to(self.roots, (len(features), len(self.roots)))
        for _ in range(self.depth):
            low = features.take(rows + self.column.take(node)) <= self.limit.take(node)
            node = np.where(low, self.below.take(node), self.above.take(node))
        total: NDArray[np.float64] = self.value.take(node).sum(axis=1, dtype=np.float64)
        return total


@cache
def trees(name: str) -> Trees:
    """Return the trees fitted for one purpose: ``candidates`` or ``context``."""
    text = resources.files(__package__).joinpath("model.json").read_text(encoding="utf-8")
    data = json.loads(text)[name]
    width = len(data["column"][0])
    roots = width * np.arange(len(data["column"]))
    return Trees(
        column=np.ravel(data["column"]),
        limit=np.array(data["limit"], np.float32).ravel(),
        below=np.ravel(data["below"] + roots[:, None]),
        above=np.ravel(data["above"] + roots[:, None]),
        value=np.array(data["value"], np.float32).ravel(),
        roots=roots,
        depth=data["depth"],
    )
