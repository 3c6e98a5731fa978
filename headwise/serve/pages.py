"""Pages of indexed documents as pictures, drawn in a process of its own."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from headwise.errors import PdfError
from headwise.retrievers import Library
from headwise.retrievers.pdf import PdfReader
from headwise.retrievers.search.sections import indexed_document

TIMEOUT = 30.0
"""Seconds that a page may take to be drawn."""
KEPT = 64
"""Pages that are kept in memory, a few hundred kB each."""


class Pages:
    """Draws pages, and finds passages on them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._reader = PdfReader(timeout=TIMEOUT)
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, document_id: str, page: int, width: int) -> bytes:
        """Return a page, from 1, as PNG of about ``width`` pixels across.

        Raises:
            UnknownCollectionError: There is no such document.
            PdfError: Its file is gone or cannot be read, or it has no such page.
        """
        document = indexed_document(self._library, document_id)
        key = (document.sha256, page, width)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with _without_folder(document.source):
            png = self._reader.picture(Path(document.source), page, width)
        with self._lock:
            self._kept[key] = png
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return png

    def locate(
        self, document_id: str, pages: tuple[int, int], passage: str
    ) -> dict[str, Any] | None:
        """Return on which of the pages, first to last, a passage stands, and where.

        ``page``, and ``boxes`` for its lines: left, top, width and height as shares of the page.

        Raises:
            UnknownCollectionError: There is no such document.
            PdfError: Its file is gone or cannot be read, or it has no such page.
        """
        source = indexed_document(self._library, document_id).source
        with _without_folder(source):
            return self._reader.locate(Path(source), pages, passage)

    def close(self) -> None:
        """End the process that draws."""
        self._reader.close()


@contextmanager
def _without_folder(source: str) -> Iterator[None]:
    """Name the file alone in errors: where it lies is nobody's business."""
    try:
        yield
    except PdfError as error:
        raise PdfError(str(error).replace(source, Path(source).name)) from error
