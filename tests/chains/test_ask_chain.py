import asyncio

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from headwise import Answer, HeadingRetriever, Library, QuestionError, ask_chain

QUESTION = "What is pooling for?"


@pytest.fixture
def retriever(library_folder):
    return HeadingRetriever(library=Library(library_folder))


def test_a_string_or_a_dict_is_a_question(retriever):
    chain = ask_chain(retriever)
    answer = chain.invoke(QUESTION)

    assert isinstance(answer, Answer)
    assert answer.sections[0].heading == "Pooling layer"
    assert chain.invoke({"question": QUESTION}).markdown == answer.markdown
    assert asyncio.run(chain.ainvoke(QUESTION)).markdown == answer.markdown


def test_nothing_similar_enough(retriever):
    answer = ask_chain(retriever).invoke("What is the capital of Mongolia?")

    assert answer.sections == ()
    assert len(answer.nearest) == 3
    assert answer.embeddings == "embedded:all-MiniLM-L6-v2"


def test_what_max_hits_cut_off_is_in_the_answer(retriever):
    answer = ask_chain(retriever.model_copy(update={"max_hits": 1})).invoke("What is max pooling?")

    assert len(answer.sections) == 1
    assert answer.dropped.over_max_hits >= 1


def test_the_retrievers_threshold_is_the_chains(retriever):
    low = retriever.model_copy(update={"threshold": 0.5})

    assert ask_chain(low).invoke(QUESTION).threshold == 0.5
    assert len(ask_chain(low).invoke(QUESTION).sections) > 2


def test_another_retriever(hits):
    class Own(BaseRetriever):
        def _get_relevant_documents(self, query, *, run_manager):
            return [
                Document(page_content=hit["text"], metadata={**hit, "text": None}) for hit in hits
            ]

    answer = ask_chain(Own()).invoke("How do convolutional layers work?")

    assert [section.heading for section in answer.sections] == [
        "Convolutional layer",
        "Convolutional Neural Networks",
    ]


@pytest.mark.parametrize("question", ["", {"question": " "}, {}])
def test_empty_question(retriever, question):
    with pytest.raises(QuestionError):
        ask_chain(retriever).invoke(question)


@pytest.mark.filterwarnings("ignore::langchain_core._api.LangChainBetaWarning")
def test_as_a_tool_it_takes_a_question_and_gives_an_answer(retriever):
    tool = ask_chain(retriever).as_tool(
        name="ask_papers", description="Ask the papers.", arg_types={"question": str}
    )

    assert "## Pooling layer" in tool.invoke({"question": QUESTION}).markdown
