"""What a server serves, and the JSON that its routes have in common."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from fastapi.responses import StreamingResponse

from headwise.retrievers import IndexedDocument, Library
from headwise.serve.asking import Answering
from headwise.serve.pages import Pages
from headwise.serve.uploads import MOST_BYTES


@dataclass(frozen=True)
class Served:
    """What a server serves."""

    answering: Answering
    pages: Pages
    uploads: Path | None = None
    """Folder that uploads are kept in; ``None``: none are taken and nothing is removed."""
    most_bytes: int = MOST_BYTES
    """Of an upload."""
    version: str = "0"
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the library is written to: uploads wait for each other."""

    @property
    def library(self) -> Library:
        """Where documents are."""
        return self.answering.library


def document_json(document: IndexedDocument) -> dict[str, Any]:
    """Return a library's record of a document, without the path of its file."""
    return with_file_name(document.model_dump(mode="json", exclude={"duplicates"}))


def answer_json(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer's JSON, its sources without the paths of their files."""
    sections = [
        {**section, "sources": [with_file_name(source) for source in section["sources"]]}
        for section in answer["sections"]
    ]
    nearest = [with_file_name(source) for source in answer["nearest"]]
    return {**answer, "sections": sections, "nearest": nearest}


def with_file_name(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record whose ``source`` is a file's name, not its path."""
    source = record.get("source")
    return {**record, "source": PurePath(source).name} if source else record


def event_stream(events: AsyncIterator[tuple[str, Any]]) -> StreamingResponse:
    """Return (kind, data) as server-sent events."""

    async def lines() -> AsyncIterator[str]:
        async for kind, data in events:
            yield f"event: {kind}\ndata: {json.dumps(data)}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")
