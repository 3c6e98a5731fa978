"""From PDFs to hits: read sections, index them in Chroma, retrieve what is similar enough."""

from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports

if TYPE_CHECKING:
    from headwise.retrievers.database.register import IndexedDocument
    from headwise.retrievers.embeddings import load_embeddings
    from headwise.retrievers.embeddings.anchors import scale_of
    from headwise.retrievers.embeddings.scale import Scale
    from headwise.retrievers.indexing.report import Duplicate, IndexEvent, IndexFailure, IndexReport
    from headwise.retrievers.indexing.verifying import Problem, VerifyReport
    from headwise.retrievers.library import Library
    from headwise.retrievers.models import Document, Hit, Section
    from headwise.retrievers.pdf import read_pdf
    from headwise.retrievers.search.adapting import AdaptedRetriever
    from headwise.retrievers.search.retriever import HeadingRetriever
    from headwise.retrievers.search.search import SearchResult
    from headwise.retrievers.search.similarity import Scoring

__all__ = [
    "AdaptedRetriever",
    "Document",
    "Duplicate",
    "HeadingRetriever",
    "Hit",
    "IndexEvent",
    "IndexFailure",
    "IndexReport",
    "IndexedDocument",
    "Library",
    "Problem",
    "Scale",
    "Scoring",
    "SearchResult",
    "Section",
    "VerifyReport",
    "load_embeddings",
    "read_pdf",
    "scale_of",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "indexing.report": ["Duplicate", "IndexEvent", "IndexFailure", "IndexReport"],
        "embeddings.anchors": ["scale_of"],
        "embeddings": ["load_embeddings"],
        "library": ["Library"],
        "models": ["Document", "Hit", "Section"],
        "pdf": ["read_pdf"],
        "database.register": ["IndexedDocument"],
        "search.adapting": ["AdaptedRetriever"],
        "search.retriever": ["HeadingRetriever"],
        "search.search": ["SearchResult"],
        "search.similarity": ["Scoring"],
        "embeddings.scale": ["Scale"],
        "indexing.verifying": ["Problem", "VerifyReport"],
    },
)
