"""Fit the weights of a search on questions with known sections: ``make fit-search``.

Draws weights at random and keeps the best, which needs no gradient of what counts: F1 and recall
of the sections returned, and silence where nothing answers. Prints what the weights give on all
questions, what they give on documents that they were not fitted on (six folds), and what is lost
without each signal, fitted anew. The winner is written into ``weights.py`` by hand.
Needs the evaluation data in ``shared/eval/qa`` beside the repository.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from headwise import Library
from headwise.retrievers.database.store import dimension_of
from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.search.evidence import Neighbourhood
from headwise.retrievers.search.library_passages import LibraryPassages
from headwise.retrievers.search.ranking import READ_AT_ONCE, Asked
from headwise.retrievers.search.similarity import Scoring

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval" / "qa"
DRAWS, FOLDS, MOST = 1500, 6, 20
RANGES = {
    "coverage": (0.5, 1.7), "paired": (0.0, 0.6), "heading": (0.0, 0.4), "aside": (0.1, 0.4),
    "absent": (0.0, 0.6), "name_absent": (0.0, 0.45), "enough": (0.3, 0.75), "reach": (0.12, 0.26),
}  # fmt: skip
SIGNALS = ("paired", "heading", "aside", "absent", "name_absent")
LEAST_COVERAGE = (0.0, 0.2, 0.35)
MOST_NEAR = 0.11
"""Share of questions near a document's subject that may be answered without a penalty."""


def main(folder: str | None = None) -> None:
    if not DATA.exists():
        print(f"no evaluation data in {DATA}: nothing fitted")
        return
    with tempfile.TemporaryDirectory() as made:
        library = Library(folder or made)
        library.index(DATA / "pdfs")
        cases = [Case(library, one) for one in questions(library)]
    random = np.random.default_rng(1)
    draws = [draw(random) for _ in range(DRAWS)]
    found = np.array([[case.outcome(one) for case in cases] for one in draws])
    best = report("all signals", cases, draws, found, np.arange(DRAWS))
    print({name: round(float(value), 2) for name, value in draws[best].items()})
    for signal in SIGNALS:
        without = np.array([at for at, one in enumerate(draws) if not one[signal]])
        report(f"without {signal}", cases, draws, found, without)


def draw(random: np.random.Generator) -> dict[str, float]:
    drawn = {name: random.uniform(*span) for name, span in RANGES.items()}
    for name in SIGNALS:
        drawn[name] *= random.random() < 0.7
    return {**drawn, "least_coverage": random.choice(LEAST_COVERAGE)}


class Case:
    """A question with what the search sees of it."""

    def __init__(self, library: Library, question: dict) -> None:
        self.kind = question["kind"] if not question["doc"] else question["set"]
        self.document = question["doc"] or question["id"]
        self.groups, self.right = question["groups"], question["right"]
        store, held = library.searched()
        vector = question_vector(library.embeddings, question["question"], dimension_of(store))
        scoring = Scoring(library.scale)
        asked = Asked(vector, question["question"], scoring)
        passages = LibraryPassages(store, asked, held, everything=True, max_characters=1)
        read = list(passages.read(passages.nearest(READ_AT_ONCE)))
        near = Neighbourhood(question["question"], [(one.heading, one.text) for one in read])
        evidence = [near.evidence(one.heading, one.text) for one in read]
        self.sections = [str(one.section) for one in read]
        self.position = np.array([scoring.scale.position(one.cosine) for one in read])
        self.coverage = np.array([one.coverage for one in evidence])
        self.signals = {
            "paired": np.array([one.paired for one in evidence]),
            "heading": np.array([float(one.heading) for one in evidence]),
            "aside": -np.array([float(one.aside and not one.heading) for one in evidence]),
            "absent": -np.array([one.absent for one in evidence]),
            "name_absent": -np.array([float(one.name_absent) for one in evidence]),
        }

    def outcome(self, weights: dict[str, float]) -> tuple[float, float, float]:
        """Return F1, recall and how many sections are returned."""
        covered = np.maximum(self.coverage, weights["least_coverage"]) - 0.5
        score = self.position + weights["coverage"] * covered
        for name, values in self.signals.items():
            score = score + weights[name] * values
        least = max(weights["enough"], score.max() - weights["reach"])
        order = [at for at in np.argsort(-score) if score[at] >= least]
        returned = list(dict.fromkeys(self.sections[at] for at in order))[:MOST]
        if not returned or not self.groups:
            return 0.0, 0.0, len(returned)
        recall = np.mean([any(one in group for one in returned) for group in self.groups])
        precision = np.mean([one in self.right for one in returned])
        both = precision + recall
        return 2 * precision * recall / both if both else 0.0, recall, len(returned)


def report(label, cases, draws, found, rows) -> int:
    """Print what the best of some draws gives, and what the best of other documents gives."""
    documents = Counter(case.document for case in cases)
    folds = [set() for _ in range(FOLDS)]
    for document, _ in documents.most_common():
        smallest = min(folds, key=lambda fold: sum(documents[one] for one in fold))
        smallest.add(document)
    chosen = np.zeros((len(cases), 3))
    for fold in folds:
        held = np.array([case.document in fold for case in cases])
        best = rows[np.argmax([worth(cases, found[row], ~held) for row in rows])]
        chosen[held] = found[best][held]
    every = np.ones(len(cases), bool)
    best = int(rows[np.argmax([worth(cases, found[row], every) for row in rows])])
    print(f"{label:22} fitted    {figures(cases, found[best])}")
    print(f"{'':22} held out  {figures(cases, chosen)}", flush=True)
    return best


def worth(cases, outcome, used) -> float:
    kinds = np.array([case.kind for case in cases])
    answerable = used & ~np.isin(kinds, ("near", "far"))
    hand = used & (kinds == "hand")
    value = sum(
        outcome[part][:, 0].mean() + outcome[part][:, 1].mean() / 2
        for part in (answerable, hand)
        if part.any()
    )
    near, far = used & (kinds == "near"), used & (kinds == "far")
    if near.any():
        value -= 1.5 * max(0.0, (outcome[near][:, 2] > 0).mean() - MOST_NEAR)
    return value - 3 * (outcome[far][:, 2] > 0).mean() if far.any() else value


def figures(cases, outcome) -> str:
    kinds = np.array([case.kind for case in cases])
    answerable, hand = ~np.isin(kinds, ("near", "far")), kinds == "hand"
    f1, recall, size = outcome.T
    none = size == 0
    return (
        f"F1 {f1[answerable].mean():.3f}/{f1[hand].mean():.3f}  "
        f"recall {recall[answerable].mean():.3f}/{recall[hand].mean():.3f}  "
        f"nothing {none[answerable].mean():.2f}/{none[hand].mean():.2f}  "
        f"sections {np.median(size[answerable]):.0f}, {np.percentile(size[answerable], 90):.0f}  "
        f"near {(~none[kinds == 'near']).mean():.2f}  far {(~none[kinds == 'far']).mean():.2f}"
    )


def questions(library: Library):
    """Yield the questions with the identities of the sections that answer them."""
    store, _ = library.searched()
    reply = store.passages.get(include=["documents", "metadatas"])
    texts, headings, documents = defaultdict(dict), {}, defaultdict(set)
    for text, metadata in zip(reply["documents"], reply["metadatas"], strict=True):
        section = metadata["section_id"]
        texts[section][metadata["passage"]] = text
        headings[section] = loose(metadata["sub_heading"])
        documents[Path(metadata["source"]).stem].add(section)
    whole = {
        section: loose(" ".join(text for _, text in sorted(parts.items())))
        for section, parts in texts.items()
    }

    def sections(document: str, wanted: dict[str, str]) -> set[str]:
        own = documents[document]
        if "heading" in wanted:
            name = loose(wanted["heading"])
            exact = {one for one in own if headings[one] == name}
            return exact or {
                one
                for one in own
                if len(name) > 6
                and (headings[one].startswith(name) or headings[one].endswith(name))
            }
        text = loose(wanted["text"])
        for length in (len(text), 60, 40):
            if found := {one for one in own if text[:length] in whole[one]}:
                return found
        return set()

    for line in (DATA / "questions.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        groups = [
            set().union(*(sections(question["doc"], one) for one in group))
            for group in question["targets"]
        ]
        question["groups"] = [group for group in groups if group]
        also = [sections(question["doc"], one) for one in question.get("also", [])]
        question["right"] = set().union(*groups, *also)
        if question["groups"] or not question["targets"]:
            yield question


def loose(text: str) -> str:
    """Return letters and digits, without ligatures that some files lose."""
    text = unicodedata.normalize("NFKD", text.replace("\ufffe", "")).casefold()
    return re.sub(r"[^a-z0-9]", "", text).replace("fi", "f").replace("fl", "f").replace("ff", "f")


if __name__ == "__main__":
    main(*sys.argv[1:2])
