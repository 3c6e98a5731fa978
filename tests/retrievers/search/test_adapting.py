"""Other retrievers and vector stores, measured as a library's passages are."""

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import InMemoryVectorStore
from pydantic import ValidationError

from headwise import HeadingRetriever, ask_chain
from headwise.retrievers import AdaptedRetriever, load_embeddings

QUESTION = "What do pooling layers do to feature maps?"
POOLING = "Pooling layers make the feature maps smaller."
LUNCH = "The canteen serves lunch from noon until two."


class Given(BaseRetriever):
    """Returns what it was given, whatever is asked."""

    found: list[Document]

    def _get_relevant_documents(self, query, *, run_manager):
        return self.found


def adapted(*found, **fields):
    return AdaptedRetriever(retriever=Given(found=list(found)), heading="section", **fields)


def document(text, heading, **metadata):
    return Document(text, metadata={"section": heading, **metadata})


def test_similarities_are_measured_and_the_threshold_chooses():
    documents = adapted(document(LUNCH, "2 Lunch"), document(POOLING, "1 Pooling")).invoke(QUESTION)

    assert [one.metadata["sub_heading"] for one in documents] == ["1 Pooling"]
    assert documents[0].metadata["similarity"] >= 0.85
    assert documents[0].page_content == POOLING


def test_what_is_not_similar_is_the_nearest_miss():
    answer = ask_chain(adapted(document(LUNCH, "2 Lunch"))).invoke(QUESTION)

    assert answer.sections == ()
    assert [one.sub_heading for one in answer.nearest] == ["2 Lunch"]


def test_more_than_there_is_room_for_is_counted():
    found = [document(f"{POOLING} Case {place}.", f"{place} Pooling") for place in range(1, 6)]
    documents = adapted(*found, max_hits=2).invoke(QUESTION)

    assert len(documents) == 2
    assert documents.result.over_max_hits == 3


@pytest.mark.parametrize(
    ("metadata", "collection"),
    [
        ({"collection_name": "cnn", "source": "x.pdf"}, "cnn"),
        ({"source": "/somewhere/notes on cnns.md"}, "notes on cnns"),
        ({}, "documents"),
    ],
)
def test_the_collection_falls_back_to_the_source(metadata, collection):
    (found,) = adapted(document(POOLING, "1 Pooling", **metadata)).invoke(QUESTION)

    assert found.metadata["collection_name"] == collection


def test_documents_without_a_heading_are_left_out():
    assert (
        adapted(Document(POOLING), document(POOLING, ""), document("", "3")).invoke(QUESTION) == []
    )


def test_a_heading_by_its_usual_name_is_found_all_the_same():
    (found,) = adapted(Document(POOLING, metadata={"sub_heading": "1 Pooling"})).invoke(QUESTION)

    assert found.metadata["sub_heading"] == "1 Pooling"


def test_a_vector_store_answers_under_its_headings():
    store = InMemoryVectorStore(load_embeddings("minilm"))
    store.add_documents([document(LUNCH, "2 Lunch"), document(POOLING, "1 Pooling")])
    answer = ask_chain(HeadingRetriever.from_vectorstore(store, heading="section")).invoke(QUESTION)

    assert answer.markdown.strip() == f"## Pooling\n{POOLING}"
    assert answer.sections[0].sources[0].collection_name == "documents"


def test_the_store_measures_with_its_own_model():
    store = InMemoryVectorStore(load_embeddings("minilm"))
    retriever = HeadingRetriever.from_vectorstore(store, threshold=0.5)

    assert retriever.embeddings is store.embeddings
    assert retriever.threshold == 0.5


def test_the_other_retriever_is_in_the_trace():
    class Names(BaseCallbackHandler):
        seen: tuple[str, ...] = ()

        def on_retriever_start(self, serialized, query, *, name=None, **kwargs):
            self.seen += (name,)

    names = Names()
    adapted(document(POOLING, "1 Pooling")).invoke(QUESTION, {"callbacks": [names]})

    assert names.seen == ("AdaptedRetriever", "Given")


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError, match="Extra inputs"):
        adapted(k=3)


def test_one_document_is_no_crowd_that_speaks_against_itself():
    (found,) = adapted(document(LUNCH, "2 Lunch")).invoke("When can we eat at noon?")

    assert found.metadata["similarity"] > 0.95
