"""Speed and ranking quality of the embedded embeddings: ``python tests/benchmarks/embeddings.py``.

Needs the evaluation data (XQuAD passages and questions) in ``shared/eval`` beside the
repository; without it, says so and stops. Speeds are of one core, float32 and int8 by turns in
the same run, because only their ratio carries over to another machine or another day.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from headwise.retrievers.embeddings.bert_onnx import build_onnx
from headwise.retrievers.embeddings.encoder import Encoder
from headwise.retrievers.embeddings.minilm import MAX_TOKENS, MODEL, TOKENIZER, WEIGHTS, MiniLM
from headwise.retrievers.embeddings.scale import MINILM, Scale, measure_scale
from headwise.retrievers.embeddings.tensors import read_safetensors
from headwise.retrievers.search.similarity import passes

DATA = Path(__file__).resolve().parents[3] / "shared" / "eval"
THRESHOLD = 0.85
ROUNDS = 3


def main():
    if not (DATA / "xquad-passages.jsonl").exists():
        print(f"no evaluation data in {DATA}: nothing measured")
        return
    passages = read("xquad-passages.jsonl")
    questions = read("xquad-questions.jsonl")
    texts = [passage["text"] for passage in passages]
    asked = [question["question"] for question in questions]
    column = {passage["id"]: number for number, passage in enumerate(passages)}
    answers = np.array([column[question["passage_id"]] for question in questions])
    print(f"XQuAD: {len(texts)} passages, {len(asked)} questions")

    report_start()
    tokenizer = Tokenizer.from_buffer(WEIGHTS.read(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    encoders = {}
    for name, quantized in (("float32", False), ("int8", True)):
        start = time.perf_counter()
        model = build_onnx(read_safetensors(WEIGHTS.read(MODEL)), MAX_TOKENS, quantized=quantized)
        built = time.perf_counter()
        encoders[name] = Encoder(model, lambda text: tokenizer.encode(text).ids)
        print(
            f"{name}: built in {built - start:.2f} s, {len(model) / 1e6:.0f} MB, "
            f"loaded in {time.perf_counter() - built:.2f} s"
        )
    report_speed(encoders, texts)

    print(
        f"\nprecision/recall/hits per question at {THRESHOLD}: own scale, shipped scale, raw cosine"
    )
    print(f"{'':23} nDCG@10     c0     c1")
    titled = [f"{passage['title'].replace('_', ' ')}\n{passage['text']}" for passage in passages]
    for form, embedded in (("text", texts), ("title and text", titled)):
        for name, encoder in encoders.items():
            cosines = encoder.encode(asked) @ encoder.encode(embedded).T
            report_quality(f"{name}, {form}", cosines, answers)

    pairs = [
        (question["question"], texts[column[question["passage_id"]]]) for question in questions
    ]
    print(f"\nmeasure_scale: {measure_scale(MiniLM(), pairs)}")
    report_agreement(encoders, texts)


def read(name):
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def report_start():
    """What a fresh process pays until it has its first vector."""
    code = (
        "import time; from langchain_core.embeddings import Embeddings; start = time.time();"
        "from headwise.retrievers.embeddings.minilm import MiniLM;"
        "MiniLM().embed_query('What is pooling?'); print(time.time() - start)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    MiniLM().embed_query("build the cached model first")
    seconds = [
        float(subprocess.check_output([sys.executable, "-c", code], env=environment))
        for _ in range(5)
    ]
    print(f"import, load and first query, after langchain_core: {statistics.median(seconds):.2f} s")


def report_speed(encoders, texts):
    if hasattr(os, "sched_setaffinity"):
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(cores)})
    speeds = {name: [] for name in encoders}
    for _ in range(ROUNDS):
        for name, encoder in encoders.items():
            start = time.perf_counter()
            encoder.encode(texts)
            speeds[name].append(len(texts) / (time.perf_counter() - start))
    best = {name: max(found) for name, found in speeds.items()}
    print(
        f"passages/s on one core: float32 {best['float32']:.1f}, int8 {best['int8']:.1f}, "
        f"ratio {best['int8'] / best['float32']:.2f}"
    )
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)
        start = time.perf_counter()
        MiniLM().encode(texts)
        print(f"on {len(cores)} cores: int8 {len(texts) / (time.perf_counter() - start):.1f}")


def report_quality(name, cosines, answers):
    rows = np.arange(len(answers))
    own = cosines[rows, answers]
    rank = (cosines > own[:, None]).sum(axis=1)
    ndcg = np.where(rank < 10, 1 / np.log2(rank + 2), 0).mean()
    others = np.ones(cosines.shape, bool)
    others[rows, answers] = False
    scale = Scale(float(np.median(cosines[others])), float(np.median(own)))
    at_threshold = []
    for used in (scale, MINILM, Scale(c0=0.0, c1=1.0)):
        hits = passes(used.position(cosines), THRESHOLD)
        right = hits[rows, answers].sum()
        precision, recall = right / max(hits.sum(), 1), right / len(answers)
        at_threshold.append(f"{precision:.2f}/{recall:.2f}/{hits.sum() / len(answers):.2f}")
    print(f"{name:23}  {ndcg:.4f}  {scale.c0:.3f}  {scale.c1:.3f}  {', '.join(at_threshold)}")


def report_agreement(encoders, texts):
    cosines = (encoders["float32"].encode(texts) * encoders["int8"].encode(texts)).sum(axis=1)
    print(f"int8 to float32: median cosine {np.median(cosines):.4f}, least {cosines.min():.4f}")


if __name__ == "__main__":
    main()
