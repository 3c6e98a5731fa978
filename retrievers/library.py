"""A library: where documents are indexed and searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise._defaults import DEFAULT_FILE_TIMEOUT
from headwise._shown import Shown
from headwise._wording import listed
from headwise.errors import LibraryError
from headwise.retrievers.database.access import Access
from headwise.retrievers.database.foreign import ForeignCollections
from headwise.retrievers.database.metadata import keep_scale, kept_scale
from headwise.retrievers.database.register import IndexedDocument, comparable
from headwise.retrievers.database.server import is_url
from headwise.retrievers.database.store import Store
from headwise.retrievers.embeddings import embeddings_name, load_embeddings
from headwise.retrievers.embeddings.anchors import scale_of
from headwise.retrievers.embeddings.scale import Scale
from headwise.retrievers.indexing.report import IndexReport, Progress

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from headwise.retrievers.indexing.verifying import VerifyReport
    from headwise.retrievers.models import Document


def default_location() -> Path:
    """Return the user-data folder of the library that is used when none is named."""
    from platformdirs import user_data_path

    return user_data_path("headwise") / "library"


class Library(Shown):
    """Documents indexed section by section in Chroma, embedded by one model.

    Args:
        location: A folder, or the URL of a Chroma server; by default a folder in the
            user's data. Nothing is written there before the first `index`.
        embeddings: ``provider:model``, an `Embeddings` object, or ``None`` for an embedded
            model, offline: the one that the library was built with, and for a new library
            all-MiniLM-L6-v2, or multilingual-e5-small where that is installed and most of the
            first documents are not in English.

    Methods that touch the database raise `LibraryError` when it cannot be used, or when
    it was built with another embedding model.
    """

    def __init__(
        self,
        location: str | Path | None = None,
        embeddings: str | Embeddings | None = None,
    ) -> None:
        self.location = location if location is not None else default_location()
        named = load_embeddings(embeddings) if embeddings is not None else None
        self._access = Access(self.location, named)

    def __reduce__(self) -> tuple[type[Library], tuple[Any, ...]]:
        """Copies and pickles do without the open database, and open it again."""
        return type(self), (self.location, self._access.named)

    @property
    def embeddings(self) -> Embeddings:
        """The embedding model."""
        return self._access.embeddings

    @property
    def known_embeddings(self) -> Embeddings | None:
        """The embedding model, if it was named or the library has been opened."""
        return self._access.named or self._access.embedded

    @property
    def embeddings_name(self) -> str:
        """The embedding model as ``provider:model``."""
        return embeddings_name(self.embeddings)

    def documents(self) -> list[IndexedDocument]:
        """Return the indexed documents by collection and title; none for a new library."""
        snapshot = self._access.newest()
        return list(snapshot.documents) if snapshot else []

    def index(
        self,
        paths: str | Path | Iterable[str | Path],
        collection: str | None = None,
        *,
        password: str | None = None,
        file_timeout: float = DEFAULT_FILE_TIMEOUT,
        prune: bool = False,
        progress: Progress | None = None,
        wait: float | None = None,
    ) -> IndexReport:
        """Add PDFs, and those in folders, to the library; unchanged ones are not even opened.

        A changed file replaces its old version once the new one is complete. The document of
        a file that was moved or renamed goes with it. Files with the same bytes are one
        document. A file that cannot be read is reported, and the others go on.

        Args:
            paths: PDF files or folders, which are searched with their subfolders.
            collection: Logical collection of all of them; by default that in which a file is
                already, and for a new one its name without its suffix.
            password: For encrypted PDFs.
            file_timeout: Seconds that reading a PDF may take.
            prune: Remove documents whose files were in these folders and are gone.
            progress: Called with each `IndexEvent`, from this thread.
            wait: Seconds to wait for another process that is writing to the folder (60).

        Raises:
            LibraryError: The library cannot be written, or another process is writing to it.
        """
        from headwise.retrievers.indexing.run import index_documents

        snapshot = self._access.newest(embeds=True)
        if snapshot is None and not is_url(self.location) and (foreign := self.foreign()):
            raise LibraryError(
                f"{self.location}: holds Chroma collections that Headwise did not make "
                f"({listed(foreign.names)}), and is left as it is; name another --library"
            )
        return index_documents(
            partial(self._access.writing, make=True, wait=wait),
            snapshot.documents if snapshot else (),
            self.embeddings if snapshot or self._access.named else self._choose_model,
            [paths] if isinstance(paths, str | Path) else list(paths),
            comparable(collection) if collection else None,
            password=password,
            file_timeout=file_timeout,
            prune=prune,
            progress=progress,
        )

    def _choose_model(self, documents: Sequence[Document]) -> tuple[Embeddings, list[str]]:
        """Choose the embedded model of a new library by its first documents."""
        from headwise.retrievers.indexing.languages import model_for

        model, notes = model_for(documents)
        self._access.embedded = model
        return model, notes

    def remove(self, name: str, *, wait: float | None = None) -> list[IndexedDocument]:
        """Delete a collection or a document, and return the documents that it was.

        Searches do not see it any more at once; the deletion itself takes about 3 s, for
        searches that have already begun.

        Args:
            name: A collection (all of its documents), or a document by its id, the path of
                its file, its file name or its title.
            wait: As for `index`.

        Raises:
            UnknownCollectionError: Nothing in the library has this name.
            LibraryError: Several documents have it, or the library cannot be written.
        """
        from headwise.retrievers.indexing.removing import documents_named, remove_documents

        documents_named(name, self.documents(), self.location)
        with self._access.writing(make=False, wait=wait, embeds=False) as writer:
            held = sorted(writer.documents.values(), key=lambda one: one.title) if writer else []
            found = documents_named(name, held, self.location)
            if writer:
                remove_documents(writer, found)
        return found

    def verify(self, *, prune: bool = False, wait: float | None = None) -> VerifyReport:
        """Find inconsistencies in the library, and repair them.

        Passages of no document and leftovers of interrupted runs are deleted; an incomplete
        document is indexed again, if its file is still there with the same content.

        Args:
            prune: Remove documents whose files are gone.
            wait: As for `index`.

        Raises:
            LibraryError: The library cannot be read or written.
        """
        from headwise.retrievers.indexing.verifying import VerifyReport, verify

        rebuilt = False
        if not is_url(self.location):
            from headwise.retrievers.indexing.rebuilding import rebuild_if_damaged

            rebuilt = rebuild_if_damaged(Path(self.location).expanduser(), self.embeddings, wait)
        with self._access.writing(make=False, wait=wait) as writer:
            report = verify(writer, self.embeddings, prune=prune) if writer else VerifyReport()
        report.rebuilt = rebuilt
        return report

    @property
    def scale(self) -> Scale:
        """The similarity scale of this library's embedding model."""
        snapshot = self._access.newest()
        return kept_scale(snapshot.store) if snapshot else scale_of(self.embeddings)

    def rescale(self, scale: Scale, *, wait: float | None = None) -> None:
        """Keep another similarity scale with the library, as thresholds are on from now on.

        Args:
            scale: Its anchors are kept.
            wait: As for `index`.

        Raises:
            LibraryError: There is no library yet, or it cannot be written.
        """
        with self._access.writing(make=False, wait=wait) as writer:
            if writer is None:
                raise LibraryError(
                    f"{self.location}: there is no library yet; index documents first"
                )
            keep_scale(writer.store, scale)
            writer.publish([])  # nothing new, but other processes open the library again

    def foreign(self) -> ForeignCollections | None:
        """Return the Chroma collections that others made here, if this is no library of ours.

        They are opened anew when their folder has changed.
        """
        return self._access.foreign()

    def collections(self) -> list[str]:
        """Return the names of the collections that can be searched, in order."""
        foreign = self.foreign()
        if foreign:
            return foreign.names
        return sorted({document.collection_name for document in self.documents()})

    def searched(
        self, collections: Sequence[str] | None = None, documents: Sequence[str] | None = None
    ) -> tuple[Store, list[IndexedDocument]] | None:
        """Return the store and the documents that a search covers, as they are now.

        The documents stay whole in the store for some seconds, whatever is written meanwhile.

        Args:
            collections: Only documents of these collections.
            documents: Only documents with these ids.

        Returns:
            ``None`` for a library with nothing in it.

        Raises:
            UnknownCollectionError: A named collection is not in the library.
        """
        return self._access.searched(collections, documents)
