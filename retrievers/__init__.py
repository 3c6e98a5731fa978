"""From PDFs to hits: read sections, index them in Chroma, retrieve what is similar enough."""

from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports

if TYPE_CHECKING:
    from headwise.retrievers.library import Library
    from headwise.retrievers.models import Document, Hit, Section
    from headwise.retrievers.pdf import read_pdf
    from headwise.retrievers.register import IndexedDocument
    from headwise.retrievers.report import IndexEvent, IndexFailure, IndexReport
    from headwise.retrievers.retriever import HeadingRetriever
    from headwise.retrievers.search import SearchResult
    from headwise.retrievers.similarity import Scale

__all__ = [
    "Document",
    "HeadingRetriever",
    "Hit",
    "IndexEvent",
    "IndexFailure",
    "IndexReport",
    "IndexedDocument",
    "Library",
    "Scale",
    "SearchResult",
    "Section",
    "read_pdf",
]

__getattr__ = lazy_exports(
    __name__,
    {
        "report": ["IndexEvent", "IndexFailure", "IndexReport"],
        "library": ["Library"],
        "models": ["Document", "Hit", "Section"],
        "pdf": ["read_pdf"],
        "register": ["IndexedDocument"],
        "retriever": ["HeadingRetriever"],
        "search": ["SearchResult"],
        "similarity": ["Scale"],
    },
)
