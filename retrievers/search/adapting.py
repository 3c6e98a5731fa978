"""Documents that another retriever finds, measured against the question as a library's are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from headwise._defaults import DEFAULT_MAX_HITS, DEFAULT_THRESHOLD
from headwise.retrievers.embeddings import load_embeddings
from headwise.retrievers.embeddings.anchors import scale_of
from headwise.retrievers.embeddings.vectors import passage_vectors, question_vector
from headwise.retrievers.models import SUB_HEADING_KEYS, Hit
from headwise.retrievers.search.documents import RetrievedDocuments
from headwise.retrievers.search.ranking import Asked, Candidate, Match, Neighbour, best_passages
from headwise.retrievers.search.search import NEAREST, SearchResult
from headwise.retrievers.search.similarity import Scoring, passes
from headwise.retrievers.text.numbering import split_number

NO_COLLECTION = "documents"
"""The collection of documents that name neither one nor their source."""


class AdaptedRetriever(BaseRetriever):
    """Gives what another retriever finds the fields of a `Hit`, its similarity included.

    Each document is a section, or a passage of one, and is measured as a library's passages
    are, so that the threshold means the same. One without a heading is left out.

    Raises (when invoked):
        EmbeddingsError: The embedding model cannot be used.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    retriever: BaseRetriever
    """Finds the documents."""
    heading: str = "sub_heading"
    """Key of the printed heading in their metadata."""
    embeddings: Embeddings = Field(default_factory=load_embeddings)
    """What measures them; by default the embedded model."""
    threshold: float = Field(default=DEFAULT_THRESHOLD, ge=0.0, le=1.0)
    """Least similarity of a hit."""
    max_hits: int = Field(default=DEFAULT_MAX_HITS, ge=1)
    """Most hits returned; that there were more is reported."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> RetrievedDocuments:
        found = self.retriever.invoke(query, {"callbacks": run_manager.get_child()})
        vector = question_vector(self.embeddings, query)
        asked = Asked(vector, query, Scoring(scale_of(self.embeddings)))
        documents = _Documents(found, self.heading, self.embeddings, asked)
        ranked = best_passages(
            documents, asked, threshold=self.threshold, max_hits=self.max_hits
        ).matches
        above = [match for match in ranked if passes(match.similarity, self.threshold)]
        if not above:
            return RetrievedDocuments(SearchResult((), nearest=documents.hits(ranked[:NEAREST])))
        hits = documents.hits(above[: self.max_hits])
        return RetrievedDocuments(SearchResult(hits, over_max_hits=len(above) - len(hits)))


class _Documents:
    """The documents as passages that can be searched."""

    def __init__(
        self, found: Sequence[Document], heading: str, embeddings: Embeddings, asked: Asked
    ) -> None:
        self._keys = (heading, *SUB_HEADING_KEYS)
        self._found = [one for one in found if self._sub_heading(one.metadata) and one.page_content]
        vectors = passage_vectors(embeddings, [one.page_content for one in self._found])
        self._cosines = (vectors @ asked.vector).tolist() if self._found else []

    def nearest(self, wanted: int, containing: str = "") -> list[Neighbour]:
        """Return at most so many documents, nearest first, that have a text as it is written."""
        having = [
            Neighbour(("", str(place)), self._cosines[place])
            for place, one in enumerate(self._found)
            if containing in one.page_content
        ]
        return sorted(having, key=lambda neighbour: -neighbour.cosine)[:wanted]

    def read(self, neighbours: Sequence[Neighbour]) -> Iterator[Candidate]:
        """Yield the documents of ``neighbours``."""
        for neighbour in neighbours:
            place = int(neighbour.id[1])
            document = self._found[place]
            heading = split_number(self._sub_heading(document.metadata))[1]
            yield Candidate(
                place, heading, document.page_content, neighbour.cosine, document.metadata
            )

    def hits(self, matches: Sequence[Match]) -> tuple[Hit, ...]:
        """Return the documents of ``matches``, each a section of its own."""
        return tuple(
            Hit.model_validate(
                {
                    "best_passage": match.best.text.strip(),
                    **match.best.record,
                    "text": match.best.text,
                    "sub_heading": self._sub_heading(match.best.record),
                    "collection_name": _collection_of(match.best.record),
                    "similarity": match.similarity,
                    "cosine": match.best.cosine,
                }
            )
            for match in matches
        )

    def _sub_heading(self, metadata: Mapping[str, object]) -> str:
        return next((str(metadata[key]) for key in self._keys if metadata.get(key)), "")


def _collection_of(metadata: Mapping[str, object]) -> str:
    """Return the collection of a document: the one it names, or its source's name."""
    if named := metadata.get("collection_name"):
        return str(named)
    return PurePath(str(metadata.get("source") or NO_COLLECTION)).stem
