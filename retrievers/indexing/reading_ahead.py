"""Having the next files read by worker processes while this one embeds the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from headwise.errors import PdfError
from headwise.retrievers.indexing.deciding import Decision, File, look
from headwise.retrievers.indexing.parsing import ParserPool
from headwise.retrievers.models import Document


@dataclass
class Looked:
    """A file that was looked at ahead of its turn, and perhaps is being read."""

    file: File
    document: Future[Document] | None = None


class ReadingAhead:
    """Looks at files ahead of their turn, and has those read that need it.

    Args:
        pool: Reads them.
        decide: What is to be done about a file as things stand.
    """

    def __init__(self, pool: ParserPool, decide: Callable[[File], Decision]) -> None:
        self._pool = pool
        self._decide = decide
        self._ahead: dict[Path, Looked | PdfError] = {}

    def look_at(self, paths: Iterable[Path]) -> None:
        """Look at ``paths``, those whose turn comes next."""
        for path in paths:
            if path not in self._ahead:
                self._ahead[path] = self._looked_at(path)

    def take(self, path: Path) -> Looked:
        """Return what is known of a file that was looked at, and whose turn it is.

        Raises:
            PdfError: It cannot be read.
        """
        looked = self._ahead.pop(path)
        if isinstance(looked, PdfError):
            raise looked
        return looked

    def _looked_at(self, path: Path) -> Looked | PdfError:
        try:
            looked = Looked(look(path))
        except PdfError as error:
            return error
        # Of several files with the same bytes one is read; their turn tells what they are.
        if not self._is_being_read(looked.file) and self._decide(looked.file).what == "read":
            looked.document = self._pool.submit(path)
        return looked

    def _is_being_read(self, file: File) -> bool:
        return any(
            isinstance(one, Looked) and one.document and one.file.sha256 == file.sha256
            for one in self._ahead.values()
        )
