"""The JSON API behind the page, with the names and shapes of the command line's JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from headwise.serve.asking import Asking
from headwise.serve.reading import add_library, add_pages
from headwise.serve.served import Served, answer_json, event_stream
from headwise.serve.writing import add_writing


def router(served: Served) -> APIRouter:
    """Return the API's routes; those that change the library only where uploads are taken."""
    api = APIRouter(prefix="/api")
    add_library(api, served)
    add_pages(api, served)
    _add_answers(api, served)
    if served.uploads is not None:
        add_writing(api, served, served.uploads)
    return api


def _add_answers(api: APIRouter, served: Served) -> None:
    @api.post("/ask")
    async def ask(asking: Asking) -> dict[str, Any]:
        """The answer, as ``headwise ask --json`` prints it."""
        answer = await served.answering.chain(asking).ainvoke(asking.question)
        return answer_json(answer.model_dump(mode="json"))

    @api.post("/ask/stream")
    async def ask_stream(asking: Asking) -> StreamingResponse:
        """Server-sent events: ``progress``, ``part`` (sections as they are written), ``answer``."""

        async def events() -> AsyncIterator[tuple[str, Any]]:
            async for kind, data in served.answering.stream(asking):
                yield kind, answer_json(data) if kind in {"part", "answer"} else data

        return event_stream(events())
