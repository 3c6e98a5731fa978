"""Passages are read by id, and those read last come from memory."""

import pytest

from headwise import HeadingRetriever, Library
from headwise.retrievers.database import recent
from headwise.retrievers.database.reading import read_passages

QUESTION = "How do convolutional layers work in a CNN?"


@pytest.fixture
def library(library_folder):
    return Library(library_folder)


@pytest.fixture
def there(library):
    """The ids of all passages."""
    return library.searched()[0].passages.get(include=[])["ids"]


@pytest.fixture
def asked(library, there, monkeypatch):
    """The lists of ids that Chroma is asked for."""
    calls = []
    passages = library.searched()[0].passages
    get = passages.get
    monkeypatch.setattr(
        passages, "get", lambda ids, **named: calls.append(ids) or get(ids=ids, **named)
    )
    return calls


def held_by(library):
    store, documents = library.searched()
    return store, {document.document_id: document for document in documents}


def test_what_a_search_read_the_next_one_does_not_read_again(library, there, asked):
    retriever = HeadingRetriever(library=library, threshold=0.5)
    hits = retriever.search(QUESTION).hits
    assert asked
    asked.clear()

    assert retriever.search(QUESTION).hits == hits
    assert not any({*ids} & {*there} for ids in asked)


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


def test_a_passage_of_a_document_that_was_indexed_again_is_read_again(library, there, asked):
    store, held = held_by(library)
    id_ = there[0]
    for document in (None, None, {"source": "/elsewhere.pdf"}, {"indexed_at": "later"}):
        if document:
            held = {key: one.model_copy(update=document) for key, one in held.items()}
        read_passages(store, [id_], held)

    assert asked == [[id_]] * 3


def test_as_many_passages_stay_in_memory_as_there_is_room_for(library, there, asked, monkeypatch):
    monkeypatch.setattr(recent, "MOST_KEPT", 2)
    store, held = held_by(library)
    first, second, third = there[:3]
    for id_ in (first, second, first, third, first, second):
        read_passages(store, [id_], held)

    assert asked == [[first], [second], [third], [second]]
