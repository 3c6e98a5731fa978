"""Kills, full disks, folders that cannot be written, and several processes at once."""

import gc
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
import weakref
from contextlib import contextmanager
from pathlib import Path

import chromadb
import pytest
from filelock import FileLock

from headwise import HeadingRetriever, Library, LibraryError
from headwise.retrievers.database import checkpoint, sqlite
from headwise.retrievers.database.folder import FolderClient
from headwise.retrievers.database.store import COLLECTIONS
from tests.support import crowd, processes
from tests.support.hashing import HashingEmbeddings
from tests.support.headwise_cli import WITHOUT_PRIVILEGES
from tests.support.killing import Trials
from tests.support.small_pdf import write_pdf


def note(path, subject, sentences=30):
    text = " ".join(
        f"Sentence {n} says what one wants to know of {subject}." for n in range(sentences)
    )
    return write_pdf(path, f"Notes on {subject}", [(f"1 On {subject}", text)])


def open_library(folder):
    return Library(folder, HashingEmbeddings())


def found_in(library):
    hits = (
        HeadingRetriever(library=library, threshold=0.0, similarity="cosine")
        .search("what one wants to know")
        .hits
    )
    return sorted(hit.collection_name for hit in hits)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "library"


def index_elsewhere(folder, path):
    """Index in another process."""
    process = processes.start(crowd.index, str(folder), path)
    process.join()
    assert process.exitcode == 0


def test_after_a_kill_nothing_is_lost_doubled_or_half_visible(tmp_path):
    trials = Trials(tmp_path, seed=7)
    while trials.counts["killed"] < 2:
        trials.trial()


class TestCheckpoint:
    @pytest.fixture
    def logged(self, folder, tmp_path):
        """A library with passages that are in Chroma's log only."""
        library = open_library(folder)
        library.index([note(tmp_path / f"{name}.pdf", name) for name in ("apples", "bananas")])
        return folder

    def test_afterwards_the_log_is_empty_and_the_index_on_disk(self, logged):
        before = sqlite.logged(logged)
        assert checkpoint.checkpoint(logged, COLLECTIONS)

        assert sqlite.logged(logged) < before
        assert found_in(open_library(logged)) == ["apples", "bananas"]
        assert not (logged / checkpoint.STATE).exists()

    def test_one_that_broke_off_is_undone(self, logged, monkeypatch, tmp_path):
        assert checkpoint.checkpoint(logged, COLLECTIONS)
        open_library(logged).index(note(tmp_path / "cherries.pdf", "cherries"))

        def tear(*_):
            for file in logged.glob("*/*.bin"):
                if checkpoint.STATE.split("/")[0] not in str(file):
                    file.write_bytes(file.read_bytes()[:100])
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(checkpoint, "_set_threshold", tear)
            with pytest.raises(KeyboardInterrupt):
                checkpoint.checkpoint(logged, COLLECTIONS)
        assert (logged / checkpoint.STATE).exists()

        assert found_in(open_library(logged)) == ["apples", "bananas", "cherries"]
        assert not (logged / checkpoint.STATE).exists()

    def test_without_room_for_it_nothing_is_touched(self, logged, monkeypatch):
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))

        assert not checkpoint.checkpoint(logged, COLLECTIONS)
        assert found_in(open_library(logged)) == ["apples", "bananas"]


@contextmanager
def small_disk(folder, size):
    """A file system of its own, with so many MB."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield lambda more: subprocess.run(
            ["mount", "-o", f"remount,size={more}m", str(folder)], check=True
        )
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(tmp_path):
    files = [note(tmp_path / f"n{n}.pdf", f"subject {n}", sentences=50) for n in range(8)]
    with small_disk(tmp_path / "disk", size=4) as grow:
        folder = tmp_path / "disk" / "library"
        open_library(folder).index(files[0])
        free = shutil.disk_usage(folder).free
        (tmp_path / "disk" / "filler").write_bytes(b"x" * (free - 60_000))
        with pytest.raises(LibraryError, match=r"full|disk|space"):
            open_library(folder).index(files)

        grow(64)
        held = [one.collection_name for one in open_library(folder).documents()]
        assert "n0" in held
        assert len(held) < len(files)
        assert found_in(open_library(folder)) == held
        report = open_library(folder).index(files)
        assert report.new == len(files) - len(held)
        assert open_library(folder).verify().problems == []


SEARCH = """
import sys
from tests.support.hashing import HashingEmbeddings
from headwise import HeadingRetriever, Library, LibraryError
library = Library(sys.argv[1], HashingEmbeddings())
retriever = HeadingRetriever(library=library, threshold=0.0, similarity="cosine")
found = retriever.search("what one wants to know").hits
print([hit.collection_name for hit in found])
try:
    library.index(sys.argv[2])
except LibraryError as error:
    print(error)
"""


def test_a_folder_that_cannot_be_written_can_be_searched(folder, tmp_path):
    open_library(folder).index(note(tmp_path / "apples.pdf", "apples"))
    other = note(tmp_path / "other.pdf", "other")
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    prefix = WITHOUT_PRIVILEGES if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, sys.executable, "-c", SEARCH, str(folder), str(other)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)

    searched, refused = done.stdout.splitlines()
    assert searched == "['apples']"
    assert "the library cannot be written" in refused


def test_a_client_that_is_collected_while_another_is_opened_is_closed(tmp_path, monkeypatch):
    client, opened = FolderClient(tmp_path / "a"), chromadb.PersistentClient
    done, close = [], client.api.close
    monkeypatch.setattr(client.api, "close", lambda: (done.append("a is closed"), close()))
    store = type("Store", (), {})()
    store.itself = store  # only the garbage collector finds that it is not used any more
    weakref.finalize(store, client.close)
    gc.disable()  # it must not come by itself before
    del store

    def collect_and_open(*arguments, **named):
        gc.collect()
        done.append("b is opened")
        return opened(*arguments, **named)

    monkeypatch.setattr(chromadb, "PersistentClient", collect_and_open)
    try:
        FolderClient(tmp_path / "b").close()
    finally:
        gc.enable()

    assert done == ["b is opened", "a is closed"]


class TestReaders:
    def test_a_long_lived_one_sees_what_another_process_does(self, folder, tmp_path):
        apples = note(tmp_path / "apples.pdf", "apples")
        index_elsewhere(folder, apples)
        library = open_library(folder)
        assert found_in(library) == ["apples"]

        index_elsewhere(folder, note(tmp_path / "bananas.pdf", "bananas"))
        deadline = time.monotonic() + 60
        while found_in(library) != ["apples", "bananas"] and time.monotonic() < deadline:
            time.sleep(0.05)
        assert found_in(library) == ["apples", "bananas"]

    def test_one_that_was_there_before_the_library(self, folder, tmp_path):
        library = open_library(folder)
        assert found_in(library) == []
        index_elsewhere(folder, note(tmp_path / "apples.pdf", "apples"))

        assert found_in(library) == ["apples"]

    def test_threads_search_while_another_indexes(self, folder, tmp_path):
        library = open_library(folder)
        library.index(note(tmp_path / "n0.pdf", "subject 0"))
        files = [note(tmp_path / f"n{n}.pdf", f"subject {n}") for n in range(1, 5)]
        counts, errors, done = [], [], threading.Event()

        def search():
            try:
                while not done.is_set():
                    counts.append(len(found_in(library)))
            except Exception as error:  # noqa: BLE001 - reported below
                errors.append(error)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        for file in files:
            library.index(file)
        done.set()
        for thread in threads:
            thread.join()

        assert errors == []
        assert set(counts) <= set(range(1, 6))
        assert len(found_in(library)) == 5

    def test_writers_and_readers(self, folder, tmp_path):
        outcome = crowd.run_crowd(str(folder), tmp_path, writers=2, readers=2, seconds=1.5)

        assert outcome.searches > 0
        assert outcome.stalest <= 2.0


class TestWaiting:
    def test_a_second_writer_says_whom_it_waits_for(self, folder, tmp_path, caplog):
        library = open_library(folder)
        library.index(note(tmp_path / "apples.pdf", "apples"))
        lock = FileLock(folder / "headwise.lock", thread_local=False)
        lock.acquire()
        (folder / "headwise.writer").write_text(
            '{"pid": 42, "host": "here", "command": "headwise index x", "since": "12:00:00"}'
        )
        release = threading.Timer(1.0, lambda: lock.release(force=True))
        release.start()
        report = library.index(note(tmp_path / "bananas.pdf", "bananas"), wait=30)
        release.join()

        assert report.new == 1
        assert "waiting up to 30 s for process 42 on here (headwise index, since" in caplog.text
