"""Chroma collections that others made, one per PDF, searched with the library's retriever."""

import json
import threading

import chromadb
import pytest
from chromadb.config import Settings

from headwise import HeadingRetriever, Library, LibraryError, UnknownCollectionError
from headwise.retrievers.embeddings.minilm import MiniLM

QUESTION = "What is pooling for?"
TEXTS = {
    "cnn1": [
        ("2.3 Pooling layer", "Pooling layers halve the width and height of every feature map."),
        ("3 Training", "The weights are learned by gradient descent on many labelled images."),
    ],
    "cnn2": [
        ("4.1 Subsampling", "Pooling makes a network less sensitive to small shifts."),
        ("5 Results", "The error falls from four to three per cent on the test set."),
    ],
}


@pytest.fixture
def make(tmp_path):
    """Make collections as an app would, one per PDF, and return their folder."""
    clients = []

    def make(space="cosine", *, factor=1.0, key="sub_heading", dimension=384):
        folder = tmp_path / "theirs"
        client = chromadb.PersistentClient(
            str(folder), settings=Settings(anonymized_telemetry=False)
        )
        clients.append(client)
        for name, records in TEXTS.items():
            collection = client.get_or_create_collection(
                name, configuration={"hnsw": {"space": space}}, embedding_function=None
            )
            vectors = MiniLM().encode([text for _, text in records])[:, :dimension] * factor
            collection.add(
                ids=[f"{name}-{number}" for number in range(len(records))],
                embeddings=vectors,
                documents=[text for _, text in records],
                metadatas=[
                    {key: heading, "page_start": 3, "source": f"{name}.pdf"}
                    for heading, _ in records
                ],
            )
        return folder

    yield make
    for client in clients:
        client.close()


@pytest.mark.parametrize("space", ["cosine", "l2", "ip"])
def test_all_are_searched_together_whatever_their_space(make, space):
    hits = HeadingRetriever(library=Library(make(space))).search(QUESTION).hits

    assert {(hit.collection_name, hit.sub_heading) for hit in hits} == {
        ("cnn1", "2.3 Pooling layer"),
        ("cnn2", "4.1 Subsampling"),
    }
    vectors = MiniLM().encode([QUESTION, hits[0].text])
    assert hits[0].cosine == pytest.approx(float(vectors[0] @ vectors[1]), abs=1e-3)
    assert (hits[0].page_start, hits[0].page_end, hits[0].source) == (
        3,
        3,
        f"{hits[0].collection_name}.pdf",
    )


def test_a_length_of_vectors_does_not_matter_in_cosine_space(make):
    one = HeadingRetriever(library=Library(make(factor=3.0))).search(QUESTION).hits
    assert len(one) == 2


@pytest.mark.parametrize("space", ["l2", "ip"])
def test_distances_that_tell_no_cosine_are_refused(make, space):
    retriever = HeadingRetriever(library=Library(make(space, factor=3.0)))
    with pytest.raises(LibraryError, match=rf"cnn1 is in Chroma's {space} space .* cosine space"):
        retriever.search(QUESTION)


def test_another_dimension_names_both(make):
    retriever = HeadingRetriever(library=Library(make(dimension=200)))
    with pytest.raises(LibraryError, match=r"200 dimensions, but embedded:.* gives 384"):
        retriever.search(QUESTION)


@pytest.mark.parametrize("key", ["sub-heading", "sub-headding"])
def test_other_spellings_of_the_heading(make, key):
    hits = HeadingRetriever(library=Library(make(key=key))).search(QUESTION).hits
    assert "2.3 Pooling layer" in {hit.sub_heading for hit in hits}


def test_records_without_headings_are_refused(make):
    retriever = HeadingRetriever(library=Library(make(key="title")))
    with pytest.raises(LibraryError, match=r"cnn1 .* have no sub_heading"):
        retriever.search(QUESTION)


def test_only_some_collections(make):
    library = Library(make())
    hits = HeadingRetriever(library=library, collections=["cnn2"]).search(QUESTION).hits
    assert {hit.collection_name for hit in hits} == {"cnn2"}
    with pytest.raises(UnknownCollectionError, match=r"none: no such collection .* cnn1, cnn2"):
        HeadingRetriever(library=library, collections=["none"]).search(QUESTION)


def test_nothing_similar_gives_the_nearest_of_all(make):
    result = HeadingRetriever(library=Library(make())).search("Who is the mayor of Lima?")
    assert result.hits == ()
    assert len(result.nearest) == 3


def test_records_that_are_added_are_found(make):
    library = Library(make())
    retriever = HeadingRetriever(library=library)
    assert len(retriever.search(QUESTION).hits) == 2
    client = chromadb.PersistentClient(
        str(library.location), settings=Settings(anonymized_telemetry=False)
    )
    text = "Pooling is for making maps smaller."
    client.get_collection("cnn1", embedding_function=None).add(
        ids=["more"],
        embeddings=MiniLM().encode([text]),
        documents=[text],
        metadatas=[{"sub_heading": "7 Pooling again"}],
    )
    client.close()
    assert "7 Pooling again" in {hit.sub_heading for hit in retriever.search(QUESTION).hits}


def test_threads_search_at_the_same_time(make):
    retriever = HeadingRetriever(library=Library(make()))
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(len(retriever.search(QUESTION).hits)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 4


def test_on_the_command_line(make, headwise):
    folder = make()
    done = headwise("search", QUESTION, "--library", folder)
    assert done.returncode == 0, done.stderr
    assert [hit["collection_name"] for hit in json.loads(done.stdout)] == ["cnn2", "cnn1"]
    asked = headwise("ask", QUESTION, "--library", folder)
    assert asked.returncode == 0, asked.stderr
    assert "## Pooling layer\nPooling layers halve" in asked.stdout


def content_of(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_their_folder_is_never_written(make, papers):
    folder = make()
    before = content_of(folder)
    library = Library(folder)
    assert HeadingRetriever(library=library, threshold=0).search(QUESTION).hits
    assert library.foreign().counts() == {"cnn1": 2, "cnn2": 2}
    with pytest.raises(LibraryError, match="holds Chroma collections that Headwise did not make"):
        library.index(papers / "theory.pdf")
    assert content_of(folder) == before


def test_a_copied_library_without_its_lock_is_still_a_library(papers, tmp_path):
    Library(tmp_path / "library").index(papers / "theory.pdf")
    (tmp_path / "library" / "headwise.lock").unlink()
    library = Library(tmp_path / "library")
    assert library.collections() == ["theory"]
    assert library.index(papers / "theory.pdf").unchanged == 1
