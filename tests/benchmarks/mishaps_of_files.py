"""What befalls the files that a library is made of, and those that it is made from."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from headwise import HeadingRetriever, HeadwiseError, Library
from tests.benchmarks.library_in_use import (
    QUESTION,
    ROOT,
    MissingError,
    pdf,
    pdfs,
    start,
    told,
    whole,
)


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
