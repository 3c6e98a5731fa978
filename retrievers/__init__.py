"""From PDFs to hits: read sections, index them in Chroma, retrieve what is similar enough."""

from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports

if TYPE_CHECKING:
    from headwise.retrievers.anchors import scale_of
    from headwise.retrievers.embeddings import load_embeddings
    from headwise.retrievers.library import Library
    from headwise.retrievers.models import Document, Hit, Section
    from headwise.retrievers.pdf import read_pdf
    from headwise.retrievers.register import IndexedDocument
    from headwise.retrievers.report import Duplicate, IndexEvent, IndexFailure, IndexReport
    from headwise.retrievers.retriever import HeadingRetriever
    from headwise.retrievers.search import SearchResult
    from headwise.retrievers.similarity import Scale
    from headwise.retrievers.verifying import Problem, VerifyReport

__all__ = [
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
    "SearchResult",
    "Section",
    "VerifyReport",
    "load_embeddings",
    "read_pdf",
    "scale_of",
]

__getattr__ = lazy_exports(
    __name__,
    {
        "report": ["Duplicate", "IndexEvent", "IndexFailure", "IndexReport"],
        "anchors": ["scale_of"],
        "embeddings": ["load_embeddings"],
        "library": ["Library"],
        "models": ["Document", "Hit", "Section"],
        "pdf": ["read_pdf"],
        "register": ["IndexedDocument"],
        "retriever": ["HeadingRetriever"],
        "search": ["SearchResult"],
        "similarity": ["Scale"],
        "verifying": ["Problem", "VerifyReport"],
    },
)
