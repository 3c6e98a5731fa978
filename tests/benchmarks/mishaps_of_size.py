"""A library that has grown, and one that is opened all day."""

import json
import resource
import threading
import time
from pathlib import Path

from headwise import HeadingRetriever, Library
from tests.benchmarks.library_in_use import QUESTION, pdfs, start, told
from tests.support.hashing import HashingEmbeddings


def three_thousand_documents(folder: Path) -> str:
    """Seconds and memory of each command."""
    source, library = pdfs(folder / "in", 3000), folder / "library"
    figures = []
    for name, arguments in {
        "index": ("index", source),
        "again": ("index", source),
        "list": ("list", "--json"),
        "search": ("search", QUESTION),
        "verify": ("verify",),
        "remove": ("remove", "manual0007"),
    }.items():
        begun = time.monotonic()
        told(start(*arguments, "--library", library), 0, 3)
        figures.append(f"{name} {time.monotonic() - begun:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    assert len(Library(library).documents()) == 2999
    return ", ".join(figures) + f"; at most {peak} MB"


def ten_thousand_hits(folder: Path) -> str:
    """Summarised from a file, in two hundred sections."""
    hits = [
        {
            "text": f"The valve of pump {n} is serviced every {n % 37} months by crew {n % 11}.",
            "sub_heading": f"{n % 200} Pumps of hall {n % 200}",
            "collection_name": f"manual{n % 50}",
            "similarity": 0.9,
        }
        for n in range(10_000)
    ]
    (folder / "hits.json").write_text(json.dumps(hits))
    begun = time.monotonic()
    said = told(start("summarize", folder / "hits.json", "--question", QUESTION), 0, 3)
    return f"{time.monotonic() - begun:.1f} s, {said.count('## ')} sections"


def a_library_is_opened_a_thousand_times(folder: Path) -> str:
    """In one process, searched each time: memory and files stay as they are."""
    library, embeddings = folder / "library", HashingEmbeddings()
    Library(library, embeddings).index(pdfs(folder / "in", 3))
    sizes = []
    for number in range(1_001):
        HeadingRetriever(library=Library(library, embeddings)).search(QUESTION)
        if number in (100, 1_000):
            sizes.append(
                (memory(), len([*Path("/proc/self/fd").iterdir()]), threading.active_count())
            )
    (before, files, threads), (after, files_after, threads_after) = sizes
    assert after - before < 60, sizes
    assert files_after <= files + 20, sizes  # some wait for the garbage collector
    assert threads_after <= threads + 2, sizes
    return f"from the 100th to the 1,000th {after - before:+} MB, {files_after - files:+} files"


def memory() -> int:
    """Return the resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20
