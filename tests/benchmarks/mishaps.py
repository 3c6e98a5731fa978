"""What befalls a library in years of use: ``python -m tests.benchmarks.mishaps [NAME ...]``.

Prints a line for each mishap with what was measured, and ends with status 1 if any failed. All
is real: files, processes, signals, other users, a clock set back, a server that is restarted.
Some need root or a tool (faketime), and say so where it is missing.
"""

import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.library_in_use import QUESTION, MissingError, pdfs, start, told, whole
from tests.benchmarks.mishaps_of_files import (
    a_backup_is_restored,
    a_quota_is_used_up,
    files_change_while_they_are_read,
    permissions_change,
    the_clock_is_set_back,
)
from tests.benchmarks.mishaps_of_servers import (
    a_server_is_restarted,
    credentials_change_across_a_restart,
)
from tests.benchmarks.mishaps_of_size import (
    a_library_is_opened_a_thousand_times,
    ten_thousand_hits,
    three_thousand_documents,
)


def a_worker_is_killed(folder: Path) -> str:
    """Only the process that reads PDFs: its file fails or is read again, the others are indexed."""
    indexing = start("index", pdfs(folder / "in", 60), "--library", folder / "library")
    killed = 0
    while indexing.poll() is None:
        for pid in workers(indexing.pid):
            if random.random() < 0.1 and killed < 5:
                os.kill(pid, signal.SIGKILL)
                killed += 1
        time.sleep(0.02)
    told(indexing, 0, 1)
    told(start("index", folder / "in", "--library", folder / "library"), 0)
    whole(folder / "library", 60)
    assert killed
    return f"{killed} killed of one run; 60 of 60 documents after the next"


def workers(parent: int) -> Iterator[int]:
    """Yield the processes that a process has started."""
    for name in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            yield from map(int, name.read_text().split())
        except OSError:
            continue


def remove_and_verify_while_others_write(folder: Path) -> str:
    """Three writers of one library at once, each waiting for the others."""
    source, library = pdfs(folder / "in", 30), folder / "library"
    first = source / "manual0000.pdf", source / "manual0001.pdf"  # one is left, and searched
    told(start("index", *first, "--library", library), 0)
    patiently = ("--library", library, "--wait", 600)
    at_once = [start("index", source, *patiently)]
    at_once += [start("verify", *patiently) for _ in range(3)]
    at_once += [start("remove", "manual0000", *patiently)]
    at_once += [start("search", QUESTION, "--library", library) for _ in range(3)]
    for process in at_once:
        told(process, 0, 3)
    told(start("index", source, "--library", library), 0)
    whole(library, 30)
    return f"{len(at_once)} processes"


def twenty_processes(folder: Path) -> str:
    """Fifteen readers and five writers of one folder."""
    source, library = pdfs(folder / "in", 25), folder / "library"
    told(start("index", source / "manual0000.pdf", "--library", library), 0)
    begun = time.monotonic()
    writers = [source / f"manual{n:04}.pdf" for n in range(5)]
    at_once = [start("index", one, "--library", library, "--wait", 600) for one in writers]
    at_once += [start("search", QUESTION, "--library", library) for _ in range(15)]
    for process in at_once:
        told(process, 0, 3)
    whole(library, 5)
    return f"20 in {time.monotonic() - begun:.0f} s"


MISHAPS: list[Callable[[Path], str]] = [
    a_worker_is_killed,
    permissions_change,
    the_clock_is_set_back,
    files_change_while_they_are_read,
    remove_and_verify_while_others_write,
    a_server_is_restarted,
    credentials_change_across_a_restart,
    a_quota_is_used_up,
    twenty_processes,
    a_backup_is_restored,
    ten_thousand_hits,
    a_library_is_opened_a_thousand_times,
    three_thousand_documents,
]


def main(*names: str) -> int:
    """Try those that are named, or all."""
    random.seed(1)
    failed = 0
    for mishap in MISHAPS:
        name = mishap.__name__.replace("_", " ")
        if names and not any(part in name for part in names):
            continue
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            try:
                outcome = mishap(Path(folder))
            except MissingError as missing:
                outcome = f"not tried: needs {missing}"
            except Exception:  # noqa: BLE001 - whatever it is, it has failed
                failed += 1
                outcome = f"FAILED\n{traceback.format_exc()}"
        print(f"{name}: {outcome}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
