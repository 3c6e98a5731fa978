"""Reading PDFs in a worker process, so that a file that breaks the parser costs only itself.

The worker is a plain child process that imports pdfium and the records only and speaks
lines of JSON over its pipes. (A ``multiprocessing`` worker would run the caller's main
module again.) This side never loads pdfium.
"""

from __future__ import annotations

import base64
import json
import logging
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

from headwise import errors
from headwise._defaults import DEFAULT_FILE_TIMEOUT
from headwise.errors import PdfError
from headwise.retrievers.models import Document
from headwise.retrievers.pdf.checking import check_file

MEMORY = 2 << 30
"""Bytes of address space that the worker may take, where the system can limit it. 1,000
pages take .1 GB; for OCR, if it is installed, the worker allows itself ``ocr.MEMORY`` more."""

_START = (
    "import sys; sys.path[:] = {path!r}; "
    "from headwise.retrievers.pdf.worker import main; main({memory!r})"
)
_DEAD = ""  # what a closed pipe reads as


class PdfReader:
    """Reads many PDFs, one at a time, in one worker process that is replaced when it fails.

    Use it as a context manager; the worker starts with the first file. Safe in threads.

    >>> with PdfReader(timeout=60) as reader:  # doctest: +SKIP
    ...     documents = [reader.read(path) for path in paths]
    """

    def __init__(self, *, timeout: float = DEFAULT_FILE_TIMEOUT, memory: int = MEMORY) -> None:
        self._timeout = timeout
        self._memory = memory
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def read(
        self,
        path: str | Path,
        *,
        password: str | None = None,
        ignore_outline: bool = False,
        check: Path | None = None,
    ) -> Document:
        """Return what ``read_pdf`` returns, or raise what it raises.

        ``check`` names a PDF to be written: a copy with what was understood drawn onto it.

        Raises:
            PdfError: also when the parser crashes, runs out of memory or takes too long,
                and when ``check`` cannot be written.
        """
        path = Path(path)
        request = {
            "path": str(path),
            "password": password,
            "ignore_outline": ignore_outline,
            "check": None if check is None else str(check),
        }
        return Document.model_validate(self._answer(path, request)["document"])

    def picture(self, path: Path, page: int, width: int) -> bytes:
        """Return what `picture.page_picture` returns, or raise what it raises."""
        answer = self._answer(path, {"path": str(path), "page": page, "width": width})
        return base64.b64decode(answer["png"])

    def locate(self, path: Path, pages: tuple[int, int], passage: str) -> dict[str, Any] | None:
        """Return what `picture.locate` returns, as a dictionary, or raise what it raises."""
        answer = self._answer(path, {"path": str(path), "pages": pages, "passage": passage})
        place: dict[str, Any] | None = answer["place"]
        return place

    def _answer(self, path: Path, request: dict[str, Any]) -> dict[str, Any]:
        """Return the worker's answer, or raise the error that it names."""
        check_file(path)
        with self._lock:
            answer = self._ask(json.dumps(request), path)
        if "error" in answer:
            kind = getattr(errors, answer["error"], PdfError)
            raise kind(answer["message"])
        return answer

    def _ask(self, request: str, path: Path) -> dict[str, Any]:
        """Return the worker's answer, and leave no worker behind that owes one."""
        if self._worker is None or not self._worker.alive:
            self._drop()
            self._worker = _Worker(self._memory)
        try:
            return self._worker.ask(request, self._timeout)
        except queue.Empty:
            self._drop()
            raise PdfError(
                f"{path}: reading took longer than {self._timeout:g} s and was stopped, "
                "allow more time (--file-timeout) or leave the file out"
            ) from None
        except EOFError:
            self._drop()
            raise PdfError(
                f"{path}: crashed the PDF parser or took too much memory, "
                "repair the file or leave it out"
            ) from None
        except BaseException:
            self._drop()  # its answer to this file must not be taken for the next one's
            raise

    def close(self) -> None:
        """End the worker. A read in another thread fails; the reader may be used again."""
        worker = self._worker
        if worker is not None:
            worker.kill()  # before the lock, which is held while a file is read
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None


def read_pdf_isolated(
    path: str | Path,
    *,
    password: str | None = None,
    ignore_outline: bool = False,
    check: Path | None = None,
    timeout: float = DEFAULT_FILE_TIMEOUT,
) -> Document:
    """Return what ``read_pdf`` returns, read in a process of its own.

    For many files a ``PdfReader`` saves starting a process for each (about 0.3 s).

    Raises:
        PdfError: as ``read_pdf``, and when the parser crashes or takes over ``timeout`` seconds.
    """
    with PdfReader(timeout=timeout) as reader:
        return reader.read(path, password=password, ignore_outline=ignore_outline, check=check)


class _Worker:
    """The child process and a thread that waits for its answers."""

    def __init__(self, memory: int) -> None:
        code = _START.format(path=[entry or "." for entry in sys.path], memory=memory)
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and code
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: str, timeout: float) -> dict[str, Any]:
        """Return the answer; notes that come before it are logged.

        Raises:
            queue.Empty: for ``timeout`` seconds there came nothing.
            EOFError: the process has died.
        """
        assert self._process.stdin is not None  # noqa: S101  opened as a pipe above
        try:
            self._process.stdin.write(request + "\n")
            self._process.stdin.flush()
        except OSError:
            raise EOFError from None
        until = time.monotonic() + timeout
        while True:
            line = self._answers.get(timeout=max(0.0, until - time.monotonic()))
            if line == _DEAD:
                raise EOFError
            message: dict[str, Any] = json.loads(line)
            if "note" in message:
                logging.getLogger(message["logger"]).warning(message["note"])
            elif "alive" in message:
                until = time.monotonic() + timeout
            else:
                return message

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # a request that the dead process never took

    def _listen(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101  opened as a pipe above
        try:
            for line in pipe:
                self._answers.put(line)
        except ValueError:
            pass  # closed while waiting
        self._answers.put(_DEAD)
