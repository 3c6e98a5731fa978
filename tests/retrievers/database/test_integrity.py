"""A damaged library is noticed before it is loaded, and its index is rebuilt."""

import gc
import os
import random
import shutil
import sqlite3
import stat
import time
from contextlib import closing, contextmanager

import pytest

from headwise import HeadingRetriever, Library, LibraryError
from headwise.retrievers.database import checkpoint, integrity, sqlite
from headwise.retrievers.database.integrity import DamagedIndexError
from headwise.retrievers.database.store import COLLECTIONS, open_store
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf

QUESTION = "Which valve of pump 7 is serviced?"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A library of two documents whose index is in its files, and the documents."""
    place = tmp_path_factory.mktemp("made")
    for name in ("first", "second"):
        sections = [
            (f"{n} Pump {n}", f"The {name} valve of pump {n} is serviced every {n} months.")
            for n in range(1, 9)
        ]
        write_pdf(place / f"{name}.pdf", f"The {name} manual", sections)
    library = Library(place / "library", HashingEmbeddings())
    library.index([place / "first.pdf", place / "second.pdf"])
    assert checkpoint.checkpoint(place / "library", COLLECTIONS)
    del library
    gc.collect()  # closes it, on a thread of Chroma's: the log goes when the last connection does
    until = time.monotonic() + 20
    while any((place / "library").glob("*.sqlite3-*")) and time.monotonic() < until:
        time.sleep(0.02)
    return place


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "made")
    return tmp_path / "made" / "library"


def found(folder):
    library = Library(folder, HashingEmbeddings())
    hits = HeadingRetriever(library=library, threshold=0).search(QUESTION).hits
    return {(hit.sub_heading, hit.collection_name, round(hit.similarity, 4)) for hit in hits}


def power_cut(_folder):
    raise OSError("power cut")


def flip(file, bits, seed):
    content = bytearray(file.read_bytes())
    chance = random.Random(seed)
    for _ in range(bits):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


@pytest.mark.parametrize("kind", ["data_level0.bin", "header.bin", "length.bin"])
def test_flipped_bits_are_noticed_and_mended(folder, kind):
    before = found(folder)
    for file in folder.rglob(kind):
        flip(file, 30, seed=7)
    with pytest.raises(DamagedIndexError, match="headwise verify"):
        found(folder)

    report = Library(folder, HashingEmbeddings()).verify()
    assert report.rebuilt
    assert not report.unmended
    assert found(folder) == before
    assert not Library(folder, HashingEmbeddings()).verify().rebuilt


def test_missing_index_files_are_rebuilt(folder):
    before = found(folder)
    for file in folder.rglob("data_level0.bin"):
        file.unlink()
    assert Library(folder, HashingEmbeddings()).verify().rebuilt
    assert found(folder) == before


@pytest.mark.parametrize("step", ["_set_threshold", "_flush", "seal", "_discard"])
def test_a_checkpoint_that_is_broken_off_does_not_look_like_damage(folder, monkeypatch, step):
    write_pdf(folder.parent / "third.pdf", "The third manual", [("1 Pump 9", "It has a valve.")])
    Library(folder, HashingEmbeddings()).index(folder.parent / "third.pdf")
    before = found(folder)
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, step, lambda *_: power_cut(folder))
        with pytest.raises(OSError, match="power cut"):
            checkpoint.checkpoint(folder, COLLECTIONS)
    integrity._known.clear()  # as in a process of its own
    integrity.check(folder)
    assert found(folder) == before
    integrity._known.clear()
    integrity.check(folder)


def test_a_first_checkpoint_that_is_broken_off_does_not_look_like_damage(made, tmp_path):
    folder = tmp_path / "library"
    Library(folder, HashingEmbeddings()).index(made / "first.pdf")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoint, "_set_threshold", lambda *_: power_cut(folder))
        with pytest.raises(OSError, match="power cut"):
            checkpoint.checkpoint(folder, COLLECTIONS)
    assert list(folder.rglob("data_level0.bin")), "Chroma has made files that it did not save to"
    before = found(folder)  # Chroma makes them anew, with other bytes in what is not used
    for file in folder.rglob("data_level0.bin"):
        flip(file, 30, seed=7)
    integrity._known.clear()
    integrity.check(folder)
    assert found(folder) == before


def test_a_rebuild_that_was_broken_off_is_begun_anew(folder, monkeypatch):
    before = found(folder)
    flip(max(folder.rglob("data_level0.bin"), key=lambda file: file.stat().st_size), 30, 1)
    with monkeypatch.context() as patch:
        patch.setattr(integrity, "seal", power_cut)
        with pytest.raises(LibraryError):
            Library(folder, HashingEmbeddings()).verify()
    assert Library(folder, HashingEmbeddings()).verify().rebuilt
    assert found(folder) == before


@pytest.mark.parametrize(
    "harm",
    [
        lambda database: database.unlink(),
        lambda database: database.write_bytes(b""),
        lambda database: os.truncate(database, database.stat().st_size // 2),
        lambda database: database.write_bytes(b"hello" * 1000),
    ],
    ids=["missing", "empty", "cut off", "overwritten"],
)
@pytest.mark.parametrize("others", [0, 1], ids=["alone", "beside another library"])
def test_a_damaged_database_is_told_and_nothing_is_written_over_it(folder, harm, others):
    other = shutil.copytree(folder, folder.parent / "other")
    held = [open_store(other) for _ in range(others)]
    for log in ("-wal", "-shm"):
        (folder / f"{sqlite.DATABASE}{log}").unlink(missing_ok=True)
    harm(folder / sqlite.DATABASE)
    library = Library(folder, HashingEmbeddings())
    for use in (
        library.documents,
        library.verify,
        lambda: library.index(folder.parent / "first.pdf"),
    ):
        with pytest.raises(LibraryError, match=r"chroma\.sqlite3 is .*backup"):
            use()
    assert all(held)


def test_a_database_that_grows_while_it_is_looked_at_is_not_damaged(folder, monkeypatch):
    found(folder)
    gc.collect()
    database = folder / sqlite.DATABASE
    whole = database.read_bytes()
    database.write_bytes(whole[:-4096])

    @contextmanager
    def alone_after_a_writer_ended(_):
        database.write_bytes(whole)
        yield True

    monkeypatch.setattr(integrity, "alone", alone_after_a_writer_ended)
    integrity.check(folder)


def test_a_database_with_overwritten_pages_is_told(folder):
    database = folder / sqlite.DATABASE
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = database.read_bytes()
    database.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(LibraryError, match="damaged"):
        Library(folder, HashingEmbeddings()).documents()


def test_files_are_their_owners_only_whatever_the_umask(tmp_path):
    note = write_pdf(tmp_path / "a.pdf", "A", [("1 One", "The valve is closed at night.")])
    library = tmp_path / "library"
    before = os.umask(0)
    try:
        Library(library, HashingEmbeddings()).index(note)
        checkpoint.checkpoint(library, COLLECTIONS)
    finally:
        os.umask(before)
    for file in (library, *library.iterdir()):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


class TestPrivateTables:
    """Fails when a new Chroma keeps its tables otherwise: then `sqlite` has to learn them."""

    def test_the_installed_chroma_has_the_tables_that_are_known(self, folder):
        assert sqlite.logged(folder) is not None
        segments = sqlite.segments(folder)
        assert len(segments) == 2
        assert all((folder / segment).is_dir() for segment in segments)
        assert all(reached > 0 for reached in segments.values())

    def test_with_other_tables_the_library_works_without_checkpoints(self, folder, monkeypatch):
        monkeypatch.setattr(sqlite, "_SEGMENTS", {"segments": {"id", "kind"}})
        monkeypatch.setattr(sqlite, "_LOG", {"wal": {"seq_id"}})
        assert sqlite.segments(folder) is None
        assert not checkpoint.checkpoint(folder, COLLECTIONS)
        assert found(folder)
        write_pdf(
            folder.parent / "third.pdf", "Third", [("1 Door", "The door of the hall is red.")]
        )
        assert Library(folder, HashingEmbeddings()).index(folder.parent / "third.pdf").new == 1
