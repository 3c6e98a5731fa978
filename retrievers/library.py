"""A library: where documents are indexed and searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise.errors import LibraryError, UnknownCollectionError
from headwise.retrievers import display
from headwise.retrievers.anchors import scale_of
from headwise.retrievers.embeddings import embeddings_name, load_embeddings
from headwise.retrievers.register import IndexedDocument, Register
from headwise.retrievers.report import IndexReport, Progress
from headwise.retrievers.similarity import Scale
from headwise.retrievers.store import Store, chroma_errors, create_store, open_store

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

SCHEMA = 1
"""Version of how passages and records are stored; another version is not opened."""


def default_location() -> Path:
    """Return the user-data folder of the library that is used when none is named."""
    from platformdirs import user_data_path

    return user_data_path("headwise") / "library"


class Library:
    """Documents indexed section by section in Chroma, embedded by one model.

    Args:
        location: A folder, or the URL of a Chroma server; by default a folder in the
            user's data. Nothing is written there before the first `index`.
        embeddings: ``provider:model``, an `Embeddings` object, or ``None`` for the
            embedded default (all-MiniLM-L6-v2, offline).

    Methods that touch the database raise `LibraryError` when it cannot be used, or when
    it was built with another embedding model.
    """

    def __init__(
        self,
        location: str | Path | None = None,
        embeddings: str | Embeddings | None = None,
    ) -> None:
        self.location = location if location is not None else default_location()
        self.embeddings = load_embeddings(embeddings)
        self._opened: Store | None = None

    def __repr__(self) -> str:
        return display.library_line(self)

    def _repr_html_(self) -> str:
        return display.library_html(self)

    @cached_property
    def embeddings_name(self) -> str:
        """The embedding model as ``provider:model``."""
        return embeddings_name(self.embeddings)

    def documents(self) -> list[IndexedDocument]:
        """Return the indexed documents by collection and title; none for a new library."""
        store = self._store()
        return Register(store).documents() if store else []

    def index(
        self,
        paths: str | Path | Iterable[str | Path],
        collection: str | None = None,
        *,
        password: str | None = None,
        progress: Progress | None = None,
    ) -> IndexReport:
        """Add PDFs, and those in folders, to the library; unchanged ones cost only a hash.

        A changed file replaces its old version once the new one is complete. A file that
        cannot be read is reported, and the others go on.

        Args:
            paths: PDF files or folders, which are searched with their subfolders.
            collection: Logical collection of all of them; by default each file's name
                without its suffix.
            password: For encrypted PDFs.
            progress: Called with each `IndexEvent`, from this thread.

        Raises:
            LibraryError: The library cannot be written, or another process is writing to it.
        """
        from headwise.retrievers.indexing import index_documents

        return index_documents(
            self._writable_store,
            self.embeddings,
            [paths] if isinstance(paths, str | Path) else list(paths),
            collection,
            password=password,
            progress=progress,
        )

    @property
    def scale(self) -> Scale:
        """The similarity scale of this library's embedding model."""
        store = self._store()
        metadata = (store.passages.metadata if store else None) or self._new_metadata()
        return Scale(c0=metadata["c0"], c1=metadata["c1"])

    def rescale(self, scale: Scale) -> None:
        """Keep another similarity scale with the library, as thresholds are on from now on.

        Raises:
            LibraryError: There is no library yet, or it cannot be written.
        """
        store = self._store(self.embeddings_name)
        if store is None:
            raise LibraryError(f"{self.location}: there is no library yet; index documents first")
        with chroma_errors(store.location):
            store.passages.modify(
                metadata={**(store.passages.metadata or {}), "c0": scale.c0, "c1": scale.c1}
            )

    def searched(
        self, collections: Sequence[str] | None = None, documents: Sequence[str] | None = None
    ) -> tuple[Store, list[IndexedDocument]] | None:
        """Return the store and the documents that a search covers.

        Args:
            collections: Only documents of these collections.
            documents: Only documents with these ids.

        Returns:
            ``None`` for a library with nothing in it.

        Raises:
            UnknownCollectionError: A named collection is not in the library.
        """
        store = self._store(self.embeddings_name)
        held = Register(store).documents() if store else []
        known = {document.collection_name for document in held}
        for name in collections or ():
            if name not in known:
                raise UnknownCollectionError(
                    f"{name}: no such collection in {self.location}; "
                    f"it has {_listed(sorted(known)) or 'none'} (see: headwise list)"
                )
        if not store or not held:
            return None
        return store, [
            document
            for document in held
            if (collections is None or document.collection_name in collections)
            and (documents is None or document.document_id in documents)
        ]

    def _store(self, embeddings: str | None = None) -> Store | None:
        """Open the store once; with ``embeddings``, only if it was built with that model."""
        if self._opened is None:
            self._opened = open_store(self.location)
        if self._opened is not None:
            self._check(self._opened, embeddings)
        return self._opened

    def _writable_store(self) -> Store:
        store = self._store(self.embeddings_name)
        if store is None:
            store = self._opened = create_store(self.location, self._new_metadata())
        return store

    def _new_metadata(self) -> dict[str, Any]:
        scale = scale_of(self.embeddings)
        return {
            "schema": SCHEMA,
            "embeddings": self.embeddings_name,
            "c0": scale.c0,
            "c1": scale.c1,
        }

    def _check(self, store: Store, embeddings: str | None) -> None:
        metadata = store.passages.metadata or {}
        if metadata.get("schema") != SCHEMA:
            raise LibraryError(
                f"{self.location}: made by another version of Headwise "
                f"(format {metadata.get('schema')}, this one reads {SCHEMA}); "
                "index the documents again into another library"
            )
        if embeddings and metadata["embeddings"] != embeddings:
            raise LibraryError(
                f"{self.location}: built with the embedding model {metadata['embeddings']}, "
                f"not {embeddings}; use that model (--embeddings) or another library"
            )


def _listed(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
