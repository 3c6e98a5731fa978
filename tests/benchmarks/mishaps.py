"""What befalls a library in years of use: ``python -m tests.benchmarks.mishaps [NAME ...]``.

Prints a line for each mishap with what was measured, and ends with status 1 if any failed. All
is real: files, processes, signals, other users, a clock set back, a server that is restarted.
Some need root or a tool (faketime), and say so where it is missing.
"""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from headwise import HeadingRetriever, HeadwiseError, Library
from tests.support.chroma_server import ChromaServer, GuardedProxy
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "How often is the valve of pump 3 serviced?"


class MissingError(Exception):
    """This machine has not what the mishap needs."""


def pdf(path: Path, number: int, pumps: int = 3) -> Path:
    """Write a PDF that no other number gives."""
    sections = [
        (f"{n} Pump {n}", f"The valve of pump {n} is serviced every {number + n} months.")
        for n in range(1, pumps + 1)
    ]
    return write_pdf(path, f"Manual {number}", sections)


def pdfs(folder: Path, count: int) -> Path:
    """Fill a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        pdf(folder / f"manual{number:04}.pdf", number)
    return folder


def start(*arguments: object, before: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start the command line."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "headwise", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def told(process: subprocess.Popen[str], *statuses: int) -> str:
    """Return what a command printed, which ended with one of these statuses and without a bug."""
    out, err = process.communicate(timeout=1800)
    assert process.returncode in statuses, (process.returncode, err)
    assert "Traceback" not in err, err
    assert "unexpected" not in err, err
    return out + err


def whole(library: Path, documents: int) -> None:
    """Assert that a library has so many documents and nothing to mend."""
    report = Library(library).verify()
    assert {one.kind for one in report.problems} <= {"leftovers"}, report.problems
    assert report.documents == documents, report.documents


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


def permissions_change(folder: Path) -> str:
    """The library becomes read-only while it is indexed: one line, and nothing is lost."""
    rights: tuple[str, ...] = ()
    if os.geteuid() == 0:  # without these root may write no more than others
        if not shutil.which("setpriv"):
            raise MissingError("setpriv (util-linux), or another user than root")
        rights = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    source, library = pdfs(folder / "in", 40), folder / "library"
    told(start("index", source / "manual0000.pdf", "--library", library, before=rights), 0)
    indexing = start("index", source, "--library", library, before=rights)
    while indexing.poll() is None and len(Library(library).documents()) < 3:
        time.sleep(0.1)
    modes = {path: path.stat().st_mode & 0o777 for path in (library, *library.rglob("*"))}
    for path in reversed(modes):
        path.chmod(0o500 if path.is_dir() else 0o400)
    said = told(indexing, 0, 1)
    told(start("search", QUESTION, "--library", library, before=rights), 0, 3)
    for path, mode in modes.items():
        if path.exists():
            path.chmod(mode)
    told(start("index", source, "--library", library, before=rights), 0)
    whole(library, 40)
    return f"said: {said.strip().splitlines()[-1][-160:]!r}"


def the_clock_is_set_back(folder: Path) -> str:
    """By a year: searching, indexing, removing and verifying go on as before."""
    if not shutil.which("faketime"):
        raise MissingError("faketime (Debian: faketime)")
    library = folder / "library"
    told(start("index", pdfs(folder / "in", 5), "--library", library), 0)
    pdf(folder / "in" / "manual0001.pdf", 77)
    for arguments in (["index", folder / "in"], ["search", QUESTION], ["verify"], ["list"]):
        command = ["faketime", "-f", "-365d", sys.executable, "-m", "headwise"]
        done = subprocess.run(
            [*command, *map(str, arguments), "--library", str(library)],
            capture_output=True, text=True, check=False, timeout=300,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode in (0, 3), (arguments, done.stderr)
    told(start("index", folder / "in", "--library", library), 0)
    whole(library, 5)
    (hit, *_) = (
        HeadingRetriever(library=Library(library), collections=["manual0001"]).search(QUESTION).hits
    )
    assert "80 months" in hit.text
    return "index, search, verify and list a year back, then index now"


def files_change_while_they_are_read(folder: Path) -> str:
    """Deleted, cut off, replaced and made anew by another process."""
    source, library = pdfs(folder / "in", 60), folder / "library"
    indexing = start("index", source, "--library", library)
    changes = 0
    while indexing.poll() is None:
        path = source / f"manual{random.randrange(60):04}.pdf"
        match random.randrange(3):
            case 0:
                path.unlink(missing_ok=True)
            case 1:
                path.write_bytes(
                    path.read_bytes()[: random.randrange(500)] if path.exists() else b""
                )
            case 2:
                pdf(path, random.randrange(1000, 2000))
        changes += 1
        time.sleep(0.05)
    told(indexing, 0, 1)
    pdfs(source, 60)
    told(start("index", source, "--library", library), 0)
    whole(library, 60)
    return f"{changes} changes in one run; 60 of 60 documents after the next"


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


def a_server_is_restarted(folder: Path) -> str:
    """While it is written to and read: an error or a wait, then all is there."""
    source = pdfs(folder / "in", 40)
    server = ChromaServer(folder / "data")
    server.start()
    try:
        indexing = start("index", source, "--library", server.url)
        library = Library(server.url)
        while indexing.poll() is None and len(library.documents()) < 3:
            time.sleep(0.2)
        server.stop()
        time.sleep(2)
        server.start()
        said = told(indexing, 0, 1)
        told(start("search", QUESTION, "--library", server.url), 0, 3)
        told(start("index", source, "--library", server.url), 0)
        report = Library(server.url).verify()
        assert (report.documents, report.unmended) == (40, []), report
    finally:
        server.stop()
    return f"said: {said.strip().splitlines()[-1][-160:]!r}"


def credentials_change_across_a_restart(folder: Path) -> str:
    """The server comes back with another token: one line names the setting, not the token."""
    source = pdfs(folder / "in", 40)
    server = ChromaServer(folder / "data")
    server.start()
    proxy = GuardedProxy(server.port, "Authorization", "Bearer first-token")
    try:
        os.environ["HEADWISE_CHROMA_TOKEN"] = "first-token"
        indexing = start("index", source, "--library", proxy.url)
        library = Library(proxy.url)
        while indexing.poll() is None and len(library.documents()) < 3:
            time.sleep(0.2)
        server.stop()
        proxy.value = "Bearer second-token"
        server.start()
        said = told(indexing, 1)
        assert "HEADWISE_CHROMA_TOKEN" in said, said
        assert "first-token" not in said, said
        os.environ["HEADWISE_CHROMA_TOKEN"] = "second-token"
        told(start("index", source, "--library", proxy.url), 0)
        report = Library(proxy.url).verify()
        assert (report.documents, report.unmended) == (40, []), report
    finally:
        del os.environ["HEADWISE_CHROMA_TOKEN"]
        proxy.close()
        server.stop()
    return f"said: {said.strip().splitlines()[-1][-160:]!r}"


QUOTA = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static long written;
static int over(int file, size_t count) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, path, sizeof path - 1);
    const char *folder = getenv("QUOTA_FOLDER");
    if (length < 0 || strncmp(path, folder, strlen(folder))) return 0;
    if ((written += count) <= atol(getenv("QUOTA_BYTES"))) return 0;
    errno = EDQUOT;
    return 1;
}
#define LIMITED(name, kinds, values, count) \\
    ssize_t name kinds { \\
        static ssize_t (*real) kinds; \\
        if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name); \\
        return over(file, count) ? -1 : real values; \\
    }
LIMITED(write, (int file, const void *data, size_t count), (file, data, count), count)
#define AT(place) (int file, const void *data, size_t count, place at)
LIMITED(pwrite, AT(off_t), (file, data, count, at), count)
LIMITED(pwrite64, AT(off64_t), (file, data, count, at), count)
"""
"""A library to load before the system's, with which a user's quota is used up some time."""


def a_quota_is_used_up(folder: Path) -> str:
    """While indexing: one line says so, and nothing is lost."""
    compiler = shutil.which("cc")
    if not compiler:
        raise MissingError("a C compiler")
    (folder / "quota.c").write_text(QUOTA)
    shim = folder / "quota.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", shim, folder / "quota.c", "-ldl"], check=True
    )
    source, library = pdfs(folder / "in", 60), folder / "library"
    told(start("index", source / "manual0000.pdf", "--library", library), 0)
    said, failed = "", 0
    for millions in (0.2, 0.7, 1.5):
        limits = f"QUOTA_FOLDER={library}", f"QUOTA_BYTES={millions * 1e6:.0f}"
        before = ["env", f"LD_PRELOAD={shim}", *limits]
        indexing = start("index", source, "--library", library, before=before)
        said = told(indexing, 0, 1)
        if indexing.returncode:
            failed += 1
            assert "quota" in said, said
        told(start("search", QUESTION, "--library", library), 0, 3)
    assert failed
    told(start("index", source, "--library", library), 0)
    whole(library, 60)
    return f"{failed} of 3 runs failed, the last line: {said.strip().splitlines()[-1][-160:]!r}"


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


def a_backup_is_restored(folder: Path) -> str:
    """Under an open reader, from a copy that was taken while a writer was at work."""
    source, library, backup = pdfs(folder / "in", 40), folder / "library", folder / "backup"
    told(start("index", source / "manual0000.pdf", "--library", library), 0)
    retriever = HeadingRetriever(library=Library(library))
    assert retriever.search(QUESTION).hits
    indexing = start("index", source, "--library", library)
    time.sleep(6)
    shutil.copytree(library, backup)
    told(indexing, 0)
    assert len(Library(library).documents()) == 40
    shutil.rmtree(library)
    shutil.copytree(backup, library)
    try:
        found = f"{len(retriever.search(QUESTION).hits)} hits"
    except HeadwiseError as error:
        found = f"an error: {error}"
    told(start("verify", "--library", library), 0, 1)
    held = len(Library(library).documents())
    told(start("index", source, "--library", library), 0)
    whole(library, 40)
    return f"{held} documents in the copy; the open reader got {found[:100]}"


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
