import asyncio

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from pydantic import ValidationError

from headwise import HeadingRetriever, Library, QuestionError, UnknownCollectionError
from headwise.retrievers.embeddings.scale import MINILM
from headwise.retrievers.search import ranking
from tests.support.typesetting import typeset

QUESTION = "How do convolutional layers work in a CNN?"


@pytest.fixture
def library(library_folder):
    return Library(library_folder)


def test_all_hits_above_the_threshold_best_first(library):
    hits = HeadingRetriever(library=library, threshold=0.5).search(QUESTION).hits

    assert len({hit.collection_name for hit in hits}) >= 2
    similarities = [hit.similarity for hit in hits]
    assert min(similarities) >= 0.5 - 1e-6
    assert similarities == sorted(similarities, reverse=True)
    assert "Convolutional layer" in {hit.sub_heading.split(" ", 1)[-1] for hit in hits}


def test_a_hit_is_a_whole_section(library, papers):
    from headwise import read_pdf

    texts = {section.text for section in read_pdf(papers / "introduction.pdf").sections}
    hits = HeadingRetriever(library=library, collections=["introduction"]).search(QUESTION).hits

    assert hits
    assert all(hit.text in texts for hit in hits)
    assert all(hit.best_passage in hit.text for hit in hits)
    assert len({hit.section_id for hit in hits}) == len(hits)


def test_of_a_long_section_the_part_around_the_best_passage(library):
    whole = HeadingRetriever(library=library).search(QUESTION).hits
    parts = HeadingRetriever(library=library, max_characters=1200).search(QUESTION).hits

    assert [hit.section_id for hit in parts] == [hit.section_id for hit in whole]
    assert any("[…]" in hit.text for hit in parts)
    for part, hit in zip(parts, whole, strict=True):
        assert len(part.text) <= 1200 + 2 * len("[…]\n\n")
        assert part.best_passage == hit.best_passage
        assert part.best_passage in part.text
        assert all(piece.strip() in hit.text for piece in part.text.split("[…]"))


@pytest.fixture(scope="module")
def long_section(tmp_path_factory):
    """A library of one section of some seventy passages, and that section."""
    from headwise import read_pdf

    folder = tmp_path_factory.mktemp("long")
    rows = [
        f"Row {number} of the hedge along the northern lane was planted in the year "
        f"{1000 + number} and counts {number * number} shrubs of various ages."
        for number in range(500)
    ]
    rows[250] = "In the very middle an otter swims below the wooden bridge of the old mill."
    (folder / "hedges.pdf").write_bytes(typeset("= Hedges\n\n" + "\n\n".join(rows)))
    library = Library(folder / "library")
    library.index(folder / "hedges.pdf")
    (section,) = read_pdf(folder / "hedges.pdf").sections
    return library, section


@pytest.mark.slow
def test_a_section_of_any_length_can_be_had_whole(long_section):
    library, section = long_section
    assert library.documents()[0].passages > 50
    retriever = HeadingRetriever(library=library, threshold=0.3, max_characters=10**9)

    (hit,) = retriever.search("Where does the otter swim?").hits

    assert hit.text == section.text
    assert "otter" in hit.best_passage


@pytest.mark.slow
@pytest.mark.parametrize("limit", [500, 5_000, 20_000])
def test_of_a_section_of_any_length_as_much_as_fits(long_section, limit):
    library, section = long_section
    retriever = HeadingRetriever(library=library, threshold=0.3, max_characters=limit)

    (hit,) = retriever.search("Where does the otter swim?").hits

    before, text, after = hit.text.split("[…]")
    assert (before, after) == ("", "")
    assert text.strip() in section.text
    assert max(limit - 2 * 900, 0) < len(text) <= max(limit, 900) + len("\n\n") * 2
    assert text.index("otter") == pytest.approx(len(text) / 2, abs=2 * 900)


def test_no_more_neighbours_are_asked_for_once_the_last_is_too_far(library, monkeypatch):
    passages = library.searched()[0].passages
    query, asked = passages.query, []
    monkeypatch.setattr(
        passages, "query", lambda **named: asked.append(named["n_results"]) or query(**named)
    )
    monkeypatch.setattr(ranking, "READ_AT_ONCE", 16)

    assert HeadingRetriever(library=library).search(QUESTION).hits
    assert asked == [16]


def test_the_words_of_a_question_lift_a_passage_that_has_them(library):
    """Of passages about one subject the one with the very number comes first."""
    hit = (
        HeadingRetriever(library=library)
        .search("Which network won the ImageNet contest in 2012?")
        .hits[0]
    )
    assert "2012" in hit.best_passage
    assert hit.similarity > MINILM.position(hit.cosine)


def test_queries_are_widened_until_the_threshold(library, monkeypatch):
    retriever = HeadingRetriever(library=library, threshold=0.3, max_hits=1000, similarity="cosine")
    wide = retriever.search(QUESTION).hits
    monkeypatch.setattr(ranking, "READ_AT_ONCE", 2)
    narrow = retriever.search(QUESTION).hits

    assert len(wide) > 20
    assert narrow == wide


def test_what_max_hits_cuts_off_is_reported(library):
    everything = HeadingRetriever(library=library, threshold=0.3, max_hits=1000).search(QUESTION)
    few = HeadingRetriever(library=library, threshold=0.3, max_hits=5).search(QUESTION)

    assert few.hits == everything.hits[:5]
    assert 0 < few.over_max_hits <= len(everything.hits) - 5


def test_nothing_similar_gives_the_nearest_misses(library):
    result = HeadingRetriever(library=library).search("What is the capital of Mongolia?")

    assert result.hits == ()
    assert len(result.nearest) == 3
    assert max(miss.similarity for miss in result.nearest) < 0.85


def test_collections_filter(library):
    hits = HeadingRetriever(library=library, collections=["theory"], threshold=0.5).search(QUESTION)

    assert {hit.collection_name for hit in hits.hits} == {"theory"}


def test_unknown_collection(library):
    with pytest.raises(UnknownCollectionError):
        HeadingRetriever(library=library, collections=["theory", "none"]).invoke(QUESTION)


def test_with_cosine_the_similarity_is_the_plain_one(library):
    retriever = HeadingRetriever(library=library, threshold=0.5, similarity="cosine")
    hits = retriever.search(QUESTION).hits

    assert hits
    assert all(hit.similarity == pytest.approx(hit.cosine) for hit in hits)


def test_documents_carry_the_fixed_names(library):
    documents = HeadingRetriever(library=library).invoke(QUESTION)

    assert documents[0].page_content
    several_pages = documents[0].metadata["page_start"] < documents[0].metadata["page_end"]
    assert set(documents[0].metadata) - ({"page_offsets"} if several_pages else set()) == {
        "sub_heading",
        "collection_name",
        "similarity",
        "cosine",
        "best_passage",
        "page_start",
        "page_end",
        "page_labels",
        "source",
        "section_id",
    }


def test_async_and_callbacks(library):
    seen = []

    class Listener(BaseCallbackHandler):
        def on_retriever_end(self, documents, **_):
            seen.append(len(documents))

    retriever = HeadingRetriever(library=library)
    found = asyncio.run(retriever.ainvoke(QUESTION, {"callbacks": [Listener()]}))

    assert found == retriever.invoke(QUESTION)
    assert seen == [len(found)]


@pytest.mark.parametrize("wrong", [{"threshold": 1.5}, {"threshold": -0.1}, {"max_hits": 0}])
def test_values_out_of_range(library, wrong):
    with pytest.raises(ValidationError):
        HeadingRetriever(library=library, **wrong)


def test_a_sentence_in_a_word_finds_its_section(library):
    """Names and headings count: the heading is embedded with each passage."""
    hits = HeadingRetriever(library=library).search("What does batch normalisation compute?").hits

    assert "normalisation" in " ".join(hits[0].text.casefold().split())


def test_what_is_no_option_is_refused(library_folder):
    library = Library(library_folder)
    with pytest.raises(ValidationError, match=r"max_hit\n.*Extra inputs"):
        HeadingRetriever(library=library, max_hit=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="HeadingRetriever\\(library="):
        HeadingRetriever(library)  # type: ignore[call-arg]


@pytest.mark.parametrize("question", [{"query": "What is pooling?"}, 3])
def test_a_question_that_is_no_text_is_refused(library_folder, question):
    retriever = HeadingRetriever(library=Library(library_folder))
    with pytest.raises(QuestionError, match="takes the question as text, not"):
        retriever.invoke(question)
