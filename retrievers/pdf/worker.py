"""The process that ``isolation.PdfReader`` starts: reads PDFs named on its standard input."""

from __future__ import annotations

import base64
import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from headwise.errors import HeadwiseError
from headwise.retrievers.models import Document
from headwise.retrievers.pdf import ocr
from headwise.retrievers.pdf.reader import PDFIUM, opened, understand


def main(memory: int) -> None:
    """Answer each request line with lines of JSON, until the input ends.

    The last line of an answer holds ``document`` or ``error``. Before it may come ``note``
    (a logged warning) and ``alive`` (a page that takes long is done).
    """
    _limit_memory(memory + (ocr.MEMORY if ocr.installed() else 0))
    requests: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not look like an answer
    say = _speaker(answers)
    logger = logging.getLogger("headwise")
    logger.propagate = False
    logger.addHandler(_Notes(say))
    while True:
        say(_answer(requests.get(), say))


_Say = Callable[[dict[str, Any]], None]


def _speaker(answers: TextIO) -> _Say:
    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    return say


class _Notes(logging.Handler):
    """Passes warnings to the process that asked."""

    def __init__(self, say: _Say) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        self._say({"note": record.getMessage(), "logger": record.name})


def _answer(request: str, say: _Say) -> dict[str, Any]:
    wanted = json.loads(request)
    path = wanted["path"]
    try:
        if "page" in wanted or "passage" in wanted:
            return _look(wanted)
        document = _read(wanted, lambda: say({"alive": True}))
    except HeadwiseError as error:
        return {"error": type(error).__name__, "message": str(error)}
    except Exception as error:  # noqa: BLE001  a bug met by one file must not cost the others
        reason = f"{type(error).__name__}: {error}".replace("\n", " ")
        message = f"{path}: cannot be read ({reason}), repair the file or leave it out"
        return {"error": "PdfError", "message": message}
    return {"document": document.model_dump(mode="json")}


def _read(wanted: dict[str, Any], alive: Callable[[], None]) -> Document:
    path, password = Path(wanted["path"]), wanted["password"]
    reading = understand(
        path, password=password, ignore_outline=wanted["ignore_outline"], alive=alive
    )
    if wanted["check"] is not None:
        from headwise.retrievers.pdf.drawing import draw_marks

        with PDFIUM, opened(path, password) as pdf:
            draw_marks(pdf, reading, Path(wanted["check"]))
    return reading.document


def _look(wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page as a picture, or where on which page a passage stands."""
    from headwise.retrievers.pdf.picture import locate, page_picture

    path = Path(wanted["path"])
    if "passage" in wanted:
        place = locate(path, wanted["pages"], wanted["passage"])
        return {"place": None if place is None else asdict(place)}
    png = page_picture(path, wanted["page"], wanted["width"])
    return {"png": base64.b64encode(png).decode("ascii")}


def _listen(requests: queue.Queue[str]) -> None:
    """Pass requests on; when the parent is gone, end even if a file is being read."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _limit_memory(memory: int) -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
