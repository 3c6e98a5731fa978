"""Query time, missed hits, memory and disk from 1,000 to 100,000 passages: ``python scale.py``.

The vectors are those of real passages (XQuAD's and the sample papers') and variations of them:
a real one moved along the difference of two others, as far as neighbours lie apart, so that
they cluster as real ones do, only more densely. A variation has the text of the real one. The
questions are XQuAD's, embedded as part of what is timed. Found hits are compared with those of
reading every passage. Then the same passages as 1,000 collections and as one.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from headwise import HeadingRetriever, Library
from headwise.retrievers.database import checkpoint
from headwise.retrievers.database.register import IndexedDocument
from headwise.retrievers.database.store import COLLECTIONS
from headwise.retrievers.database.stored_passages import passage_id, passage_metadata
from headwise.retrievers.embeddings.minilm import MiniLM
from headwise.retrievers.indexing.passages import split_passages
from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.search.evidence import Neighbourhood
from headwise.retrievers.search.ranking import READ_AT_ONCE
from headwise.retrievers.search.similarity import passes

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "eval"
SIZES = (1_000, 10_000, 100_000)
PER_DOCUMENT = 100
QUESTIONS = 200
THRESHOLD = 0.85
MAX_HITS = 20


def main(sizes=SIZES):
    texts, questions = real_texts()
    real = MiniLM().encode(texts)
    asked = MiniLM().encode(questions)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.save(folder / "asked.npy", asked)
        (folder / "questions.json").write_text(json.dumps(questions))
        (folder / "texts.json").write_text(json.dumps(texts))
        for size in sizes:
            made = variations(real, size)
            save(folder, made)
            library = folder / f"library-{size}"
            begun = time.perf_counter()
            build(library, made, texts, collections=size // PER_DOCUMENT)
            built = time.perf_counter() - begun
            report(f"{size} passages", library, size, folder, built)
        size = sizes[min(1, len(sizes) - 1)]
        made = variations(real, size)
        save(folder, made)
        for collections in (1, 1_000):
            library = folder / f"collections-{collections}"
            build(library, made, texts, collections=collections)
            report(f"{size} in {collections} collections", library, size, folder, 0.0)


def save(folder, made):
    for name, array in zip(("vectors", "base"), made, strict=True):
        np.save(folder / f"{name}.npy", array)


def real_texts():
    texts = [
        passage
        for file in sorted((ROOT / "notebooks" / "papers").glob("*.pdf"))
        for section in read_pdf(file).sections
        for passage in split_passages(section.text)
    ]
    if not DATA.exists():
        print("no evaluation data in ../shared: variations of the sample papers only")
        return texts, [f"What is said of {text.split('.')[0]}?" for text in texts][:QUESTIONS]
    lines = (DATA / "xquad-passages.jsonl").read_text("utf-8").splitlines()
    texts += [json.loads(line)["text"] for line in lines]
    lines = (DATA / "xquad-questions.jsonl").read_text("utf-8").splitlines()
    return texts, [json.loads(line)["question"] for line in lines][:QUESTIONS]


def variations(real, size, seed=1):
    """``size`` unit vectors, the real ones and variations of them, and of which each is one."""
    random = np.random.default_rng(seed)
    count = max(0, size - len(real))
    base, one, other = (random.integers(0, len(real), count) for _ in range(3))
    share = random.uniform(0.2, 0.6, (count, 1)).astype(np.float32)
    made = real[base] + share * (real[one] - real[other])
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    order = random.permutation(len(real) + count)[:size]
    every = np.concatenate([real, made]).astype(np.float32)
    return every[order], np.concatenate([np.arange(len(real)), base])[order]


def build(folder, made, texts, collections):
    vectors, base = made
    library = Library(folder)
    per_document = len(vectors) // collections
    with library._access.writing(make=True, wait=None) as writer:
        store = writer.store
        step = 2_000
        for start in range(0, len(vectors), step):
            rows = range(start, min(start + step, len(vectors)))
            store.passages.upsert(
                ids=[passage_id(f"d{row // per_document}:{row:06}", 0) for row in rows],
                embeddings=vectors[start : start + step],
                documents=[texts[base[row]] for row in rows],
                metadatas=[metadata(row, row // per_document) for row in rows],
            )
        writer.publish([document(number, per_document) for number in range(collections)])
    checkpoint.checkpoint(folder, COLLECTIONS)


def metadata(row, number):
    about = {
        "sub_heading": f"{row} Of something",
        "heading": "Of something",
        "number": str(row),
        "level": 1,
        "heading_path": [f"{row} Of something"],
        "page_start": 1,
        "page_end": 2,
        "page_labels": [],
        "front": False,
        "page_offsets": [[0, 1]],
        "digest": f"{row:016x}",
    }
    return passage_metadata(f"d{number}:{row:06}", 0, about, f"/papers/c{number}.pdf")


def document(number, passages):
    return IndexedDocument(
        document_id=f"d{number}", collection_name=f"c{number}", title=f"Document {number}",
        source=f"/papers/c{number}.pdf", sha256=f"{number:064x}", pages=10, sections=passages,
        passages=passages, indexed_at="2026-01-01T00:00:00+00:00",
    )  # fmt: skip


def report(name, library, size, folder, built):
    done = subprocess.run(
        [sys.executable, __file__, "measure", str(library), str(folder)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    disk = sum(file.stat().st_size for file in library.rglob("*") if file.is_file())
    print(
        f"{name}: query p50 {found['p50']:.1f} ms, p95 {found['p95']:.1f} ms, "
        f"CPU {found['cpu']:.1f} ms "
        f"(embedding the question {found['embedding']:.1f} ms); first search "
        f"{found['open']:.2f} s; found {found['found']} of {found['exact']} sections above "
        f"{THRESHOLD}; memory {found['memory'] / 1e6:.0f} MB more, "
        f"{found['memory'] / size / 1e3:.2f} kB a passage; disk {disk / size / 1e3:.2f} kB a "
        f"passage" + (f"; added {size / built:.0f} passages/s" if built else ""),
        flush=True,
    )


def best_rows(question, cosines, texts, base, scoring):
    """What the retriever should find, by reading every passage."""
    nearest = np.argsort(-cosines)[:READ_AT_ONCE]
    near = Neighbourhood(question, [("Of something", texts[base[row]]) for row in nearest])
    lifts = np.array([near.evidence("Of something", text).lift for text in texts])[base]
    scores = scoring.among(cosines[nearest]).score(cosines, lifts)
    scores -= scoring.excess(float(scores.max()))
    best = np.argsort(-scores)[:MAX_HITS]
    return {str(row) for row in best if passes(float(scores[row]), THRESHOLD)}


def resident():
    """Bytes of memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def measure(library, folder):
    """In a process of its own, for its memory."""
    questions = json.loads((folder / "questions.json").read_text())
    vectors, base, asked = (
        np.load(folder / f"{name}.npy") for name in ("vectors", "base", "asked")
    )
    retriever = HeadingRetriever(library=Library(library), threshold=THRESHOLD, max_hits=MAX_HITS)
    MiniLM().embed_query("ready")
    import chromadb  # noqa: F401 - not part of the library's memory

    before = resident()
    begun = time.perf_counter()
    retriever.search(questions[0])
    opened = time.perf_counter() - begun
    memory = resident() - before
    texts = json.loads((folder / "texts.json").read_text())
    seconds, used, embedding, results = [], [], [], []
    for question in questions:
        begun, cpu = time.perf_counter(), time.process_time()
        results.append(retriever.search(question))
        seconds.append(time.perf_counter() - begun)
        used.append(time.process_time() - cpu)
        begun = time.perf_counter()
        MiniLM().embed_query(question)
        embedding.append(time.perf_counter() - begun)
    found = exact = 0
    for question, vector, result in zip(questions, asked, results, strict=True):
        best = {hit.sub_heading.split()[0] for hit in result.hits}
        expected = best_rows(question, vectors @ vector, texts, base, retriever.scoring)
        exact += len(expected)
        found += len(expected & best)
    print(
        json.dumps(
            {
                "p50": 1000 * statistics.median(seconds),
                "cpu": 1000 * statistics.median(used),
                "p95": 1000 * statistics.quantiles(seconds, n=20)[-1],
                "embedding": 1000 * statistics.median(embedding),
                "open": opened,
                "memory": memory,
                "found": found,
                "exact": exact,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
