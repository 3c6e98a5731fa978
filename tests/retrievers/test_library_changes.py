"""Files that move, are copied or change: what becomes of their documents."""

import shutil

import pytest

from headwise import HeadingRetriever, Library, LibraryError, UnknownCollectionError
from headwise.retrievers.indexing import deciding, parsing
from headwise.retrievers.indexing import run as indexing
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf


class CountingEmbeddings(HashingEmbeddings):
    """Counts the texts that it embeds."""

    def __init__(self):
        self.texts = []

    def embed_documents(self, texts):
        self.texts += texts
        return super().embed_documents(texts)


@pytest.fixture
def library(tmp_path, no_grace):
    return Library(tmp_path / "library", CountingEmbeddings())


def note(path, *subjects):
    """A PDF with one section per subject."""
    return write_pdf(
        path,
        "Notes on many things",
        [
            (
                f"{number} On {subject}",
                " ".join(
                    f"Sentence {n} tells what one needs to know of {subject}." for n in range(30)
                ),
            )
            for number, subject in enumerate(subjects, start=1)
        ],
    )


@pytest.fixture
def paper(tmp_path):
    return note(tmp_path / "paper.pdf", "apples", "bananas", "cherries")


@pytest.fixture
def never_read(monkeypatch):
    def forbid():
        monkeypatch.setattr(parsing.PdfReader, "read", lambda *_, **__: pytest.fail("was read"))

    return forbid


def counts(report):
    names = ("new", "changed", "moved", "duplicate", "unchanged", "failed")
    return {name: number for name in names if (number := getattr(report, name))}


def sources(library):
    """The paths that hits name, and those of the documents."""
    hits = (
        HeadingRetriever(library=library, threshold=0.0, similarity="cosine").search("apples").hits
    )
    return {hit.source for hit in hits}, [one.source for one in library.documents()]


def names(library):
    return [one.collection_name for one in library.documents()]


class TestUnchanged:
    def test_an_old_file_is_not_even_hashed(self, library, paper, monkeypatch):
        monkeypatch.setattr("headwise.retrievers.indexing.files.SETTLED_SECONDS", 0.0)
        library.index(paper)
        monkeypatch.setattr(deciding, "sha256_of", lambda _: pytest.fail("was hashed"))

        assert counts(library.index(paper)) == {"unchanged": 1}

    def test_a_file_changed_just_now_is_hashed(self, library, paper):
        library.index(paper)
        (document,) = library.documents()

        assert document.stamps == {}
        assert counts(library.index(paper)) == {"unchanged": 1}

    def test_another_file_of_the_same_size_and_time_is_a_change(self, library, paper, tmp_path):
        import os

        library.index(paper)
        times = paper.stat()
        note(paper, "apples", "bananas", "cabbages")  # as long
        os.utime(paper, ns=(times.st_atime_ns, times.st_mtime_ns))

        assert counts(library.index(paper)) == {"changed": 1}

    def test_nothing_is_waited_for_if_nothing_is_to_be_written(self, library, paper, monkeypatch):
        monkeypatch.setattr("headwise.retrievers.indexing.files.SETTLED_SECONDS", 0.0)
        library.index(paper)
        monkeypatch.setattr(library._access, "writing", lambda **_: pytest.fail("took the lock"))

        assert counts(library.index(paper)) == {"unchanged": 1}


class TestMoved:
    def test_to_another_folder(self, library, paper, tmp_path, never_read):
        library.index(paper)
        (tmp_path / "elsewhere").mkdir()
        moved = paper.rename(tmp_path / "elsewhere" / "paper.pdf")
        never_read()

        assert counts(library.index(moved)) == {"moved": 1}
        assert sources(library) == ({str(moved)}, [str(moved)])
        assert counts(library.index(moved)) == {"unchanged": 1}

    def test_renamed_takes_its_collection_along(self, library, paper, tmp_path, never_read):
        library.index(paper)
        embedded = len(library.embeddings.texts)
        renamed = paper.rename(tmp_path / "fruit.pdf")
        never_read()

        assert counts(library.index(renamed)) == {"moved": 1}
        assert names(library) == ["fruit"]
        assert sources(library) == ({str(renamed)}, [str(renamed)])
        assert len(library.embeddings.texts) == embedded
        assert library.verify().unmended == []

    def test_a_collection_that_was_named_stays(self, library, paper, tmp_path):
        library.index(paper, collection="food")
        renamed = paper.rename(tmp_path / "fruit.pdf")

        assert counts(library.index(renamed)) == {"moved": 1}
        assert names(library) == ["food"]

    def test_two_files_that_swap_names(self, library, tmp_path):
        first = note(tmp_path / "first.pdf", "apples")
        second = note(tmp_path / "second.pdf", "bananas")
        library.index([first, second])
        first.rename(tmp_path / "third.pdf")
        second.rename(first)
        (tmp_path / "third.pdf").rename(second)
        report = library.index([first, second])

        assert report.failures == []
        assert names(library) == ["first", "second"]
        hits = (
            HeadingRetriever(library=library, threshold=0.0, similarity="cosine")
            .search("apples")
            .hits
        )
        assert {(hit.collection_name, hit.sub_heading) for hit in hits} == {
            ("first", "1 On bananas"),
            ("second", "1 On apples"),
        }


class TestDuplicates:
    def test_of_two_in_one_run_the_first_stands_for_both(self, library, paper, tmp_path):
        copy = shutil.copy(paper, tmp_path / "zcopy.pdf")
        report = library.index([paper, copy])

        assert counts(report) == {"new": 1, "duplicate": 1}
        assert [(one.source, one.of) for one in report.duplicates] == [(str(copy), str(paper))]
        assert len(report.documents) == 1
        assert library.documents()[0].duplicates == (str(copy),)

    def test_one_in_a_later_run_is_not_read(self, library, paper, tmp_path, never_read):
        library.index(paper)
        copy = shutil.copy(paper, tmp_path / "zcopy.pdf")
        never_read()

        assert counts(library.index(copy)) == {"duplicate": 1}
        assert counts(library.index([paper, copy])) == {"unchanged": 2}

    def test_into_a_collection_that_is_named_it_is_copied(self, library, paper, never_read):
        library.index(paper)
        embedded = len(library.embeddings.texts)
        never_read()

        assert counts(library.index(paper, collection="food")) == {"new": 1}
        assert names(library) == ["food", "paper"]
        assert len(library.embeddings.texts) == embedded

    def test_when_one_changes_the_other_keeps_the_content(self, library, paper, tmp_path):
        copy = tmp_path / "zcopy.pdf"
        shutil.copy(paper, copy)
        library.index([paper, copy])
        note(paper, "dates")
        report = library.index(paper)

        assert counts(report) == {"changed": 1, "new": 1}
        assert names(library) == ["paper", "zcopy"]


class TestChanged:
    def test_only_new_text_is_embedded(self, library, paper):
        library.index(paper)
        before = len(library.embeddings.texts)
        note(paper, "apples", "bananas", "dates")
        report = library.index(paper)

        assert counts(report) == {"changed": 1}
        assert report.reused > 0
        added = library.embeddings.texts[before:]
        assert added
        assert all("dates" in text for text in added)

    def test_in_a_collection_that_was_named_it_stays_there(self, library, paper):
        library.index(paper, collection="food")
        note(paper, "dates")

        assert counts(library.index(paper)) == {"changed": 1}
        assert names(library) == ["food"]


class TestRemove:
    @pytest.fixture
    def two(self, library, tmp_path):
        files = [note(tmp_path / "a.pdf", "apples"), note(tmp_path / "b.pdf", "bananas")]
        library.index(files)
        library.index(note(tmp_path / "c.pdf", "cherries"), collection="more")
        return library

    @pytest.mark.parametrize("name", ["a", "a.pdf"])
    def test_by_collection_or_file(self, two, name):
        assert [one.collection_name for one in two.remove(name)] == ["a"]
        assert names(two) == ["b", "more"]
        assert two.verify().problems == []

    def test_by_path_and_by_id(self, two, tmp_path):
        two.remove(str(tmp_path / "c.pdf"))
        two.remove(two.documents()[0].document_id)

        assert names(two) == ["b"]

    def test_what_many_have_is_not_guessed(self, two):
        with pytest.raises(LibraryError, match="names 3 documents"):
            two.remove("Notes on many things")
        assert len(two.documents()) == 3

    def test_what_is_not_there(self, two, tmp_path):
        with pytest.raises(UnknownCollectionError, match=r"nothing: no such .* it has a, b, more"):
            two.remove("nothing")
        with pytest.raises(UnknownCollectionError, match="it has none"):
            Library(tmp_path / "nowhere", HashingEmbeddings()).remove("a")
        assert not (tmp_path / "nowhere").exists()

    def test_it_can_be_indexed_again(self, two, tmp_path):
        two.remove("a")

        assert counts(two.index(tmp_path / "a.pdf")) == {"new": 1}


class TestVerify:
    def passages(self, library):
        return library.searched()[0].passages

    def test_a_whole_library(self, library, paper):
        library.index(paper)
        report = library.verify()

        assert (report.problems, report.documents) == ([], 1)
        assert report.passages == self.passages(library).count()

    def test_orphans(self, library, paper):
        library.index(paper)
        store = self.passages(library)
        (one,) = store.get(limit=1, include=["embeddings", "metadatas"])["embeddings"]
        store.add(ids=["stray"], embeddings=[one], metadatas=[{"document_id": "gone"}])
        (problem,) = library.verify().problems

        assert (problem.kind, problem.done) == ("orphans", "deleted")
        assert self.passages(library).get(ids=["stray"])["ids"] == []

    def test_missing_passages_are_indexed_again(self, library, paper):
        library.index(paper)
        store = self.passages(library)
        before = store.get()["ids"]
        store.delete(ids=before[2:4])
        (problem,) = library.verify().problems

        assert (problem.kind, problem.done) == ("incomplete", "indexed again")
        assert sorted(self.passages(library).get()["ids"]) == sorted(before)

    def test_without_its_file_it_stays_as_it_is(self, library, paper):
        library.index(paper)
        store = self.passages(library)
        store.delete(ids=store.get(limit=1)["ids"])
        paper.unlink()
        report = library.verify()

        assert [one.kind for one in report.unmended] == ["incomplete"]
        assert names(library) == ["paper"]

    def test_too_many_passages(self, library, paper):
        library.index(paper)
        store = self.passages(library)
        found = store.get(limit=1, include=["embeddings", "metadatas", "documents"])
        store.add(
            ids=["more"],
            embeddings=found["embeddings"],
            metadatas=found["metadatas"],
            documents=found["documents"],
        )
        (problem,) = library.verify().problems

        assert (problem.kind, problem.done) == ("incomplete", "indexed again")
        assert library.verify().problems == []

    def test_what_a_killed_run_had_written(self, library, paper, tmp_path, monkeypatch):
        library.index(paper)

        def break_off(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(indexing.Writer, "publish", break_off)
            with pytest.raises(KeyboardInterrupt):
                library.index(note(tmp_path / "other.pdf", "dates"))
        (problem,) = library.verify().problems

        assert (problem.kind, problem.done) == ("leftovers", "deleted")
        assert self.passages(library).count() == library.documents()[0].passages
