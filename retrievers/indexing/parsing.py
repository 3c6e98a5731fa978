"""Reading several PDFs at a time, in worker processes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Self

from headwise._defaults import DEFAULT_FILE_TIMEOUT
from headwise.errors import PdfError
from headwise.retrievers.models import Document
from headwise.retrievers.pdf import PdfReader


class ParserPool:
    """Reads several PDFs at a time, each worker in a process of its own.

    Use it as a context manager; leaving it ends the workers at once, whatever they read.
    """

    def __init__(
        self,
        workers: int,
        password: str | None = None,
        file_timeout: float = DEFAULT_FILE_TIMEOUT,
    ) -> None:
        self.workers = workers
        self._file_timeout = file_timeout
        self._password = password
        self._threads = ThreadPoolExecutor(workers, "parser")
        self._own = threading.local()
        self._readers: list[PdfReader] = []
        self._closed = False
        self._first: dict[Path, Future[Document]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._close_readers()
        self._threads.shutdown(wait=True)
        self._close_readers()  # what a thread had still begun

    def _close_readers(self) -> None:
        for reader in tuple(self._readers):
            reader.close()

    def submit(self, path: Path) -> Future[Document]:
        """Begin to read a PDF; the result raises what `PdfReader.read` raises."""
        return self._first.pop(path, None) or self._threads.submit(self._read, path)

    def read_first(self, paths: Sequence[Path]) -> list[Document]:
        """Return the documents that can be read, ahead of `submit`, which reads none again."""
        self._first = {path: self.submit(path) for path in paths}
        documents = []
        for reading in self._first.values():
            with suppress(PdfError):  # told in its turn
                documents.append(reading.result())
        return documents

    def _read(self, path: Path) -> Document:
        reader: PdfReader | None = getattr(self._own, "reader", None)
        if reader is None:
            reader = self._own.reader = PdfReader(timeout=self._file_timeout)
            self._readers.append(reader)
        if self._closed:
            raise RuntimeError("the pool is closed")
        return reader.read(path, password=self._password)
