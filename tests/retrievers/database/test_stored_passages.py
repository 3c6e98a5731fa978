"""Passages are read by id."""

import shutil
from pathlib import Path

import pytest

from headwise import Library, LibraryError
from headwise.retrievers.database.stored_passages import (
    StoredPassage,
    passage_id,
    passage_metadata,
    read_passages,
)
from headwise.retrievers.search.sections import indexed_sections


@pytest.fixture
def library(library_folder):
    return Library(library_folder)


@pytest.fixture
def there(library):
    """The ids of all passages."""
    return library.searched()[0].passages.get(include=[])["ids"]


def held_by(library):
    store, documents = library.searched()
    return store, {document.document_id: document for document in documents}


def test_more_passages_than_sqlite_takes_values_are_read(library, there):
    store, held = held_by(library)
    absent = [f"{next(iter(held))}:nowhere:{number}" for number in range(40_000)]

    assert list(read_passages(store, [*absent, *there], held)) == there


def test_passages_of_other_documents_are_not_read(library, there):
    store, held = held_by(library)
    one = next(iter(held))

    found = read_passages(store, there, {one: held[one]})

    assert found
    assert all(id_.startswith(f"{one}:") for id_ in found)


def test_what_was_read_lately_is_not_read_again(library, there, monkeypatch):
    store, held = held_by(library)
    collection, asked = type(store.passages), []

    def get(self, ids, **options):
        asked.append(ids)
        return unpatched(self, ids, **options)

    unpatched = collection.get
    monkeypatch.setattr(collection, "get", get)
    first = read_passages(store, there[:3], held)
    again = read_passages(store, there[1:5], held)

    assert asked == [there[:3], there[3:5]]
    assert list(again) == there[1:5]
    assert again[there[1]] is first[there[1]]


def test_a_record_gives_back_the_passage():
    about = {"sub_heading": '2 "Größe"', "heading_path": ["2 > 1", "α"], "page_offsets": [[0, 3]]}
    metadata = passage_metadata("d1:00002", 7, about, "a.pdf")

    passage = StoredPassage.of_record(passage_id("d1:00002", 7), metadata, "Text.")
    assert passage == StoredPassage("d1:00002", 7, "Text.", about)
    assert passage.document_id == "d1"


def test_other_programs_find_headings_and_files_in_chroma(tmp_path, papers):
    library = Library(tmp_path / "library")
    paper = Path(shutil.copy(papers / "theory.pdf", tmp_path / "paper.pdf"))
    library.index(paper)
    moved = paper.rename(tmp_path / "moved.pdf")
    library.index(moved, collection="paper")

    store, (document,) = library.searched()
    found = store.passages.get(include=["metadatas"])
    sections = indexed_sections(library, document.document_id)
    assert len(found["ids"]) == document.passages
    for metadata in found["metadatas"]:
        assert metadata["sub_heading"] == sections[metadata["section_id"]].sub_heading
        assert metadata["source"] == document.source == str(moved)
        assert metadata["passage"] >= 0
    assert len(metadata) == 6  # each costs time when passages are read


@pytest.mark.parametrize("metadata", [{}, {"about": "{"}])
def test_a_record_of_another_program_is_told(metadata):
    with pytest.raises(LibraryError, match="d1:00002:0007: is no passage; run 'headwise verify'"):
        StoredPassage.of_record("d1:00002:0007", metadata, "Text.")
