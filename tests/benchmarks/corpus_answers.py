"""Write a report of questions and answers about a folder of PDFs, for a person to read.

    python tests/benchmarks/corpus_answers.py PDFS REPORT [--library L] [--questions F] [--count N]

Without a file of questions (one a line) they are made from headings found in the PDFs, spread
over the files, with varied wording. Answers are the extractive default's; each section stands
with its sources. At the end of the report: words per section, and what a reader would stumble
over as far as it can be counted. Needs no network.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from headwise import Answer, HeadingRetriever, HeadwiseError, Library, ask_chain, read_pdf
from headwise._wording import counted

TEMPLATES = (
    "What is said about {}?",
    "How does {} work?",
    "Why does {} matter?",
    "What are the main points of {}?",
    "Which problems come with {}?",
)
USELESS = re.compile(
    r"abstract|introduction|conclusions?|references|acknowledge?ments?|appendix|contents|summary"
    r"|discussion|preface|foreword|background|related work|results|methods?|overview",
    re.IGNORECASE,
)
"""Headings that name no subject."""
DANGLING = re.compile(r"(?:This|That|These|Those|However|It|They|Therefore|Thus|Moreover|But)\b")
SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*$")
MOST_HITS = 6


def questions_of(folder: Path, count: int) -> Iterator[str]:
    """Yield questions about headings of the PDFs in ``folder``, one or two per file."""
    choice = random.Random(5)
    files = sorted(folder.rglob("*.pdf"))
    choice.shuffle(files)
    for number in range(count):
        try:
            document = read_pdf(files[number % len(files)])
        except HeadwiseError:
            continue
        subjects = [
            section.heading
            for section in document.sections
            if 2 <= len(section.heading.split()) <= 7
            and len(section.text) > 600
            and not USELESS.search(section.heading)
        ]
        if subjects:
            subject = choice.choice(subjects).rstrip("?.:")
            yield TEMPLATES[number % len(TEMPLATES)].format(f"“{subject}”")


def told(answer: Answer, seconds: float) -> str:
    """Return the answer as a part of the report."""
    lines = [
        f"# {answer.question}",
        "",
        f"{counted(len(answer.sections), 'section')}, {seconds:.1f} s",
    ]
    if answer.dropped.over_max_hits:
        lines[-1] += f", {answer.dropped.over_max_hits} more are similar enough"
    for section in answer.sections:
        lines += ["", f"## {section.heading}", section.summary, ""]
        for source in section.sources:
            pages = f"p. {source.page_start}"
            if source.page_end != source.page_start:
                pages = f"pp. {source.page_start}-{source.page_end}"
            lines.append(
                f"- *{source.collection_name}*, {source.sub_heading}, {pages}, "
                f"similarity {source.similarity:.2f}"
            )
    if not answer.sections:
        lines += ["", "Nothing similar enough. Nearest:"]
        for miss in answer.nearest:
            lines.append(
                f"- *{miss.collection_name}*, {miss.sub_heading}, similarity {miss.similarity:.2f}"
            )
    lines += ["", *(f"> warning: {warning}" for warning in answer.warnings), ""]
    return "\n".join(lines)


def tally(answers: list[Answer]) -> str:
    """Return what can be counted in all answers, as lines of Markdown."""
    summaries = [section.summary for answer in answers for section in answer.sections]
    words = [len(summary.split()) for summary in summaries] or [0]
    counts = {
        "questions": len(answers),
        "questions without an answer": sum(not answer.sections for answer in answers),
        "sections": len(summaries),
        "words in each, median": round(statistics.median(words)),
        "sections of less than 12 words": sum(n < 12 for n in words),
        "beginning with a word that points back": sum(map(bool, map(DANGLING.match, summaries))),
        "beginning in lower case": sum(summary[:1].islower() for summary in summaries),
        "not ending like a sentence": sum(not SENTENCE_END.search(s) for s in summaries),
        "with a table's bars": sum("|" in summary for summary in summaries),
    }
    return "\n".join(["# Counted", "", *(f"- {name}: {n}" for name, n in counts.items())])


def main() -> None:
    """Index if need be, ask, and write the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--library", help="index kept from an earlier run")
    parser.add_argument("--questions", type=Path, help="text file, one question a line")
    parser.add_argument("--count", type=int, default=30)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(chosen.library or folder)
        library.index(chosen.pdfs)
        chain = ask_chain(HeadingRetriever(library=library, max_hits=MOST_HITS))
        if chosen.questions:
            lines = chosen.questions.read_text(encoding="utf-8").splitlines()
            questions = [line for line in lines if line.strip()]
        else:
            questions = list(questions_of(chosen.pdfs, chosen.count))
        answers, parts = [], []
        for question in questions:
            begun = time.perf_counter()
            answers.append(chain.invoke(question))
            parts.append(told(answers[-1], time.perf_counter() - begun))
    chosen.report.parent.mkdir(parents=True, exist_ok=True)
    chosen.report.write_text("\n".join([*parts, tally(answers), ""]), encoding="utf-8")
    print(f"{len(answers)} questions and answers: {chosen.report}")


if __name__ == "__main__":
    main()
