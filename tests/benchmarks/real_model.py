"""Ask the sample papers 20 questions with a real, small language model.

    python -m tests.benchmarks.real_model FOLDER [HOW-MANY]

FOLDER holds llama.cpp and weights (see ``llama_server.py``; `make real-model` installs them).
Every question goes through ``headwise ask --llm openai:…`` against the server on loopback.
Prints for each question whether the answer keeps the contract, the calls by step, how often a
reply had to be repaired or replaced by extracts, tokens and seconds; fails if any answer breaks
the contract. The weights are very weak (135 million parameters): what they write is often
wrong, and the contract must hold all the same. Needs no network.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from headwise import load_prompts
from headwise.retrievers.text.numbering import split_number
from tests.benchmarks.recording import Call, recording

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT / "notebooks" / "papers"
SECONDS_PER_QUESTION = 1_800
MOST_SECTIONS = "2"
MOST_PRINTED = 3
"""Of the kinds of warning for one question."""

QUESTIONS = [
    "What is pooling for?",
    "How do convolutional layers work?",
    "Why do convolutional networks have so few parameters?",
    "How is the output size of a convolution computed?",
    "What does dilation change?",
    "Which activation function should I use?",
    "What is translation equivariance?",
    "What is a receptive field, and how does it grow?",
    "How does subsampling cause aliasing?",
    "Can a convolutional network approximate any function?",
    "How do I recognise overfitting?",
    "How can overfitting be prevented?",
    "What does batch normalisation compute?",
    "How should the learning rate be chosen?",
    "What is the difference between Adam and momentum?",
    "Why is the variance kept constant at initialisation?",
    "When is transfer learning useful?",
    "How much memory does training need?",
    "What should be checked before a long run?",
    "How should a result be reported?",
]


def faults(answer: dict[str, Any]) -> list[str]:
    """Return how an answer's JSON breaks the contract."""
    found = []
    sections = answer["sections"]
    lines = answer["markdown"].split("\n")
    headings = [line.removeprefix("## ") for line in lines if re.match(r" {0,3}#{1,6}(\s|$)", line)]
    if sections and not lines[0].startswith("## "):
        found.append("something stands before the first heading")
    if headings != [section["heading"] for section in sections]:
        found.append("heading lines are not those of the sections")
    if any(re.fullmatch(r" {0,3}(=+|-+)\s*", line) for line in lines):
        found.append("an underlined heading")
    for section in sections:
        printed = {split_number(source["sub_heading"])[1] for source in section["sources"]}
        if section["heading"] not in printed:
            found.append(f"{section['heading']!r} is not the heading of a source")
        if not section["summary"].strip():
            found.append(f"{section['heading']!r} has no summary")
    if len({section["summary"] for section in sections}) < len(sections):
        found.append("two summaries are the same")
    return found


@contextmanager
def llama_server(folder: str) -> Iterator[str]:
    """Run the server in a process of its own; gives its address."""
    command = [sys.executable, str(Path(__file__).with_name("llama_server.py")), folder]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise SystemExit("the llama.cpp server did not start")
            yield address
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def steps(calls: Sequence[Call]) -> Counter[str]:
    """Count calls by the step whose instructions they carry."""
    prompts = load_prompts()
    opening = {
        name: " ".join(getattr(prompts, name).system.split())[:80]
        for name in ("triage", "map", "reduce", "combine")
    }
    counted: Counter[str] = Counter()
    for call in calls:
        if "Your reply cannot be used" in call.prompt:
            counted["repair"] += 1
            continue
        begin = " ".join(call.prompt.split())
        counted[
            next((name for name, text in opening.items() if begin.startswith(text)), "other")
        ] += 1
    return counted


def ask(question: str, library: str, url: str) -> subprocess.CompletedProcess[str]:
    """Run the command line against the server at ``url``."""
    return subprocess.run(
        [sys.executable, "-m", "headwise", "ask", question, "--library", library, "--json",
         "--max-hits", MOST_SECTIONS, "--llm", "openai:smollm2-135m-instruct"],
        env={**os.environ, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "none-needed"},
        capture_output=True,
        text=True,
        timeout=SECONDS_PER_QUESTION,
        check=False,
    )  # fmt: skip


def main() -> int:
    """Ask, print, and return 1 if an answer broke the contract."""
    folder = sys.argv[1]
    questions = QUESTIONS[: int(sys.argv[2])] if len(sys.argv) > 2 else QUESTIONS
    log = Path(os.environ["REAL_MODEL_LOG"]) if "REAL_MODEL_LOG" in os.environ else None
    broken = 0
    total: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory() as library,
        llama_server(folder) as address,
        recording(address) as record,
    ):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "headwise",
                "index",
                str(PAPERS),
                "--library",
                library,
                "--quiet",
            ],
            check=True,
        )
        for question in questions:
            begun = time.perf_counter()
            done = ask(question, library, record.url)
            seconds = time.perf_counter() - begun
            calls = record.take()
            counted = steps(calls)
            answer = json.loads(done.stdout) if done.returncode in (0, 3) else None
            wrong = faults(answer) if answer else [done.stderr.strip()]
            warnings = answer["warnings"] if answer else []
            extracts = sum("extracts stand" in warning for warning in warnings)
            broken += bool(wrong)
            tokens = [sum(pair) for pair in zip(*(c.usage for c in calls), strict=True)] or [0, 0]
            row = {
                "questions": 1, "sections": len(answer["sections"]) if answer else 0,
                "calls": len(calls), **counted, "extracts": extracts,
                "structured": sum(call.structured for call in calls),
                "refused": sum(call.status != 200 for call in calls),
                "cut off": sum(call.cut_off for call in calls),
                "tokens in": tokens[0], "tokens out": tokens[1], "seconds": round(seconds),
            }  # fmt: skip
            total.update(row)
            print(f"{'BROKEN' if wrong else 'valid':7}{question}")
            print("       ", ", ".join(f"{name} {n}" for name, n in row.items() if n), flush=True)
            for text in [*wrong, *warnings][:MOST_PRINTED]:
                print(f"        - {' '.join(text.split())[:160]}", flush=True)
            if log:
                with log.open("a", encoding="utf-8") as file:
                    record_ = {"question": question, "answer": answer, "stderr": done.stderr,
                               "calls": [vars(call) for call in calls]}  # fmt: skip
                    file.write(json.dumps(record_) + "\n")
    print("total  ", ", ".join(f"{name} {n}" for name, n in total.items()))
    print(f"valid contract: {len(questions) - broken} of {len(questions)}")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
