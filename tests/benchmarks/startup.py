"""Print what a user waits for: import, help, and an answer from an indexed library.

    python tests/benchmarks/startup.py

Wall times are the median of several runs in fresh processes, with the same for an
interpreter that does nothing, to compare. Needs no network.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT / "notebooks" / "papers"
RUNS = 7
QUESTION = "What is pooling for?"
WIDE_QUESTION = "How do convolutional layers work in a CNN?"


def wall(*arguments: str) -> float:
    """Return the median wall time of a Python process, in seconds."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        library = ("--library", folder)
        headwise = ("-m", "headwise")
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, *headwise, "index", str(PAPERS), *library, "--quiet"], check=True
        )
        indexing = time.perf_counter() - begun
        nothing = wall("-c", "pass")
        rows = [
            ("import headwise", wall("-c", "import headwise"), 0.2),
            ("headwise --help", wall(*headwise, "--help"), 0.4),
            ("headwise search", wall(*headwise, "search", QUESTION, *library), None),
            ("headwise ask, 2 sections", wall(*headwise, "ask", QUESTION, *library), 2.5),
            ("headwise ask, many sections", wall(*headwise, "ask", WIDE_QUESTION, *library), 2.5),
        ]
    print(f"{os.cpu_count()} cores, median of {RUNS} runs; python -c pass: {nothing:.3f} s")
    print(f"{'':30}{'seconds':>8}{'x python':>10}{'at most':>9}")
    for name, seconds, most in rows:
        limit = f"{most:.1f}" if most else ""
        print(f"{name:30}{seconds:8.2f}{seconds / nothing:10.1f}{limit:>9}")
    print(f"{'headwise index (the samples)':30}{indexing:8.2f}{indexing / nothing:10.1f}")


if __name__ == "__main__":
    main()
