"""The chain from a question to the answer: retrieve, then write the sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from typing_extensions import TypedDict, Unpack

from headwise.chains.answer import Answer
from headwise.chains.hits import read_hits
from headwise.chains.options import Options, completed
from headwise.chains.pipeline import Task, answering, question_in
from headwise.retrievers.library import Library
from headwise.retrievers.search.documents import RetrievedDocuments
from headwise.retrievers.search.retriever import HeadingRetriever

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class AskInput(TypedDict):
    """What `ask_chain` takes, if not the question alone."""

    question: str


def ask_chain(
    retriever: BaseRetriever | Library,
    llm: str | BaseChatModel | None = None,
    **options: Unpack[Options],
) -> Runnable[str | AskInput, Answer]:
    """Return the chain from a question, as a string or ``{"question": …}``, to an `Answer`.

    Args:
        retriever: A `HeadingRetriever`, a `Library` to be searched with its defaults, or any
            retriever whose documents have ``sub_heading``, ``collection_name`` and
            ``similarity`` in their metadata.
        llm: A chat model, ``provider:model``, or ``None`` for extracts: the documents' own
            sentences, chosen for the question, without any language model.
        **options: How the answer is written; see `headwise.chains.Options`. A ``threshold``
            is searched with as well.

    Raises:
        CacheError: The cache's file cannot be used.
        ModelError: Here, if the model is unknown or lacks its key; when invoked, if it
            cannot be reached, refuses the key, or fails on every section.
        QuestionError: When invoked with an empty question, or something else than expected.
        LibraryError: When invoked and the retriever's library cannot be read.
        TypeError: ``retriever`` is none.
    """
    searched, chosen = completed_for(retriever, options)
    chain = retrieve_step(searched) | answering(llm, chosen)
    return chain.with_config(run_name="headwise ask").with_types(
        # A tool's arguments have names, so the schema shows the dict; text alone is taken too.
        input_type=AskInput,
        output_type=Answer,
    )


def completed_for(
    given: BaseRetriever | Library, options: Options
) -> tuple[BaseRetriever, Options]:
    """Return the retriever, and all options, with its own in place of those that are not given.

    Raises:
        TypeError: ``given`` is no retriever, or an option does not exist.
    """
    retriever, chosen = _retriever(given), completed(options)
    if chosen["threshold"] is None:
        chosen["threshold"] = getattr(retriever, "threshold", None)
    elif isinstance(retriever, HeadingRetriever):
        retriever = retriever.model_copy(update={"threshold": chosen["threshold"]})
    if isinstance(retriever, HeadingRetriever):
        chosen["embeddings"] = chosen["embeddings"] or retriever.library.embeddings
    return retriever, chosen


def retrieve_step(retriever: BaseRetriever) -> Runnable[str | AskInput, Task]:
    """Return the step from a question to its hits."""
    library = retriever.library if isinstance(retriever, HeadingRetriever) else None

    def to_task(question: str, documents: list[Document]) -> Task:
        found = documents.result if isinstance(documents, RetrievedDocuments) else None
        return Task(
            question=question,
            hits=read_hits(documents),
            embeddings=library.embeddings_name if library else None,
            over_max_hits=found.over_max_hits if found else 0,
            nearest=found.nearest if found else (),
        )

    def retrieve(asked: str | AskInput, config: RunnableConfig) -> Task:
        question = question_in(asked)
        return to_task(question, retriever.invoke(question, config))

    async def aretrieve(asked: str | AskInput, config: RunnableConfig) -> Task:
        question = question_in(asked)
        return to_task(question, await retriever.ainvoke(question, config))

    return RunnableLambda(retrieve, afunc=aretrieve, name="retrieve")


def _retriever(given: BaseRetriever | Library) -> BaseRetriever:
    if isinstance(given, Library):
        return HeadingRetriever(library=given)
    if isinstance(given, BaseRetriever):
        return given
    raise TypeError(
        "ask_chain takes a HeadingRetriever, a Library or another LangChain retriever, not "
        f"{type(given).__name__}; write ask_chain(Library('FOLDER'))"
    )
