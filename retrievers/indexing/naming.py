"""Names of collections that come from files: no two files of one name share one by accident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from headwise.retrievers.database.register import IndexedDocument, comparable
from headwise.retrievers.indexing.files import source_of


class Names:
    """Collection names for files that nobody named a collection for.

    A file's name without its suffix, and in front of it as many of its folders as distinguish
    it from the other files.

    Args:
        files: Those of a run.
        documents: Those in the library, whose names stay.
    """

    def __init__(self, files: Iterable[Path], documents: Iterable[IndexedDocument]) -> None:
        sources = {comparable(source_of(path)) for path in files}
        held = list(documents)
        self._borne = Counter(name for source in sources for name in _names(source))
        self._taken = {one.collection_name: comparable(one.source) for one in held}

    def of(self, path: Path) -> str:
        """Return the collection name of a file.

        >>> names = Names([Path("/a/2023/bill.pdf"), Path("/a/2024/bill.pdf")], [])
        >>> names.of(Path("/a/2024/bill.pdf"))
        '2024/bill'
        """
        source = comparable(source_of(path))
        every = list(_names(source))
        free = (
            name
            for name in every
            if self._borne[name] <= 1 and self._taken.get(name, source) == source
        )
        return next(free, every[-1])


def is_named_after(document: IndexedDocument, source: str) -> bool:
    """Whether a document's collection has its name from the file at ``source``."""
    return comparable(document.collection_name) in _names(comparable(source))


def _names(source: str) -> Iterator[str]:
    """Yield the name of a file without its suffix, then with more and more of its folders."""
    path = PurePath(source)
    name = path.stem
    yield name
    for folder in reversed(path.parent.parts[1:]):
        name = f"{folder}/{name}"
        yield name
