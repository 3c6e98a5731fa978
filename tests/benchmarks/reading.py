"""Print the speed and memory of reading PDFs, beside other engines on the same files.

    python tests/benchmarks/reading.py [--every N] [--patience SECONDS] [ENGINE ...]

Each engine reads the sample papers, the files of ``../shared/corpus`` if it is there, and a
made document of 1,000 pages, in a process of its own on one core; files by turns between the
engines, so that a busy machine slows all alike. Seconds are of the processor, without
importing. The other engines are installed into virtual environments of their own in a cache
folder (HEADWISE_BENCHMARKS, by default the system's temporary folder); what cannot be installed
is skipped with a note. pymupdf4llm is AGPL: it is measured, never depended on.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import typst

from headwise.retrievers.pdf import PdfReader

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
CACHE = Path(os.environ.get("HEADWISE_BENCHMARKS", tempfile.gettempdir())) / "headwise-reading"
PAGES = 1_000
PATIENCE = 900.0
"""Seconds after which an engine that reads one file, or an installation, is given up."""

# Requirement, what to prepare, and what to do with each path.
ENGINES = {
    "headwise": (None, "from headwise.retrievers.pdf import read_pdf as read", "read(path)"),
    "liteparse": (
        "liteparse",
        "from liteparse import LiteParse as Engine\n\
engine = Engine(ocr_enabled=False, output_format='markdown', num_workers=1, quiet=True)",
        "engine.parse(path).text",
    ),
    "pdf-inspector": (
        "pdf-inspector",
        "from pdf_inspector import process_pdf",
        "process_pdf(path).markdown",
    ),
    "markitdown": (
        "markitdown[pdf]",
        "from markitdown import MarkItDown\nengine = MarkItDown()",
        "engine.convert(path).text_content",
    ),
    "pymupdf4llm": (
        "pymupdf4llm<2",
        "import pymupdf4llm",
        "pymupdf4llm.to_markdown(path)",
    ),
}
_SERVER = """
import json, os, sys, time
def peak():
    # Not getrusage: its peak is inherited from the process that started this one.
    try:
        with open("/proc/self/status") as status:
            return next(int(l.split()[1]) / 1024 for l in status if l.startswith("VmHWM"))
    except OSError:
        return 0.0
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {{max(os.sched_getaffinity(0))}})
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
{prepare}
for path in sys.stdin:
    path = path.strip()
    begun = time.process_time()
    try:
        {read}
        failure = None
    except Exception as error:
        failure = f"{{type(error).__name__}}: {{error}}"[:80]
    print(json.dumps([time.process_time() - begun, failure, peak()]), file=answers, flush=True)
"""


class Engine:
    """A process that reads the files it is given."""

    def __init__(self, name: str, python: str) -> None:
        self.name = name
        _, prepare, read = ENGINES[name]
        self._process = subprocess.Popen(
            [python, "-c", _SERVER.format(prepare=prepare, read=read)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def read(self, path: Path, patience: float) -> tuple[float, str | None, float]:
        """Return the seconds that a file took, why it failed, and the process's peak in MB."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with ThreadPoolExecutor(1) as pool:
            try:
                print(path, file=self._process.stdin, flush=True)
                line = pool.submit(self._process.stdout.readline).result(patience)
                seconds, failure, peak = json.loads(line)
            except (TimeoutError, OSError, ValueError) as error:
                self.close()
                return 0.0, f"gave up: {type(error).__name__}", 0.0
            return seconds, failure, peak

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def python_with(requirement: str | None, name: str) -> str | None:
    """Return an interpreter that has the engine, installed if need be."""
    if requirement is None:
        return sys.executable
    folder = CACHE / name
    python = folder / "bin" / "python"
    done = folder / "installed"
    if not done.exists():
        print(f"installing {requirement} into {folder} ...", file=sys.stderr)
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run(
                [python, "-m", "pip", "install", "--quiet", requirement],
                check=True,
                timeout=PATIENCE,
                stderr=subprocess.DEVNULL,
            )
        except (subprocess.SubprocessError, OSError) as error:
            print(f"{name}: skipped, cannot be installed ({type(error).__name__})")
            return None
        done.touch()
    return str(python)


def long_document(folder: Path) -> Path:
    """Return a made document of 1,000 pages, with headings of two levels."""
    chapters = "".join(
        f"= Chapter of number {n}\n#lorem(420)\n\n#lorem(300)\n== Part of {n}\n#lorem(800)\n"
        for n in range(1, 560)
    )
    source = f"#set page(numbering: '1')\n#set heading(numbering: '1.1')\n{chapters}"
    path = folder / "1000.pdf"
    with (
        pdfium.PdfDocument(typst.compile(source.replace("'", '"').encode())) as made,
        pdfium.PdfDocument.new() as pdf,
    ):
        pdf.import_pages(made, list(range(PAGES)))
        pdf.save(path)
    return path


def compare(files: list[Path], long: Path, names: list[str], patience: float) -> None:
    """Print the table of engines."""
    pages = {path: _pages(path) for path in [*files, long]}
    engines = []
    for name in names:
        python = python_with(ENGINES[name][0], name)
        if python is not None:
            engines.append(Engine(name, python))
    results: dict[str, Any] = {engine.name: {} for engine in engines}
    for path in files:
        for engine in engines:
            results[engine.name][path] = engine.read(path, patience)
    for engine in engines:
        engine.close()
        # Memory at 1,000 pages is that of a process that has read nothing else.
        fresh = Engine(engine.name, str(python_with(ENGINES[engine.name][0], engine.name)))
        results[engine.name][long] = fresh.read(long, patience)
        fresh.close()
    total = sum(pages[path] for path in files)
    print(f"{len(files)} files of {total} pages, and one of {pages[long]}; one core")
    print(f"{'':16}{'pages/s':>9}{'headwise is':>13}{'at 1,000':>10}{'MB there':>10}  failed")
    base = 0.0
    for engine in engines:
        own = results[engine.name]
        read = [path for path in files if own[path][1] is None]
        seconds = sum(own[path][0] for path in read)
        speed = sum(pages[path] for path in read) / seconds if seconds else 0.0
        base = base or speed
        seconds, failure, peak = own[long]
        there = (
            f"{pages[long] / seconds:10.1f}{peak:10.0f}" if failure is None else f"{failure:>22}"
        )
        ratio = f"{base / speed:.2f} x" if speed else ""
        print(f"{engine.name:16}{speed:9.1f}{ratio:>13}{there}  {len(files) - len(read)}")


def parallel(files: list[Path]) -> None:
    """Print how long the files take in one and in several worker processes."""
    alone = 0.0
    for workers in range(1, min(4, os.cpu_count() or 1) + 1):
        begun = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(_read_all, [files[n::workers] for n in range(workers)]))
        seconds = time.perf_counter() - begun
        alone = alone or seconds
        pages = sum(map(_pages, files))
        print(
            f"{workers} worker process{'es' if workers > 1 else ''}: {seconds:6.1f} s wall, "
            f"{pages / seconds:6.1f} pages/s, {alone / seconds:.2f} x"
        )


def _read_all(files: list[Path]) -> None:
    with PdfReader() as reader:
        for path in files:
            reader.read(path)


def _pages(path: Path) -> int:
    with pdfium.PdfDocument(path) as pdf:
        return len(pdf)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("engines", nargs="*", metavar="ENGINE", help=", ".join(ENGINES))
    options.add_argument("--every", type=int, default=1, help="only every Nth file of the corpus")
    options.add_argument("--patience", type=float, default=PATIENCE, help="seconds for a file")
    wanted = options.parse_args()
    names = ["headwise", *(wanted.engines or [name for name in ENGINES if name != "headwise"])]
    files = sorted((ROOT / "notebooks" / "papers").glob("*.pdf"))
    files += sorted(CORPUS.glob("*.pdf"))[:: wanted.every]
    if not CORPUS.is_dir():
        print("../shared/corpus is not there: the sample papers only")
    with tempfile.TemporaryDirectory() as folder:
        compare(files, long_document(Path(folder)), names, wanted.patience)
    parallel(files)


if __name__ == "__main__":
    main()
