"""Passages are read by id."""

import pytest

from headwise import Library
from headwise.retrievers.database.stored_passages import (
    StoredPassage,
    passage_id,
    passage_metadata,
    read_passages,
)


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


def test_what_no_search_filters_by_takes_one_row_of_chromas():
    about = {"sub_heading": '2 "Größe"', "heading_path": ["2 > 1", "α"], "page_offsets": [[0, 3]]}
    metadata = passage_metadata("d1:00002", 7, about, "papers")

    assert metadata.keys() - {"about"} == {"document_id", "section_id", "passage"}
    passage = StoredPassage.of_record(passage_id("d1:00002", 7), metadata, "Text.")
    assert passage == StoredPassage("d1:00002", 7, "Text.", about)
    assert passage.document_id == "d1"


def test_other_programs_find_headings_and_collections_in_chroma(library):
    store, documents = library.searched()
    found = store.passages.get(where={"passage": 0}, include=["metadatas"])
    collections = {document.document_id: document.collection_name for document in documents}

    assert len({metadata["section_id"] for metadata in found["metadatas"]}) == len(found["ids"])
    for id_, metadata in zip(found["ids"], found["metadatas"], strict=True):
        assert id_.startswith(metadata["section_id"])
        assert metadata["sub_heading"]
        assert metadata["collection_name"] == collections[metadata["document_id"]]
