"""Routes that change the library: a PDF comes, a document goes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from headwise.retrievers import IndexedDocument, IndexEvent, IndexReport
from headwise.serve.asking import error_data
from headwise.serve.reading import DocumentId
from headwise.serve.served import Served, document_json, event_stream
from headwise.serve.uploads import keep, too_large


def add_writing(api: APIRouter, served: Served, folder: Path) -> None:
    """Add the routes; uploads are kept in ``folder``."""

    @api.put("/documents/{name}")
    async def upload(
        name: str, request: Request, collection: str | None = None
    ) -> StreamingResponse:
        """Take a PDF as the body and index it; server-sent events: ``progress``, ``report``."""
        if int(request.headers.get("content-length", "0")) > served.most_bytes:
            raise too_large(name, served.most_bytes)
        path = await keep(name, request.stream(), folder, served.most_bytes)
        return event_stream(_indexed(served, path, collection))

    @api.delete("/documents/{document_id}")
    def remove(document_id: DocumentId) -> list[dict[str, Any]]:
        """Remove a document; a file that was uploaded goes with it."""
        removed = served.library.remove(document_id)
        for document in removed:
            _discard(document, folder)
        return [document_json(document) for document in removed]


async def _indexed(
    served: Served, path: Path, collection: str | None
) -> AsyncIterator[tuple[str, Any]]:
    """Index one file; yield how far it is, and in the end the documents, or the error."""
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[IndexEvent | None] = asyncio.Queue()

    def tell(event: IndexEvent | None) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, event)

    def index() -> IndexReport:
        try:
            return served.library.index(path, collection, progress=tell)
        finally:
            tell(None)

    async with served.writing:
        task = asyncio.create_task(asyncio.to_thread(index))
        while (event := await steps.get()) is not None:
            yield "progress", {"file": path.name, "fraction": event.fraction}
        try:
            report = await task
        except Exception as error:  # noqa: BLE001 - the reply has begun
            yield "error", error_data(error)
            return
    if report.failures:
        message = report.failures[0].error.replace(str(path.parent) + "/", "")
        yield "error", {"error": "PdfError", "message": message}
    else:
        yield "report", [document_json(document) for document in report.documents]


def _discard(document: IndexedDocument, folder: Path) -> None:
    source = Path(document.source)
    if source.parent == folder.resolve():
        with contextlib.suppress(OSError):
            source.unlink()
