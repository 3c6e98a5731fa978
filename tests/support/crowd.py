"""Several processes writing to one library while others search it, and what they saw.

Each writer brings out version after version of a document of its own. Each reader searches, and
checks that what it finds of every document is one whole version, and not an outdated one.
"""

import json
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headwise import HeadingRetriever, Library
from tests.support import processes
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf

HEADINGS = ("Aims", "Methods in use", "Results", "What they mean", "Open questions", "Thanks")
SECTIONS = len(HEADINGS)
STALE_SECONDS = 2.0
GO = "go"


def library_at(location: str) -> Library:
    return Library(location, HashingEmbeddings())


def index(location: str, path: Path) -> None:
    library_at(location).index(path)


def version_text(writer: int, version: int, section: int) -> str:
    """A section of three passages or so, all of which name their version."""
    words = f"Document d{writer} in version v{version} says in part p{section} number"
    return " ".join(f"{words} {sentence} what a reader may want to know." for sentence in range(25))


def write(location: str, folder: Path, number: int, seconds: float, _writers: int) -> None:
    library = library_at(location)
    path = folder / f"d{number}.pdf"
    log = folder / f"writer-{number}.jsonl"
    until = time.time() + seconds
    version = 0
    while time.time() < until:
        version += 1
        sections = [
            (f"{part + 1} {heading}", version_text(number, version, part))
            for part, heading in enumerate(HEADINGS)
        ]
        write_pdf(path, f"Notes of writer {number}", sections)
        report = library.index(path, wait=120)
        assert not report.failures, report.failures
        assert report.new + report.changed == 1, report
        with log.open("a") as lines:
            lines.write(json.dumps({"version": version, "at": time.time()}) + "\n")
        time.sleep(0.05)


def read(location: str, folder: Path, number: int, seconds: float, writers: int) -> None:
    retriever = HeadingRetriever(
        library=library_at(location), threshold=0.0, similarity="cosine", max_hits=1000
    )
    seen: list[tuple[float, int, int]] = []
    took: list[float] = []
    until = time.time() + seconds
    while time.time() < until:
        begun = time.time()
        hits = retriever.search("What does document d0 in its version say?").hits
        took.append(time.time() - begun)
        for writer in range(writers):
            texts = [hit.text for hit in hits if hit.collection_name == f"d{writer}"]
            versions = {int(found) for text in texts for found in re.findall(r"\bv(\d+)", text)}
            if not texts:
                seen.append((begun, writer, 0))
                continue
            assert len(versions) == 1, f"d{writer}: versions {versions} at once"
            assert len(texts) == SECTIONS, f"d{writer}: {len(texts)} sections"
            (version,) = versions
            whole = {version_text(writer, version, part) for part in range(SECTIONS)}
            assert {" ".join(text.split()) for text in texts} == whole, f"d{writer}: not whole"
            seen.append((begun, writer, version))
        time.sleep(0.01)
    (folder / f"reader-{number}.json").write_text(json.dumps({"seen": seen, "took": took}))


@dataclass
class Outcome:
    """What a crowd did."""

    versions: dict[int, list[float]]
    """For each writer when each of its versions was done."""
    searches: int
    stalest: float
    """Seconds for which a search still found a version that was outdated when it began."""
    slowest: float
    median: float


def run_crowd(location: str, folder: Path, writers: int, readers: int, seconds: float) -> Outcome:
    """Let them work, and return what they did.

    Raises:
        AssertionError: One of them failed, or the library is not what was written.
    """
    roles = [(write, n) for n in range(writers)] + [(read, n) for n in range(readers)]
    running = [
        processes.start(_work, role, str(location), folder, number, seconds, writers)
        for role, number in roles
    ]
    for process in running:
        process.join(seconds + 180)
    failed = [path.read_text(encoding="utf-8")[-2000:] for path in folder.glob("*.failed")]
    assert not failed, failed
    assert [process.exitcode for process in running] == [0] * len(running)
    versions = {n: _times(folder / f"writer-{n}.jsonl") for n in range(writers)}
    _check_library(str(location), versions)
    reports = [json.loads((folder / f"reader-{n}.json").read_text()) for n in range(readers)]
    took = sorted(one for report in reports for one in report["took"])
    return Outcome(
        versions=versions,
        searches=len(took),
        stalest=max(_staleness(report["seen"], versions) for report in reports),
        slowest=took[-1],
        median=took[len(took) // 2],
    )


def _work(role: Callable[..., None], location: str, folder: Path, number: int, *more: Any) -> None:
    """Write or read, and leave a note of what went wrong."""
    try:
        role(location, folder, number, *more)
    except BaseException:
        failed = folder / f"{role.__name__}-{number}.failed"
        failed.write_text(traceback.format_exc(), encoding="utf-8")
        raise


def _times(log: Path) -> list[float]:
    return [json.loads(line)["at"] for line in log.read_text().splitlines()]


def _check_library(location: str, versions: dict[int, list[float]]) -> None:
    library = library_at(location)
    names = Counter(document.collection_name for document in library.documents())
    assert names == Counter(f"d{writer}" for writer in versions), names
    hits = (
        HeadingRetriever(library=library, threshold=0.0, similarity="cosine", max_hits=1000)
        .search("version")
        .hits
    )
    for writer, times in versions.items():
        texts = {" ".join(h.text.split()) for h in hits if h.collection_name == f"d{writer}"}
        assert texts == {version_text(writer, len(times), part) for part in range(SECTIONS)}
    kinds = {problem.kind for problem in library.verify().problems}
    assert kinds <= {"leftovers"}, kinds


def _staleness(seen: list[tuple[float, int, int]], versions: dict[int, list[float]]) -> float:
    """Return the longest time for which a version was found after the next one was done."""
    return max(
        (begun - versions[writer][found] for begun, writer, found in seen
         if found < len(versions[writer]) and versions[writer][found] < begun),
        default=0.0,
    )  # fmt: skip
