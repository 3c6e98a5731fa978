"""Pages per second of indexing, beside the plain LangChain way: ``python indexing.py PLAIN [N]``.

``PLAIN`` is the Python of an environment with what `plain_langchain.py` imports (``make
indexing`` makes it). Both index the sample papers and the corpus beside the repository, if it is
there, with the same model, by turns on the same machine; wall time and CPU time, because others
may be using the machine. ``N`` limits the files. Then what indexing unchanged files takes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
UNCHANGED = 100

OURS = """
import json, resource, sys, time
from headwise import Library
library = Library(sys.argv[1])
library.embeddings.embed_query("ready")
def cpu():
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)
begun, used = time.perf_counter(), cpu()
report = library.index(sys.argv[2:])
print(json.dumps({"pages": report.pages, "passages": sum(d.passages for d in report.documents),
                  "seconds": time.perf_counter() - begun, "cpu": cpu() - used}))
"""
AGAIN = """
import json, sys, time
import chromadb
from headwise import Library
from tests.support.hashing import HashingEmbeddings
seconds = []
for _ in range(5):
    begun = time.perf_counter()
    report = Library(sys.argv[1], HashingEmbeddings()).index(sys.argv[2])
    seconds.append(time.perf_counter() - begun)
print(json.dumps({"seconds": sorted(seconds)[2], "unchanged": report.unchanged}))
"""


def main(plain, limit=None):
    paths = [*sorted((ROOT / "notebooks" / "papers").glob("*.pdf")), *sorted(CORPUS.glob("*.pdf"))]
    paths = [str(path) for path in paths[:limit]]
    if not CORPUS.exists():
        print("no corpus in ../shared: the sample papers only")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        done = {
            "plain LangChain": run(plain, ROOT / "tests/benchmarks/plain_langchain.py",
                                   folder / "plain", *paths),
            "Headwise": run(sys.executable, "-c", OURS, folder / "library", *paths),
        }  # fmt: skip
        for way, found in done.items():
            print(
                f"{way:16} {found['pages']} pages, {found['passages']} passages in "
                f"{found['seconds']:.1f} s: {found['pages'] / found['seconds']:.1f} pages/s, "
                f"{found['pages'] / found['cpu']:.1f} per CPU second"
            )
        slow, fast = done.values()
        for unit in ("seconds", "cpu"):
            ratio = (fast["pages"] / fast[unit]) / (slow["pages"] / slow[unit])
            print(f"ratio by {unit}: {ratio:.1f}")
        unchanged(folder)


def unchanged(folder):
    papers = sorted((ROOT / "notebooks" / "papers").glob("*.pdf"))
    files = folder / "files"
    files.mkdir()
    for number in range(UNCHANGED):
        file = Path(shutil.copy(papers[number % len(papers)], files / f"{number:03}.pdf"))
        with file.open("ab") as end:
            end.write(b"\n%% file %d\n" % number)
        os.utime(file)
    sys.path.insert(0, str(ROOT))
    from headwise import Library
    from tests.support.hashing import HashingEmbeddings

    Library(folder / "many", HashingEmbeddings()).index(files)
    time.sleep(3)  # files are trusted by their times when these are settled
    Library(folder / "many", HashingEmbeddings()).index(files)
    found = run(sys.executable, "-c", AGAIN, folder / "many", files)
    print(f"{found['unchanged']} unchanged files, opening included: {found['seconds']:.2f} s")


def run(python, *arguments):
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False",
                   "TOKENIZERS_PARALLELISM": "true"}  # fmt: skip
    done = subprocess.run(
        [str(python), *map(str, arguments)],
        stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)
