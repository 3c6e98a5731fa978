"""The LangChain retriever over a library."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.callbacks import CallbackManagerForRetrieverRun, Callbacks
from langchain_core.documents import BaseDocumentCompressor, Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict, Field

from headwise._defaults import DEFAULT_MAX_HITS, DEFAULT_THRESHOLD
from headwise.errors import QuestionError
from headwise.retrievers.indexing.languages import warn_of_question
from headwise.retrievers.library import Library
from headwise.retrievers.search.adapting import AdaptedRetriever
from headwise.retrievers.search.documents import RetrievedDocuments
from headwise.retrievers.search.reranking import reranked
from headwise.retrievers.search.search import SearchResult, search
from headwise.retrievers.search.similarity import PLAIN, Scoring

DEFAULT_MAX_CHARACTERS = 24_000
"""About 6,000 tokens, or ten printed pages: longer than all but a few sections."""
LOOKED_AT = 50
"""Documents that a vector store is asked for, to be measured."""


class HeadingRetriever(BaseRetriever):
    """Retrieves every section of a library that is similar enough to a question.

    Each returned document carries the section's text, and in its metadata the other fields of
    a `Hit`: ``sub_heading``, ``collection_name``, ``similarity``, ``cosine``, ``best_passage``,
    ``page_start``, ``page_end``, ``source`` and ``section_id``. The best comes first. All that
    are similar enough are returned, without a choice for diversity: near-duplicates are the
    chain's to remove, which keeps their sources.

    Raises (when invoked):
        LibraryError: The library cannot be read.
        UnknownCollectionError: One of ``collections`` is not in the library.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    library: Library
    threshold: float = Field(default=DEFAULT_THRESHOLD, ge=0.0, le=1.0)
    """Least similarity of a hit."""
    max_hits: int = Field(default=DEFAULT_MAX_HITS, ge=1)
    """Most sections returned; that there were more is reported."""
    max_characters: int = Field(default=DEFAULT_MAX_CHARACTERS, ge=1)
    """Most text of a section; of a longer one, the part around its best passage."""
    collections: list[str] | None = None
    """Only these collections; ``None`` for all."""
    documents: list[str] | None = None
    """Only documents with these ids; ``None`` for all."""
    similarity: Literal["scaled", "cosine"] = "scaled"
    """``scaled``: on the embedding model's two-point scale, with word overlap; ``cosine``: the
    plain cosine."""

    reranker: BaseDocumentCompressor | None = None
    """Puts the best sections in order, by their best passages; their similarities stay, so the
    threshold lets through as many. Nothing is sent anywhere unless the one given does so."""

    if not TYPE_CHECKING:  # the signature that type checkers see is Pydantic's

        def __init__(self, *arguments: object, **fields: Any) -> None:  # noqa: ANN401
            if arguments:
                raise TypeError(
                    "HeadingRetriever takes names: HeadingRetriever(library=Library('FOLDER'))"
                )
            super().__init__(**fields)

    @property
    def scoring(self) -> Scoring:
        """From cosine and overlap to the similarity that the threshold applies to."""
        return Scoring(self.library.scale) if self.similarity == "scaled" else PLAIN

    def search(self, question: str, callbacks: Callbacks = None) -> SearchResult:
        """Return the hits with what was cut off and, without hits, the nearest misses.

        Args:
            question: Embedded as a query.
            callbacks: Of the run that this belongs to; the reranker gets them.

        Raises:
            QuestionError: The question is no text.
        """
        if not isinstance(question, str):
            raise QuestionError(
                f"a retriever takes the question as text, not {type(question).__name__}"
            )
        warn_of_question(self.library.embeddings, question)
        return search(
            self.library,
            question,
            threshold=self.threshold,
            max_hits=self.max_hits,
            max_characters=self.max_characters,
            scoring=self.scoring,
            collections=self.collections,
            documents=self.documents,
            rerank=partial(reranked, question=question, reranker=self.reranker, callbacks=callbacks)
            if self.reranker
            else None,
        )

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
    ) -> list[Document]:
        return RetrievedDocuments(self.search(query, run_manager.get_child()))

    @classmethod
    def from_vectorstore(
        cls,
        store: VectorStore,
        *,
        heading: str = "sub_heading",
        looked_at: int = LOOKED_AT,
        **fields: Any,  # noqa: ANN401 - those of AdaptedRetriever
    ) -> AdaptedRetriever:
        """Return a retriever over a LangChain vector store, for `ask_chain`.

        Args:
            store: Of any kind; it is searched with its own embedding model, which measures
                what is found as well where the store gives it.
            heading: Key of the printed heading in the metadata of its documents.
            looked_at: Most documents that it is asked for.
            **fields: Further ones of `AdaptedRetriever`.
        """
        if store.embeddings is not None:
            fields.setdefault("embeddings", store.embeddings)
        found = store.as_retriever(search_kwargs={"k": looked_at})
        return AdaptedRetriever(retriever=found, heading=heading, **fields)
