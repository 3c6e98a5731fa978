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


@cache
def trees(name: str) -> Trees:
    """Return the trees fitted for one purpose: ``candidates`` or ``context``."""
    text = resources.files(__package__).joinpath("model.json").read_text(encoding="utf-8")
    data = json.loads(text)[name]
    return Trees(
        np.array(data["column"], np.int16),
        np.array(data["limit"], np.float32),
        np.array(data["below"], np.int16),
        np.array(data["above"], np.int16),
        np.array(data["value"], np.float32),
        data["depth"],
    )
