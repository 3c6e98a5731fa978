"""The library on a real Chroma: on disk, and as a server."""

import shutil
import subprocess
import sys
from pathlib import Path

import chromadb
import pytest
from filelock import FileLock

from headwise import Library, LibraryError, UnknownCollectionError
from headwise.retrievers.database import register
from headwise.retrievers.database.store import PASSAGES, REGISTER
from headwise.retrievers.embeddings import anchors
from headwise.retrievers.indexing import parsing
from headwise.retrievers.indexing.passages import answers_questions
from headwise.retrievers.search.sections import indexed_sections

CHANGE = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]); d.commit()"
"""In a process of its own: two copies of SQLite in one undo each other's locks."""


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "library")


@pytest.fixture
def paper(tmp_path, papers):
    """A copy of one sample PDF that may be changed."""
    return Path(shutil.copy(papers / "theory.pdf", tmp_path / "paper.pdf"))


def records(library):
    store, _ = library.searched()
    return store.passages.get(include=["metadatas", "documents"])


def ids_in(library):
    return {metadata["document_id"] for metadata in records(library)["metadatas"]}


class TestIndexing:
    def test_a_folder_of_pdfs(self, library_folder):
        documents = Library(library_folder).documents()

        assert [one.collection_name for one in documents] == ["introduction", "theory", "training"]
        assert all(one.sections > 10 and one.passages >= one.sections for one in documents)

    def test_unchanged_files_are_not_read_again(self, library, paper, monkeypatch):
        library.index(paper)
        before = records(library)
        monkeypatch.setattr(parsing.PdfReader, "read", lambda *_, **__: pytest.fail("was read"))
        report = Library(library.location).index(paper)

        assert (report.new, report.changed, report.unchanged) == (0, 0, 1)
        assert [document.collection_name for document in report.documents] == ["paper"]
        assert records(library) == before

    def test_a_changed_file_replaces_its_old_version(self, library, paper, papers, monkeypatch):
        library.index(paper)
        shutil.copy(papers / "introduction.pdf", paper)
        report = library.index(paper)

        assert (report.new, report.changed, report.unchanged) == (0, 1, 0)
        (document,) = library.documents()
        assert document.pages == 8
        # The old version stays for searches under way; the next run deletes it.
        assert len(ids_in(library)) == 2
        monkeypatch.setattr("headwise.retrievers.database.writer.GRACE_SECONDS", 0.0)
        library.index(papers / "theory.pdf")
        assert ids_in(library) == {one.document_id for one in library.documents()}

    def test_ids_are_derived_from_content(self, tmp_path, paper):
        first, second = Library(tmp_path / "a"), Library(tmp_path / "b")
        first.index(paper)
        moved = paper.rename(tmp_path / "moved.pdf")
        second.index(moved, collection="paper")

        assert sorted(records(first)["ids"]) == sorted(records(second)["ids"])

    def test_passages_joined_are_the_section(self, library_folder, papers):
        from headwise import read_pdf

        library = Library(library_folder)
        for held in library.documents():
            document = read_pdf(papers / f"{held.collection_name}.pdf")
            worth = [s for s in document.sections if answers_questions(s)]
            sections = indexed_sections(library, held.document_id).values()
            assert [s.text for s in worth if s.text] == [s.text for s in sections]

    def test_several_files_share_a_collection(self, library, papers):
        library.index([papers / "theory.pdf", papers / "training.pdf"], collection="cnn")

        assert [one.collection_name for one in library.documents()] == ["cnn", "cnn"]

    def test_files_that_fail_do_not_stop_the_others(self, library, paper, tmp_path):
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(b"%PDF-1.7 and no more")
        empty = tmp_path / "folder"
        empty.mkdir()
        report = library.index([tmp_path / "missing.pdf", broken, empty, paper])

        assert (report.new, report.failed) == (1, 3)
        assert {Path(failure.source).name for failure in report.failures} == {
            "missing.pdf",
            "broken.pdf",
            "folder",
        }

    def test_progress_reaches_every_file_and_its_end(self, library, paper):
        events = []
        library.index(paper, progress=events.append)

        assert (events[0].fraction, events[0].outcome) == (0.0, None)
        assert (events[-1].fraction, events[-1].outcome) == (1.0, "new")
        assert [e.fraction for e in events] == sorted(e.fraction for e in events)

    def test_a_run_that_breaks_off_is_invisible_and_completed_by_the_next(
        self, library, paper, papers, monkeypatch
    ):
        monkeypatch.setattr("headwise.retrievers.database.writer.GRACE_SECONDS", 0.0)
        library.index(paper)
        (old,) = library.documents()
        shutil.copy(papers / "introduction.pdf", paper)

        def break_off(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(register.Register, "publish", break_off)
            with pytest.raises(KeyboardInterrupt):
                library.index(paper)

        reopened = Library(library.location)
        assert reopened.documents() == [old]
        _, held = reopened.searched()
        assert held == [old]
        report = reopened.index(paper)
        # What the interrupted run had embedded is not embedded again.
        assert (report.changed, report.reused) == (1, report.documents[0].passages)
        assert ids_in(reopened) == {one.document_id for one in reopened.documents()}

    def test_a_replaced_version_that_was_not_deleted_is_not_seen_and_goes(
        self, library, paper, papers, monkeypatch
    ):
        monkeypatch.setattr("headwise.retrievers.database.writer.GRACE_SECONDS", 0.0)
        library.index(paper)
        shutil.copy(papers / "introduction.pdf", paper)

        def break_off(self, ids):
            if ids:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(register.Register, "delete", break_off)
            with pytest.raises(KeyboardInterrupt):
                library.index(paper)

        reopened = Library(library.location)
        (document,) = reopened.documents()
        assert document.pages == 8
        reopened.index([paper, papers / "theory.pdf"])
        assert ids_in(reopened) == {one.document_id for one in reopened.documents()}

    def test_one_writer_at_a_time(self, library, paper, papers):
        library.index(paper)

        with (
            FileLock(Path(library.location) / "headwise.lock"),
            pytest.raises(LibraryError, match="another process is writing"),
        ):
            library.index(papers / "theory.pdf", wait=0.1)


class TestOpening:
    def test_a_new_library_is_empty_and_writes_nothing(self, library):
        assert library.documents() == []
        assert library.searched() is None
        assert not Path(library.location).exists()

    def test_cosine_space(self, library_folder):
        store, _ = Library(library_folder).searched()

        assert store.passages.configuration_json["hnsw"]["space"] == "cosine"

    def test_another_space_is_refused(self, tmp_path):
        client = chromadb.PersistentClient(str(tmp_path / "l2"))
        for name in (PASSAGES, REGISTER):
            client.create_collection(name, embedding_function=None)
        with pytest.raises(LibraryError, match="l2"):
            Library(tmp_path / "l2").documents()

    def test_another_embedding_model_is_an_error_that_names_both(self, library_folder):
        from langchain_core.embeddings import DeterministicFakeEmbedding

        other = Library(library_folder, DeterministicFakeEmbedding(size=8))
        with pytest.raises(
            LibraryError, match=r"embedded:all-MiniLM-L6-v2, not DeterministicFakeEmbedding"
        ):
            other.searched()
        assert len(other.documents()) == 3  # listing needs no model

    def test_unknown_collection(self, library_folder):
        with pytest.raises(UnknownCollectionError, match=r"nowhere.*introduction"):
            Library(library_folder).searched(["nowhere"])

    def test_a_file_instead_of_a_folder(self, paper):
        with pytest.raises(LibraryError, match="is a file"):
            Library(paper).documents()

    def test_a_damaged_database(self, tmp_path):
        folder = tmp_path / "damaged"
        folder.mkdir()
        (folder / "chroma.sqlite3").write_bytes(b"not a database" * 100)

        with pytest.raises(LibraryError, match="damaged"):
            Library(folder).documents()

    def test_a_library_of_another_format(self, library, paper):
        library.index(paper)
        statement = "UPDATE collection_metadata SET int_value = 99 WHERE key = 'schema'"
        subprocess.run(
            [
                *(sys.executable, "-c", CHANGE),
                *(Path(library.location) / "chroma.sqlite3", statement),
            ],
            check=True,
        )
        with pytest.raises(LibraryError, match="format 99"):
            Library(library.location).documents()


class TestOtherEmbeddings:
    MODEL = "openai:text-embedding-3-small"

    def test_openai_through_its_protocol(self, tmp_path, paper, openai_server):
        library = Library(tmp_path / "library", self.MODEL)
        library.index(paper)
        reopened = Library(tmp_path / "library", self.MODEL)

        assert reopened.embeddings_name == self.MODEL
        assert [one.collection_name for one in reopened.documents()] == ["paper"]
        scale = reopened.scale
        assert 0 < scale.c0 < scale.c1 < 1

    def test_the_scale_is_measured_once_and_kept(self, tmp_path, paper, openai_server, monkeypatch):
        Library(tmp_path / "library", self.MODEL).index(paper)
        scale = Library(tmp_path / "library", self.MODEL).scale
        monkeypatch.setattr(anchors, "measure_scale", lambda *_: pytest.fail("measured again"))

        assert Library(tmp_path / "library", self.MODEL).scale == scale

    def test_the_default_model_does_not_open_it(self, tmp_path, paper, openai_server):
        Library(tmp_path / "library", self.MODEL).index(paper)

        with pytest.raises(LibraryError, match=f"{self.MODEL}, not embedded:all-MiniLM-L6-v2"):
            Library(tmp_path / "library").index(paper)


def test_the_shipped_pairs_are_enough_and_short():
    pairs = anchors.calibration_pairs()

    assert len(pairs) >= 120
    assert len({passage for _, passage in pairs}) == len(pairs)
    assert all(60 <= len(passage.split()) <= 220 for _, passage in pairs)
