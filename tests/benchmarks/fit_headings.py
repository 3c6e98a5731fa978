"""Fit the trees that tell headings, and say how well they do on documents left out.

    fit_headings.py [--dry]

Writes ``retrievers/pdf/headings/model.json`` from the documents in ``../shared``; with
``--dry`` it only measures. Needs lightgbm, which Headwise itself does without: ``make fit``
installs it.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from headwise.retrievers.pdf.headings import model
from headwise.retrievers.pdf.headings.features import NAMES
from tests.benchmarks.heading_tables import SHARED, Table, documents, tables_of

if TYPE_CHECKING:
    import lightgbm

TARGET = Path(model.__file__).with_name("model.json")
ROUNDS = 200
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 12,
    "max_depth": 6,
    "learning_rate": 0.05,
    "min_data_in_leaf": 15,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "verbose": -1,
}
VARIANT_WEIGHT = 0.4
PAPER_WEIGHT = 0.5  # papers are half of the documents and all much alike
FOLDS = 8


def main() -> None:
    """Measure, and write the trees fitted to all documents."""
    if not (SHARED / "corpus-wild").is_dir():
        sys.exit("no documents in ../shared: nothing fitted")
    if not find_spec("lightgbm"):
        sys.exit("needs lightgbm: run 'make fit', or pip install lightgbm==4.7.0")
    with ProcessPoolExecutor(2) as pool:
        tables = [table for own in pool.map(tables_of, documents()) for table in own]
    names = sorted({table.name for table in tables})
    folds = dict(zip(names, np.random.default_rng(0).permutation(len(names)) % FOLDS, strict=True))
    print("documents left out:", report(tables, lambda t: folds[t.name]))
    print("classes left out:  ", report(tables, lambda t: f"{t.kind}{_quarter(t, folds)}"))
    fitted = train(tables)
    print("in the documents:  ", summary(tables, lambda t: fitted))
    gains = sorted(zip(fitted.feature_importance("gain"), NAMES, strict=True), reverse=True)
    total = sum(gain for gain, _ in gains)
    print("\n".join(f"{100 * gain / total:6.2f} %  {name}" for gain, name in gains))
    if "--dry" not in sys.argv:
        TARGET.write_text(exported(fitted))


def _quarter(table: Table, folds: dict[str, int]) -> str:
    """Return which quarter of the papers a paper is in: without any, little would be left."""
    return str(folds[table.name] % 4) if table.kind == "paper" else ""


def train(tables: Sequence[Table]) -> lightgbm.Booster:
    """Return trees fitted to tables; no document weighs much more than another."""
    import lightgbm

    weights = [_weights(table) for table in tables]
    features, truth, weight = (
        np.concatenate(parts)
        for parts in ([t.features for t in tables], [t.truth for t in tables], weights)
    )
    used = weight > 0
    data = lightgbm.Dataset(features[used], truth[used], weight=weight[used] / weight[used].mean())
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def _weights(table: Table) -> np.ndarray:
    own = max(10, table.required) ** -0.7
    own *= PAPER_WEIGHT if table.kind == "paper" else 1.0
    own *= 1.0 if table.variant == "as it is" else VARIANT_WEIGHT
    return np.where(table.truth < 0, 0.0, own)


def report(tables: Sequence[Table], group_of: Callable[[Table], object]) -> str:
    """Return the scores of documents by trees that were fitted without their group."""
    groups = {group_of(table) for table in tables}
    trees = {g: train([t for t in tables if group_of(t) != g]) for g in groups}
    return summary(tables, lambda table: trees[group_of(table)])


def summary(tables: Sequence[Table], trees_of: Callable[[Table], lightgbm.Booster]) -> str:
    """Return mean F1 of papers, of other documents, and of each class of these."""
    scores = defaultdict(list)
    for table in tables:
        if table.variant == "as it is":
            own = trees_of(table).predict(table.features, raw_score=True)
            likely = np.array(model.weighed(own, table.candidates))
            scores[table.kind].append(_f1(table, likely >= model.LIKELY))
    others = [score for kind, own in scores.items() if kind != "paper" for score in own]
    classes = " ".join(f"{kind} {np.mean(own):.2f}" for kind, own in sorted(scores.items()))
    return f"F1 {np.mean(others):.3f}, papers {np.mean(scores['paper']):.3f}\n    {classes}"


def _f1(table: Table, chosen: np.ndarray) -> float:
    right = (chosen & (table.truth == 1)).sum()
    wrong = (chosen & (table.truth == 0)).sum()
    return 2 * right / max(1, table.required + right + wrong)


def exported(fitted: lightgbm.Booster) -> str:
    """Return the trees in the form that ``headings/model.py`` reads."""
    trees = [_nodes(tree["tree_structure"]) for tree in fitted.dump_model()["tree_info"]]
    most = max(len(nodes) for nodes, _ in trees)
    columns = ("column", "limit", "below", "above", "value")
    data: dict[str, object] = {"depth": max(depth for _, depth in trees)}
    for place, name in enumerate(columns):
        data[name] = [
            [node[place] for node in nodes] + [0] * (most - len(nodes)) for nodes, _ in trees
        ]
    return json.dumps(data, separators=(",", ":")) + "\n"


def _nodes(root: dict) -> tuple[list[list[float]], int]:
    """Return the nodes of one tree, the root first, and its depth."""
    nodes: list[list[float]] = []

    def add(node: dict) -> tuple[int, int]:
        index = len(nodes)
        if "leaf_value" in node:
            nodes.append([0, 0, index, index, round(node["leaf_value"], 5)])
            return index, 0
        nodes.append([node["split_feature"], float(f"{node['threshold']:.6g}"), 0, 0, 0])
        nodes[index][2], left = add(node["left_child"])
        nodes[index][3], right = add(node["right_child"])
        return index, 1 + max(left, right)

    return nodes, add(root)[1]


if __name__ == "__main__":
    main()
