"""A library: where documents are indexed and searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise._defaults import DEFAULT_FILE_TIMEOUT
from headwise._shown import Shown
from headwise._wording import listed
from headwise.errors import LibraryError, UnknownCollectionError
from headwise.retrievers.database.folder import signature
from headwise.retrievers.database.foreign import ForeignCollections, open_foreign
from headwise.retrievers.database.metadata import (
    check_metadata,
    keep_scale,
    kept_scale,
    new_metadata,
)
from headwise.retrievers.database.register import IndexedDocument, comparable
from headwise.retrievers.database.server import is_url
from headwise.retrievers.database.snapshot import Snapshots
from headwise.retrievers.database.store import Store, create_store
from headwise.retrievers.embeddings import (
    MULTILINGUAL_NAMES,
    embeddings_name,
    load_embeddings,
)
from headwise.retrievers.embeddings.anchors import scale_of
from headwise.retrievers.embeddings.scale import Scale
from headwise.retrievers.indexing.report import IndexReport, Progress

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from headwise.retrievers.database.writer import Writer
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
        self._named = load_embeddings(embeddings) if embeddings is not None else None
        self._embedded: Embeddings | None = None
        self._snapshots = Snapshots(self.location)
        self._foreign: tuple[object, ForeignCollections | None] | None = None

    def __reduce__(self) -> tuple[type[Library], tuple[Any, ...]]:
        """Leave the open database out of copies and pickles: they open it for themselves."""
        return type(self), (self.location, self._named)

    @property
    def embeddings(self) -> Embeddings:
        """The embedding model."""
        if self._named is not None:
            return self._named
        if self._embedded is None:
            snapshot = self._snapshots.newest()
            if snapshot is None:
                return load_embeddings()
            # Only an embedded model may be chosen by what a library says of itself.
            kept = (snapshot.store.passages.metadata or {}).get("embeddings")
            self._embedded = load_embeddings(kept if kept in MULTILINGUAL_NAMES else None)
        return self._embedded

    @property
    def known_embeddings(self) -> Embeddings | None:
        """The embedding model, if it was named or the library has been opened."""
        return self._named or self._embedded

    @property
    def embeddings_name(self) -> str:
        """The embedding model as ``provider:model``."""
        return embeddings_name(self.embeddings)

    def documents(self) -> list[IndexedDocument]:
        """Return the indexed documents by collection and title; none for a new library."""
        snapshot = self._snapshots.newest()
        if snapshot is None:
            return []
        self._check(snapshot.store)
        return list(snapshot.documents)

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
        a file that was moved or renamed goes with it. Of several files with the same bytes
        one stands for all. A file that cannot be read is reported, and the others go on.

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

        snapshot = self._snapshots.newest()
        if snapshot is not None:
            self._check(snapshot.store, self.embeddings_name)
        elif not is_url(self.location) and (foreign := self.foreign()):
            raise LibraryError(
                f"{self.location}: holds Chroma collections that Headwise did not make "
                f"({listed(foreign.names)}), and is left as it is; name another --library"
            )
        return index_documents(
            partial(self._writing, make=True, wait=wait),
            snapshot.documents if snapshot else (),
            self.embeddings if snapshot or self._named else self._choose_model,
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

        self._embedded, said = model_for(documents)
        return self._embedded, said

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
        with self._writing(make=False, wait=wait, embeds=False) as writer:
            held = sorted(writer.documents.values(), key=lambda one: one.title) if writer else []
            found = documents_named(name, held, self.location)
            if writer:
                remove_documents(writer, found)
        return found

    def verify(self, *, prune: bool = False, wait: float | None = None) -> VerifyReport:
        """Find what does not fit together in the library, and mend it.

        Passages of no document and what broken-off runs left are deleted; a document that is
        not whole is indexed again, if its file is still there with the same content.

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
        with self._writing(make=False, wait=wait) as writer:
            report = verify(writer, self.embeddings, prune=prune) if writer else VerifyReport()
        report.rebuilt = rebuilt
        return report

    @property
    def scale(self) -> Scale:
        """The similarity scale of this library's embedding model."""
        snapshot = self._snapshots.newest()
        if snapshot is None:
            return scale_of(self.embeddings)
        self._check(snapshot.store)
        return kept_scale(snapshot.store)

    def rescale(self, scale: Scale, *, wait: float | None = None) -> None:
        """Keep another similarity scale with the library, as thresholds are on from now on.

        Args:
            scale: Its anchors are kept.
            wait: As for `index`.

        Raises:
            LibraryError: There is no library yet, or it cannot be written.
        """
        with self._writing(make=False, wait=wait) as writer:
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
        if self._snapshots.newest() is not None:
            return None
        changed = None if is_url(self.location) else signature(Path(self.location).expanduser())
        if self._foreign is None or self._foreign[0] != changed:
            self._foreign = (changed, open_foreign(self.location))
        return self._foreign[1]

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
        snapshot = self._snapshots.newest(loaded=True)
        if snapshot is not None:
            self._check(snapshot.store, self.embeddings_name)
        held = snapshot.documents if snapshot else ()
        if collections:
            known = {document.collection_name for document in held}
            for name in collections:
                if comparable(name) not in map(comparable, known):
                    raise UnknownCollectionError(
                        f"{name}: no such collection in {self.location}; "
                        f"it has {listed(sorted(known)) or 'none'} (see: headwise list)"
                    )
        if not snapshot or not held:
            return None
        wanted = None if collections is None else set(map(comparable, collections))
        ids = set(documents) if documents is not None else None
        return snapshot.store, [
            document
            for document in held
            if (wanted is None or comparable(document.collection_name) in wanted)
            and (ids is None or document.document_id in ids)
        ]

    def _writing(
        self, *, make: bool, wait: float | None, embeds: bool = True
    ) -> AbstractContextManager[Writer | None]:
        """Return a context in which this process may write to the library.

        Args:
            make: Make the library if it is not there.
            wait: Seconds to wait for another writer.
            embeds: Passages may be embedded, so it must be built with this model.
        """
        from headwise.retrievers.database.writer import writing

        def make_store() -> Store:
            return create_store(self.location, new_metadata(self.embeddings))

        return writing(
            self.location,
            self._snapshots,
            make=make_store if make else None,
            check=partial(self._check, embeddings=self.embeddings_name if embeds else None),
            wait=wait,
        )

    def _check(self, store: Store, embeddings: str | None = None) -> None:
        check_metadata(store, self.location, embeddings)
