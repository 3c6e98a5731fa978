"""Searches go on while the library changes."""

import shutil

from headwise import HeadingRetriever, Library
from headwise.retrievers.database import snapshot


def test_no_search_waits_for_the_index_of_a_store_that_is_written_to(
    library_folder, papers, tmp_path, monkeypatch
):
    library = Library(shutil.copytree(library_folder, tmp_path / "library"))
    retriever = HeadingRetriever(library=library)
    retriever.search("What is pooling?")
    load, meanwhile = snapshot.load_index, []

    def load_and_search(store):
        if store is not library.searched()[0]:
            meanwhile.append(retriever.search("What is pooling?").hits)
        load(store)

    monkeypatch.setattr(snapshot, "load_index", load_and_search)
    library.index(papers / "theory.pdf", collection="again")

    assert meanwhile
    assert all(meanwhile)
