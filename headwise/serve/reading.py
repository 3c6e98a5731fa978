"""Routes that read: what is served, documents, sections, pages and searches."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from fastapi.responses import Response

from headwise.retrievers.search.sections import indexed_outline, indexed_section
from headwise.serve.asking import Searching
from headwise.serve.served import Served, document_json, with_file_name

PAGE_PIXELS = 1200
DocumentId = Annotated[str, InPath(pattern=r"^[\w-]{1,200}$")]
SectionId = Annotated[str, InPath(pattern=r"^[\w:-]{1,200}$")]
_KEPT = {"cache-control": "private, max-age=600"}
PageNumber = Annotated[int, InPath(ge=1)]


def add_library(api: APIRouter, served: Served) -> None:
    """Add the routes for what the library holds."""
    library = served.library

    @api.get("/status")
    def status() -> dict[str, Any]:
        """What is served, and what may be asked for."""
        return {
            "version": served.version,
            "embeddings": library.embeddings_name,
            "documents": len(library.documents()),
            "collections": library.collections(),
            "models": list(served.answering.models),
            "uploads": served.uploads is not None,
            "most_bytes": served.most_bytes,
        }

    @api.get("/documents")
    def documents() -> list[dict[str, Any]]:
        """The indexed documents, as ``headwise list --json`` prints them; files by name alone."""
        return [document_json(document) for document in library.documents()]

    @api.get("/documents/{document_id}/outline")
    def outline(document_id: DocumentId) -> list[dict[str, Any]]:
        """A document's sections, as ``headwise outline --json`` prints them, with their ids.

        Headings without text of their own have none.
        """
        return [
            {"section_id": section_id, **section.outline_json()}
            for section_id, section in indexed_outline(library, document_id)
        ]

    @api.get("/sections/{section_id}")
    def section(section_id: SectionId) -> dict[str, Any]:
        """One section with its text."""
        found = indexed_section(library, section_id)
        return {"section_id": section_id, **found.model_dump(mode="json")}

    @api.get("/search")
    def search(searching: Annotated[Searching, Query()]) -> list[dict[str, Any]]:
        """The hits, as ``headwise search`` prints them."""
        hits = searching.retriever(library).search(searching.question).hits
        return [with_file_name(hit.model_dump(mode="json", exclude_none=True)) for hit in hits]


def add_pages(api: APIRouter, served: Served) -> None:
    """Add the routes for pages of documents."""

    @api.get("/documents/{document_id}/pages/{page}.png", response_class=Response)
    def picture(
        document_id: DocumentId,
        page: PageNumber,
        width: Annotated[int, Query(ge=100, le=2400)] = PAGE_PIXELS,
    ) -> Response:
        """A page of a document as a picture."""
        png = served.pages.picture(document_id, page, width)
        return Response(png, headers=_KEPT, media_type="image/png")

    @api.get("/documents/{document_id}/place")
    def place(
        document_id: DocumentId,
        first: Annotated[int, Query(ge=1)],
        last: Annotated[int, Query(ge=1)],
        passage: Annotated[str, Query(max_length=20_000)],
    ) -> dict[str, Any] | None:
        """Where a passage stands: the page, of the first to the last, that has most of it.

        ``boxes``: left, top, width, height of its lines as shares of the page.
        """
        return served.pages.locate(document_id, (first, last), passage)
