"""Ask 16 questions with a real, small language model, beside extracts and one prompt for all.

    python -m tests.benchmarks.real_model MODEL REPORT [--questions N]

MODEL is a folder with llama.cpp and weights (see ``llama_server.py``; `make real-model` installs
them). Eight questions are about the sample papers, eight, written by hand, about documents of
``../shared/eval/qa`` if they are at hand. Each is answered three times from the same hits: by
`ask_chain` with the model, by `ask_chain` without one, and by the model from one prompt that holds
all hits, as one would write it without Headwise.

Prints what can be counted of each way, by a rough test of shared words, and writes a report in
which the model's two answers stand side by side in a hidden order, with the key at its end: which
is better is for a person to say. Fails if an answer of the chain breaks the contract.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_openai import ChatOpenAI

from headwise import Answer, HeadingRetriever, Library, ask_chain
from headwise.retrievers.text.numbering import split_number
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems
from tests.benchmarks.recording import recording

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT / "notebooks" / "papers"
QA = ROOT.parent / "shared" / "eval" / "qa"
MAX_HITS = 4
"""For each question, so that all hits fit into the small window of the one prompt."""
HELD = 0.5
"""A sentence is supported if its sources have at least so many of its words' stems."""
ELSEWHERE = 0.25
"""It is under a wrong heading if another section's sources have so many more of them."""

QUESTIONS = [
    "What is pooling for?",
    "How is the output size of a convolution computed?",
    "What is a receptive field, and how does it grow?",
    "How does subsampling cause aliasing?",
    "How can overfitting be prevented?",
    "What does batch normalisation compute?",
    "What is the difference between Adam and momentum?",
    "What should be checked before a long run?",
]

ONE_PROMPT = """\
The JSON below holds text excerpts that are similar to a question. Write for each a concise and
coherent summary of what bears on the question, in plain text, below its heading. The heading is
the value of "sub_heading" without its leading number, on a line of its own, after "## ". Leave out
what is not relevant, and repeat nothing. Several excerpts may have the same heading, but must not
say the same. Begin with the first heading; no introduction.

Question: {question}

{hits}"""


@dataclass
class Way:
    """One way of answering a question, and what it wrote."""

    name: str
    markdown: str
    seconds: float
    calls: int = 0
    tokens: int = 0
    """In and out."""
    warnings: Sequence[str] = ()


def faults(answer: Answer) -> list[str]:
    """Return how an answer breaks the contract."""
    found = []
    lines = answer.markdown.split("\n")
    headings = [line.removeprefix("## ") for line in lines if re.match(r" {0,3}#{1,6}(\s|$)", line)]
    if answer.sections and not lines[0].startswith("## "):
        found.append("something stands before the first heading")
    if headings != [section.heading for section in answer.sections]:
        found.append("heading lines are not those of the sections")
    if any(re.fullmatch(r" {0,3}(=+|-+)\s*", line) for line in lines):
        found.append("an underlined heading")
    for section in answer.sections:
        printed = {split_number(source.sub_heading)[1] for source in section.sources}
        if section.heading not in printed:
            found.append(f"{section.heading!r} is not the heading of a source")
        if not section.summary.strip():
            found.append(f"{section.heading!r} has no summary")
    if len({section.summary for section in answer.sections}) < len(answer.sections):
        found.append("two summaries are the same")
    return found


def counted(markdown: str, sources: dict[str, str]) -> Counter[str]:
    """Count what a reader would object to.

    Args:
        markdown: An answer.
        sources: The text of the hits by their heading without its number.
    """
    held = {heading: stems(text) for heading, text in sources.items()}
    found: Counter[str] = Counter()
    said: list[set[str]] = []
    for part in re.split(r"^#+ ", f"\n{markdown}", flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        own = held.get(heading.strip())
        found["sections"] += 1
        found["headings of no source"] += own is None
        for sentence in sentences(text):
            words = stems(sentence)
            if len(words) < 3:
                continue
            found["sentences"] += 1
            found["repeated"] += any(len(words & one) > 0.8 * len(words) for one in said)
            said.append(words)
            shares = {name: len(words & one) / len(words) for name, one in held.items()}
            best = max(shares.values())
            here = shares.get(heading.strip(), 0.0)
            found["unsupported"] += best < HELD
            found["under a wrong heading"] += best >= HELD and best - here > ELSEWHERE
    if not markdown.startswith("## "):
        found["preambles"] += bool(markdown.strip())
    return found


@contextmanager
def llama_server(folder: Path) -> Iterator[str]:
    """Run the server in a process of its own; gives its address."""
    command = [sys.executable, str(Path(__file__).with_name("llama_server.py")), str(folder)]
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


def questions_with_files(count: int) -> list[tuple[str, Path]]:
    """Return questions with the files that they are asked of: half of each kind if at hand."""
    own = [(question, PAPERS) for question in QUESTIONS]
    if QA.is_dir():
        lines = (QA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row["set"] == "hand" and row["targets"]]
        own += [
            (row["question"], QA / "pdfs" / f"{row['doc']}.pdf")
            for row in random.Random(7).sample(rows, len(QUESTIONS))
        ]
    return own[:count]


def answered(name: str, chain: Any, question: str, record: Any) -> tuple[Way, Answer]:
    """Ask a chain."""
    begun = time.perf_counter()
    answer: Answer = chain.invoke(question)
    seconds = time.perf_counter() - begun
    calls, used = record.take(), answer.usage
    tokens = used.input_tokens + used.output_tokens
    return Way(name, answer.markdown, seconds, len(calls), tokens, answer.warnings), answer


def one_prompt(model: ChatOpenAI, question: str, hits: Sequence[Any], record: Any) -> Way:
    """Ask the model with one prompt that holds all hits."""
    begun = time.perf_counter()
    shown = json.dumps([hit.model_dump(mode="json") for hit in hits], ensure_ascii=False)
    reply = model.invoke(ONE_PROMPT.format(question=question, hits=shown))
    seconds = time.perf_counter() - begun
    calls = record.take()
    tokens = sum(sum(call.usage) for call in calls)
    return Way("one prompt", str(reply.content), seconds, len(calls), tokens)


def main() -> int:
    """Ask, print, write the report, and return 1 if an answer broke the contract."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--questions", type=int, default=2 * len(QUESTIONS))
    chosen = parser.parse_args()
    chosen.report.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(11)
    totals: dict[str, Counter[str]] = {}
    report, key, broken = ["# Which answer is better?"], ["# Key", ""], 0
    with (
        tempfile.TemporaryDirectory() as folder,
        llama_server(chosen.model) as address,
        recording(address) as record,
    ):
        model = ChatOpenAI(
            model="local", base_url=record.url, api_key="none", temperature=0, timeout=1_800
        )  # type: ignore[call-arg]
        for number, (question, files) in enumerate(questions_with_files(chosen.questions), 1):
            library = Library(Path(folder) / files.stem)
            library.index(files)
            retriever = HeadingRetriever(library=library, max_hits=MAX_HITS)
            hits = retriever.search(question).hits
            sources: dict[str, str] = {}
            for hit in hits:
                heading = split_number(hit.sub_heading)[1]
                sources[heading] = f"{sources.get(heading, '')} {hit.text}"
            written, answer = answered("chain", ask_chain(retriever, llm=model), question, record)
            wrong = faults(answer)
            broken += bool(wrong)
            extracts, _ = answered("extracts", ask_chain(retriever), question, record)
            ways = [written, extracts]
            if hits:
                ways.append(one_prompt(model, question, hits, record))
            print(f"{number:2} {question}", *(f"   BROKEN {one}" for one in wrong), sep="\n")
            for way in ways:
                found = counted(way.markdown, sources)
                found.update(
                    questions=1, calls=way.calls, tokens=way.tokens, seconds=round(way.seconds)
                )
                totals.setdefault(way.name, Counter()).update(found)
                print(f"   {way.name:11}", _told(found), flush=True)
            print(*(f"   - {' '.join(one.split())[:150]}" for one in written.warnings), sep="\n")
            sides = [way for way in ways if way.name != "extracts"]
            chance.shuffle(sides)
            report += ["", f"# {number}. {question}"]
            for letter, way in zip("AB", sides, strict=False):
                shown = re.sub(r"^#+", "###", way.markdown, flags=re.MULTILINE) or "(no answer)"
                report += ["", f"## {number} {letter}", "", shown]
                key.append(f"- {number} {letter}: {way.name}")
            # After each: the run is long, and may be broken off.
            chosen.report.write_text("\n".join([*report, "", *key, ""]), encoding="utf-8")
    for name, total in totals.items():
        print(f"{name:14}", _told(total))
    print(f"to be read: {chosen.report}")
    return int(broken > 0)


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.items() if n)


if __name__ == "__main__":
    sys.exit(main())
