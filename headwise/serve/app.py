"""The application: the page's files, the API, and what errors are over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles

from headwise import errors
from headwise.serve.api import router
from headwise.serve.asking import error_data
from headwise.serve.guard import App, Message, Receive, Scope, Send
from headwise.serve.served import Served
from headwise.serve.uploads import TooLargeError

STATIC = Path(__file__).with_name("static")
_STATUSES = {
    errors.QuestionError: 422,
    errors.UnknownCollectionError: 404,
    errors.PdfError: 422,
    errors.ModelError: 502,
    TooLargeError: 413,
}


def make_app(served: Served) -> FastAPI:
    """Return the application, which is to be run behind a `Guard`."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        served.pages.close()

    # Its own pages of documentation load scripts from another host; /openapi.json is the API.
    app = FastAPI(
        title="Headwise", version=served.version, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.include_router(router(served))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @app.get("/healthz", include_in_schema=False)
    def health() -> PlainTextResponse:
        return PlainTextResponse("ok")

    @app.exception_handler(errors.HeadwiseError)
    def failed(_: Request, error: errors.HeadwiseError) -> JSONResponse:
        known = (code for kind, code in _STATUSES.items() if isinstance(error, kind))
        return JSONResponse(error_data(error), next(known, 500))

    @app.exception_handler(TimeoutError)
    def silent(_: Request, __: TimeoutError) -> JSONResponse:
        return JSONResponse({"error": "TimeoutError", "message": "the upload stopped"}, 408)

    app.add_middleware(_Explaining)
    return app


class _Explaining:
    """Answers with one line where an exception is a bug, whose trace is no client's business."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await JSONResponse(error_data(error), 500)(scope, receive, send)
