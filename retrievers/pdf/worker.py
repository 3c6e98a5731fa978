"""The process that ``isolation.PdfReader`` starts: reads PDFs named on its standard input."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading

from headwise.errors import HeadwiseError
from headwise.retrievers.pdf.reader import read_pdf


def main(memory: int) -> None:
    """Answer each request line with one line of JSON, until the input ends."""
    _limit_memory(memory)
    requests: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints must not look like an answer
    while True:
        answers.write(_answer(requests.get()) + "\n")
        answers.flush()


def _answer(request: str) -> str:
    wanted = json.loads(request)
    path = wanted["path"]
    try:
        document = read_pdf(
            path, password=wanted["password"], ignore_outline=wanted["ignore_outline"]
        )
    except HeadwiseError as error:
        return json.dumps({"error": type(error).__name__, "message": str(error)})
    except MemoryError:
        message = f"{path}: takes too much memory to read, repair the file or leave it out"
        return json.dumps({"error": "PdfError", "message": message})
    except Exception as error:  # noqa: BLE001  a bug met by one file must not cost the others
        reason = f"{type(error).__name__}: {error}".replace("\n", " ")
        message = f"{path}: cannot be read ({reason}), repair the file or leave it out"
        return json.dumps({"error": "PdfError", "message": message})
    return json.dumps({"document": document.model_dump(mode="json")})


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
