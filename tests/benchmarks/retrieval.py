"""Retrieval on XQuAD: ranking, and precision and recall at the threshold.

    python tests/benchmarks/retrieval.py

Typesets every article as a PDF with one section per paragraph, indexes these and searches them
through `HeadingRetriever`. Then compares, on the same texts without PDFs, what each part of the
similarity brings, and the threshold of a second model of another scale (multilingual-e5-small), if
its weights are at hand. Needs the evaluation data in ``shared/eval`` beside the repository; without
it, says so and stops.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from headwise import HeadingRetriever, Library
from headwise.retrievers.embeddings.anchors import calibration_pairs, scale_of
from headwise.retrievers.embeddings.e5 import MultilingualE5
from headwise.retrievers.embeddings.encoder import EmbeddedModel
from headwise.retrievers.embeddings.minilm import MiniLM
from headwise.retrievers.embeddings.scale import pairwise_cosines
from headwise.retrievers.indexing.passages import split_passages
from headwise.retrievers.search.evidence import pairwise_lifts
from headwise.retrievers.search.similarity import PLAIN, Scoring, passes

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval"
THRESHOLD = 0.85
EVERYTHING = 10_000


def main() -> None:
    if not (DATA / "xquad-passages.jsonl").exists():
        print(f"no evaluation data in {DATA}: nothing measured")
        return
    passages, questions = read("xquad-passages.jsonl"), read("xquad-questions.jsonl")
    print(f"XQuAD: {len(passages)} paragraphs as sections, {len(questions)} questions")
    with tempfile.TemporaryDirectory() as folder:
        through_the_library(Path(folder), passages, questions)
    by_parts(passages, questions)


def read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def through_the_library(folder: Path, passages, questions) -> None:
    """PDFs, library, retriever: as a user has it."""
    import typst

    articles = defaultdict(list)
    for passage in passages:
        articles[passage["title"]].append(passage)
    place = {}
    for number, (title, members) in enumerate(articles.items()):
        name = escaped(title.replace("_", " "))
        lines = [f"#set document(title: [{name}])", '#set heading(numbering: "1")']
        for index, passage in enumerate(members, start=1):
            place[passage["id"]] = (f"article{number:02}", index)
            lines += [f"= Part {index}", escaped(passage["text"])]
        source = folder / f"article{number:02}.typ"
        source.write_text("\n\n".join(lines), "utf-8")
        typst.compile(str(source), output=str(source.with_suffix(".pdf")))
    library = Library(folder / "library")
    report = library.index(folder)
    print(f"\nthrough PDFs, Library and HeadingRetriever ({report.sections} sections indexed)")

    def place_of(hit) -> tuple[str, int]:
        return hit.collection_name, int(hit.sub_heading.rsplit(" ", 1)[-1])

    ranked = HeadingRetriever(library=library, threshold=0.0, max_hits=EVERYTHING)
    right = found = 0
    gains = []
    for question in questions:
        wanted = place[question["passage_id"]]
        hits = ranked.search(question["question"]).hits
        places = [place_of(hit) for hit in hits[:10]]
        gains.append(1 / np.log2(places.index(wanted) + 2) if wanted in places else 0.0)
        passing = [place_of(hit) for hit in hits if passes(hit.similarity, THRESHOLD)]
        found += len(passing)
        right += wanted in passing
    print(
        f"nDCG@10 {np.mean(gains):.3f}; at {THRESHOLD}: precision {right / found:.3f}, "
        f"recall {right / len(questions):.3f}, {found / len(questions):.2f} hits per question"
    )
    names = sorted({name for name, _ in place.values()})
    wrong = asked = 0
    for half in (names[::2], names[1::2]):
        searched = HeadingRetriever(library=library, collections=half)
        absent = [q for q in questions if place[q["passage_id"]][0] not in half]
        wrong += sum(bool(searched.search(q["question"]).hits) for q in absent)
        asked += len(absent)
    print(f"questions about absent articles with a hit: {wrong / asked:.2%} of {asked}")


def by_parts(passages, questions) -> None:
    """What each part of the similarity brings, and another model's threshold."""
    texts = [passage["text"] for passage in passages]
    titles = [passage["title"].replace("_", " ") for passage in passages]
    column = {passage["id"]: number for number, passage in enumerate(passages)}
    answers = [column[question["passage_id"]] for question in questions]
    asked = [question["question"] for question in questions]
    pairs = calibration_pairs()
    own_texts = list(dict.fromkeys(passage for _, passage in pairs))
    own_asked = [question for question, _ in pairs]
    own_answers = [own_texts.index(passage) for _, passage in pairs]

    print(f"\non the texts, precision/recall at {THRESHOLD} and nDCG@10")
    print(f"{'':50}{'XQuAD':>20}{'calibration pairs':>22}")
    models: list[EmbeddedModel] = [MiniLM()]
    if MultilingualE5.weights.is_here():
        models.append(MultilingualE5())
    else:
        print("(no second model: 'make retrieval' installs it)", file=sys.stderr)
    for model in models:
        scale = scale_of(model)
        scoring = Scoring(scale)
        cosines = section_cosines(model, asked, texts)
        own = section_cosines(model, own_asked, own_texts)
        lifts = np.array(pairwise_lifts(asked, texts))
        own_lifts = np.array(pairwise_lifts(own_asked, own_texts))
        name = model.name.split(":")[-1]
        print(f"{name}: c0 = {scale.c0:.3f}, c1 = {scale.c1:.3f}")
        for label, used in (
            ("raw cosine", PLAIN),
            ("scale", Scoring(scale, plain=True)),
            ("scale and words", scoring),
        ):
            rows = (
                quality(used, cosines, lifts, answers),
                quality(used, own, own_lifts, own_answers),
            )
            print(f"  {label:48}{rows[0]:>20}{rows[1]:>22}")
        if isinstance(model, MiniLM):
            headed = section_cosines(model, asked, texts, titles)
            print(f"  {'… with the title embedded in front':48}"
                  f"{quality(scoring, headed, lifts, answers):>20}")  # fmt: skip
            for limit in (600, 400):
                small = section_cosines(model, asked, texts, limit=limit)
                own_small = section_cosines(model, own_asked, own_texts, limit=limit)
                rows = (
                    quality(scoring, small, lifts, answers),
                    quality(scoring, own_small, own_lifts, own_answers),
                )
                label = f"… with passages of {limit} characters"
                print(f"  {label:48}{rows[0]:>20}{rows[1]:>22}")


def section_cosines(model, asked, texts, titles=None, limit=900):
    """Return the cosine of each question with each text's best passage."""
    slices, owners = [], []
    for number, text in enumerate(texts):
        for part in split_passages(text, limit):
            slices.append(f"{titles[number]}\n{part.strip()}" if titles else part.strip())
            owners.append(number)
    cosines = pairwise_cosines(model, asked, slices)
    best = np.full((len(asked), len(texts)), -1.0)
    for position, owner in enumerate(owners):
        best[:, owner] = np.maximum(best[:, owner], cosines[:, position])
    return best


def quality(scoring, cosines, lifts, answers) -> str:
    scores = scoring.score(cosines, lifts)
    scores = scores - scoring.excess(scores.max(axis=1, keepdims=True))
    rows = np.arange(len(answers))
    own = scores[rows, answers]
    rank = (scores > own[:, None]).sum(axis=1)
    ndcg = np.where(rank < 10, 1 / np.log2(rank + 2), 0).mean()
    hits = passes(scores, THRESHOLD)
    right = hits[rows, answers].sum()
    return f"{right / max(hits.sum(), 1):.2f}/{right / len(rows):.2f} {ndcg:.3f}"


def escaped(text: str) -> str:
    return "".join("\\" + c if c in "\\#$*_`<>@=-+/~[]'\"" else c for c in text)


if __name__ == "__main__":
    main()
