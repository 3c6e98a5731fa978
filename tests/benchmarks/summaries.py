"""Score extracts against written summaries: QMSum's development items.

    python tests/benchmarks/summaries.py [ITEMS.jsonl]

Prints ROUGE-1/2/L F (rouge-score, with stemming), words, and the share of content words that
are not in the source, beside the leading words, plain maximal marginal relevance, and the
oracle: sentences picked greedily with the reference at hand, the most that extracts can reach.
The items are not part of the project; without them it says so.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer

from headwise.chains.extractive import extract
from headwise.chains.extractive.candidates import find_candidates
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems

ITEMS = Path(__file__).resolve().parents[3] / "shared" / "eval" / "qmsum-val.jsonl"
KINDS = ("rouge1", "rouge2", "rougeL")
EMBEDDINGS = load_embeddings(None)
SCORER = RougeScorer(KINDS, use_stemmer=True)


def leading(item: dict[str, str]) -> str:
    """Return the first 70 words."""
    return " ".join(item["text"].split()[:70])


def plain_mmr(item: dict[str, str]) -> str:
    """Return four sentences by maximal marginal relevance and nothing else."""
    units = [one for one in sentences(item["text"]) if len(one.split()) >= 5]
    vectors = passage_vectors(EMBEDDINGS, units)
    relevance = vectors @ question_vector(EMBEDDINGS, item["question"])
    chosen: list[int] = []
    while len(chosen) < min(4, len(units)):
        value = 0.7 * relevance
        if chosen:
            value -= 0.3 * (vectors @ vectors[chosen].T).max(axis=1)
        value[chosen] = -np.inf
        chosen.append(int(value.argmax()))
    return " ".join(units[index] for index in sorted(chosen))


def headwise(item: dict[str, str]) -> str:
    """Return what Headwise extracts."""
    return extract(item["question"], item["text"], EMBEDDINGS)


def oracle(item: dict[str, str]) -> str:
    """Return the candidates that raise ROUGE-1 and -2 most, picked one after another."""
    units = [one.bare for one in find_candidates(item["text"])]
    chosen: list[int] = []
    best = -1.0
    while True:
        tried = [
            (sum(scored(item, " ".join(units[i] for i in sorted([*chosen, index])))[:2]), index)
            for index in range(len(units))
            if index not in chosen
        ]
        if not tried or max(tried)[0] <= best:
            return " ".join(units[index] for index in sorted(chosen))
        best, index = max(tried)
        chosen.append(index)


def scored(item: dict[str, str], summary: str) -> list[float]:
    """Return ROUGE-1, -2 and -L F, in percent."""
    found = SCORER.score(item["reference"], summary)
    return [100 * found[kind].fmeasure for kind in KINDS]


def foreign(item: dict[str, str], summary: str) -> tuple[int, int]:
    """Return how many content words are not in the source, and how many there are."""
    words = [word for word in re.findall(r"\w+", summary.casefold()) if stems(word)]
    source = set(re.findall(r"\w+", item["text"].casefold()))
    return sum(word not in source for word in words), len(words)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", nargs="?", type=Path, default=ITEMS)
    path = parser.parse_args().items
    if not path.is_file():
        print(f"{path} is not there: nothing measured")
        return
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows: list[tuple[str, Callable[[dict[str, str]], str]]] = [
        ("leading 70 words", leading),
        ("plain MMR, 4 sentences", plain_mmr),
        ("headwise", headwise),
        ("oracle of the candidates", oracle),
    ]
    print(f"{len(items)} items; ROUGE F with stemming")
    print(f"{'':26}{'R-1':>6}{'R-2':>6}{'R-L':>6}{'words':>7}{'not in source':>15}")
    for name, summarise in rows:
        written = [summarise(item) for item in items]
        rouge = np.mean([scored(*pair) for pair in zip(items, written, strict=True)], axis=0)
        words = np.mean([len(one.split()) for one in written])
        absent, total = map(sum, zip(*map(foreign, items, written), strict=True))
        figures = "".join(f"{figure:6.1f}" for figure in rouge)
        print(f"{name:26}{figures}{words:7.0f}{100 * absent / max(1, total):14.2f}%")


if __name__ == "__main__":
    main()
