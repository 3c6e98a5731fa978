"""Hits as LangChain documents, and back."""

from __future__ import annotations

from typing import Any

from langchain_core.documents import Document

from headwise.retrievers.models import Hit
from headwise.retrievers.search.search import SearchResult


class RetrievedDocuments(list[Document]):
    """The hits as LangChain documents, and with them what the search left out."""

    def __init__(self, result: SearchResult) -> None:
        super().__init__(map(to_document, result.hits))
        self.result = result


def to_document(hit: Hit) -> Document:
    """Return the hit as a LangChain document; `to_hit` is the way back."""
    metadata: dict[str, Any] = hit.model_dump(exclude={"text"}, exclude_none=True)
    return Document(page_content=hit.text, metadata=metadata)


def to_hit(document: Document) -> Hit:
    """Return a LangChain document that has a hit's metadata as a `Hit`.

    Raises:
        ValidationError: ``sub_heading``, ``collection_name`` or ``similarity`` is missing.
    """
    return Hit.model_validate({**document.metadata, "text": document.page_content})
