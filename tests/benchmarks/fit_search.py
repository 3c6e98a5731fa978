"""Fit the weights of a search on questions with known sections: ``make fit-search``.

Draws weights at random and takes the mean of the best, which needs no gradient of what counts: F1
and recall of the sections returned, and silence where nothing answers; for that, each question is
asked without its document too. Prints what the weights give on all
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
from headwise.retrievers.database.stored_passages import StoredPassage
from headwise.retrievers.embeddings.vectors import question_vector
from headwise.retrievers.search import weights
from headwise.retrievers.search.evidence import Neighbourhood
from headwise.retrievers.search.library_passages import LibraryPassages
from headwise.retrievers.search.ranking import READ_AT_ONCE, Asked, with_several_near
from headwise.retrievers.search.similarity import Scoring

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval" / "qa"
DRAWS, BEST, FOLDS, SEEDS = 1600, 40, 6, (1, 2)
RANGES = {
    "coverage": (0.5, 1.7), "paired": (0.0, 0.6), "heading": (0.0, 0.4), "aside": (0.1, 0.4),
    "absent": (0.0, 0.6), "name_absent": (0.0, 0.45), "crowd": (0.0, 0.8), "agreeing": (0.0, 0.35),
    "general": (0.0, 0.35), "enough": (0.3, 0.9), "reach": (0.12, 0.26),
}  # fmt: skip
SIGNALS = tuple(RANGES)[:-2]
MOST_NEAR, MOST_ELSEWHERE = 0.11, 0.2
"""Share of questions near a document's subject that may be answered without a penalty, and of those
whose document is left out."""


def main(folder: str | None = None) -> None:
    if not DATA.exists():
        print(f"no evaluation data in {DATA}: nothing fitted")
        return
    with tempfile.TemporaryDirectory() as made:
        library = Library(folder or made)
        library.index(DATA / "pdfs")
        asked = list(questions(library))
        cases = [Case(library, one) for one in asked]
        cases += [Case(library, one, elsewhere=True) for one in asked if one["doc"]]
    low, high = np.array(list(RANGES.values())).T
    for seed in SEEDS:
        print(f"draws of seed {seed}")
        draws = np.random.default_rng(seed).uniform(low, high, (DRAWS, len(low)))
        best = report("all signals", cases, draws)
        print({name: round(float(value), 2) for name, value in zip(RANGES, best, strict=True)})
        for number, signal in enumerate(SIGNALS[1:], start=1):
            report(f"without {signal}", cases, draws * (np.arange(len(low)) != number))


class Case:
    """A question with what the search sees of it, in all documents or in all but its own."""

    def __init__(self, library: Library, question: dict, *, elsewhere: bool = False) -> None:
        self.kind = question["kind"] if not question["doc"] else question["set"]
        self.document = question["doc"] or question["id"]
        store, held = library.searched()
        if elsewhere:
            self.kind = "elsewhere"
            held = [one for one in held if Path(one.source).stem != self.document]
        vector = question_vector(library.embeddings, question["question"], dimension_of(store))
        scoring = Scoring(library.scale)
        asked = Asked(vector, question["question"], scoring)
        passages = LibraryPassages(store, asked, held, everything=not elsewhere, max_characters=1)
        read = sorted(passages.read(passages.nearest(READ_AT_ONCE)), key=lambda one: one.section)
        near = Neighbourhood(question["question"], [(one.headings, one.text) for one in read])
        evidence = [near.evidence(one.heading, one.text, one.above) for one in read]
        agreeing = with_several_near(read, scoring)
        names = [one.section for one in read]
        sections = list(dict.fromkeys(names))
        self.starts = [names.index(one) for one in sections]
        self.right = np.array([one in question["right"] for one in sections], float)
        groups = [] if elsewhere else question["groups"]
        self.groups = np.array([[one in group for one in sections] for group in groups], float)
        self.general = np.array([near.is_general(one.heading) for one in read])
        self.position = np.array([scoring.scale.position(one.cosine) for one in read])
        crowding = max(0.0, self.position.mean() - weights.NO_CROWD)
        self.signals = np.array(
            [
                (
                    max(one.coverage, weights.LEAST_COVERAGE) - 0.5,
                    one.paired,
                    one.heading,
                    -(one.aside and not one.heading),
                    -one.absent,
                    -one.name_absent,
                    -crowding,
                    name in agreeing,
                )
                for one, name in zip(evidence, names, strict=True)
            ],
            float,
        ).T

    def outcomes(self, draws: np.ndarray) -> np.ndarray:
        """Return F1, recall and how many sections are returned with each of some weights."""
        score = self.position + draws[:, :-3] @ self.signals
        particular = np.where(self.general, -np.inf, score).max(axis=1) >= draws[:, -2]
        score -= np.outer(draws[:, -3] * particular, self.general)
        best = np.maximum.reduceat(score, self.starts, axis=1)
        least = np.maximum(draws[:, -2], best.max(axis=1) - draws[:, -1])
        returned = best >= least[:, None]
        size = returned.sum(axis=1)
        if not len(self.groups):
            return np.stack([0 * size, 0 * size, size], axis=1)
        recall = (returned @ self.groups.T > 0).mean(axis=1)
        precision = returned @ self.right / np.maximum(size, 1)
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        return np.stack([f1, recall, size], axis=1)


def report(label: str, cases: list[Case], draws: np.ndarray) -> np.ndarray:
    """Print what the best of some draws give, and what the best of other documents give."""
    outcomes = np.stack([case.outcomes(draws) for case in cases], axis=1)
    documents = Counter(case.document for case in cases)
    folds: list[set[str]] = [set() for _ in range(FOLDS)]
    for document, _ in documents.most_common():
        min(folds, key=lambda fold: sum(documents[one] for one in fold)).add(document)

    def fitted(used: np.ndarray) -> np.ndarray:
        return draws[np.argsort([-worth(cases, one, used) for one in outcomes])[:BEST]].mean(axis=0)

    best = fitted(np.ones(len(cases), bool))
    chosen = np.zeros((len(cases), 3))
    for fold in folds:
        held = np.array([case.document in fold for case in cases])
        others = fitted(~held)[None]
        chosen[held] = [case.outcomes(others)[0] for case in cases if case.document in fold]
    print(
        f"{label:22} fitted    {figures(cases, [case.outcomes(best[None])[0] for case in cases])}"
    )
    print(f"{'':22} held out  {figures(cases, chosen)}", flush=True)
    return best


def worth(cases, outcome, used) -> float:
    kinds = np.array([case.kind for case in cases])
    answerable = used & ~np.isin(kinds, ("near", "far", "elsewhere"))
    hand = used & (kinds == "hand")
    value = sum(
        outcome[part][:, 0].mean() + outcome[part][:, 1].mean() / 2
        for part in (answerable, hand)
        if part.any()
    )
    near, elsewhere, far = (used & (kinds == one) for one in ("near", "elsewhere", "far"))
    if near.any():
        value -= 1.5 * max(0.0, (outcome[near][:, 2] > 0).mean() - MOST_NEAR)
    value -= max(0.0, (outcome[elsewhere][:, 2] > 0).mean() - MOST_ELSEWHERE)
    return value - 3 * (outcome[far][:, 2] > 0).mean() if far.any() else value


def figures(cases, outcome) -> str:
    kinds = np.array([case.kind for case in cases])
    answerable, hand = ~np.isin(kinds, ("near", "far", "elsewhere")), kinds == "hand"
    f1, recall, size = np.asarray(outcome).T
    none = size == 0
    return (
        f"F1 {f1[answerable].mean():.3f}/{f1[hand].mean():.3f}  "
        f"recall {recall[answerable].mean():.3f}/{recall[hand].mean():.3f}  "
        f"nothing {none[answerable].mean():.2f}/{none[hand].mean():.2f}  "
        f"sections {np.median(size[answerable]):.0f}, {np.percentile(size[answerable], 90):.0f}  "
        f"near {(~none[kinds == 'near']).mean():.2f}  far {(~none[kinds == 'far']).mean():.2f}  "
        f"elsewhere {(~none[kinds == 'elsewhere']).mean():.2f}"
    )


def questions(library: Library):
    """Yield the questions with the identities of the sections that answer them."""
    store, held = library.searched()
    stems = {one.document_id: Path(one.source).stem for one in held}
    reply = store.passages.get(include=["documents", "metadatas"])
    texts, headings, documents = defaultdict(dict), {}, defaultdict(set)
    for passage in StoredPassage.of_reply(reply):
        section = passage.section_id
        texts[section][passage.number] = passage.text
        headings[section] = loose(passage.about["sub_heading"])
        documents[stems[passage.document_id]].add(section)
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
