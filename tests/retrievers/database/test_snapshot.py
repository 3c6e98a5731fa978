"""Searches go on while the library changes."""

import shutil

import pytest

from headwise import HeadingRetriever, Library
from headwise.retrievers.database import snapshot


@pytest.fixture
def library(library_folder, tmp_path):
    return Library(shutil.copytree(library_folder, tmp_path / "library"))


def test_no_search_waits_for_the_index_of_a_store_that_is_written_to(library, papers, monkeypatch):
    retriever = HeadingRetriever(library=library)
    retriever.search("What is pooling?")
    load, meanwhile = snapshot.load_index, []

    def load_and_search(store):
        if store is not library.searched()[0]:
            meanwhile.append(retriever.search("What is pooling?").hits)
        load(store)

    monkeypatch.setattr(snapshot, "load_index", load_and_search)
    library.index(papers / "theory.pdf", collection="again")
    library.index(papers / "theory.pdf", collection="and again")  # no search in between

    assert len(meanwhile) == 2
    assert all(meanwhile)


def test_a_store_that_was_not_searched_is_loaded_once_for_its_first_searches(
    library, papers, monkeypatch
):
    load, loaded = snapshot.load_index, []
    monkeypatch.setattr(snapshot, "load_index", lambda s: (loaded.append(s), load(s)))
    searched = []

    def search(event):
        searched.append(library.searched()[0])

    library.index(papers / "theory.pdf", collection="again", progress=search)

    assert searched[-1] in loaded
    assert loaded.count(searched[-1]) <= 2  # at its first search, and when the writer ended
