"""Access to one library's database: its embedding model, reading, writing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from headwise._wording import listed
from headwise.errors import UnknownCollectionError
from headwise.retrievers.database.folder import signature
from headwise.retrievers.database.foreign import ForeignCollections, open_foreign
from headwise.retrievers.database.metadata import check_metadata, new_metadata
from headwise.retrievers.database.register import IndexedDocument, comparable
from headwise.retrievers.database.server import is_url
from headwise.retrievers.database.snapshot import Snapshot, Snapshots
from headwise.retrievers.database.store import Store, create_store
from headwise.retrievers.embeddings import (
    MULTILINGUAL_NAMES,
    embeddings_name,
    load_embeddings,
)

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from headwise.retrievers.database.writer import Writer


class Access:
    """Opens the database at a location, which need not exist yet.

    Args:
        location: A folder, or the URL of a Chroma server.
        named: The embedding model that the user named, if any.
    """

    def __init__(self, location: str | Path, named: Embeddings | None) -> None:
        self.location = location
        self.named = named
        self.embedded: Embeddings | None = None
        """The embedded model that a new library was given, or that its metadata names."""
        self._snapshots = Snapshots(location)
        self._foreign: tuple[object, ForeignCollections | None] | None = None

    @property
    def embeddings(self) -> Embeddings:
        """The embedding model: the named one, the library's, or the default."""
        if self.named is not None:
            return self.named
        if self.embedded is None:
            snapshot = self._snapshots.newest()
            if snapshot is None:
                return load_embeddings()
            # Metadata may choose among the embedded models only.
            name = (snapshot.store.passages.metadata or {}).get("embeddings")
            self.embedded = load_embeddings(name if name in MULTILINGUAL_NAMES else None)
        return self.embedded

    def newest(self, *, embeds: bool = False, loaded: bool = False) -> Snapshot | None:
        """Return the library as it is now; ``None`` if there is none yet.

        Args:
            embeds: It must be built with this model.
            loaded: The vectors will be searched too, not only the register.

        Raises:
            LibraryError: It cannot be read, or is built with another model.
        """
        snapshot = self._snapshots.newest(loaded=loaded)
        if snapshot is not None:
            self._check(snapshot.store, embeds=embeds)
        return snapshot

    def writing(
        self, *, make: bool, wait: float | None, embeds: bool = True
    ) -> AbstractContextManager[Writer | None]:
        """Return a context in which this process may write to the library.

        Args:
            make: Create the library if it does not exist; otherwise there is no writer then.
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
            check=partial(self._check, embeds=embeds),
            wait=wait,
        )

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

    def searched(
        self, collections: Sequence[str] | None, ids: Sequence[str] | None
    ) -> tuple[Store, list[IndexedDocument]] | None:
        """Return the store and the documents that a search covers; see `Library.searched`."""
        snapshot = self.newest(embeds=True, loaded=True)
        documents = list(snapshot.documents) if snapshot else []
        known = {comparable(one.collection_name): one.collection_name for one in documents}
        for name in collections or ():
            if comparable(name) not in known:
                raise UnknownCollectionError(
                    f"{name}: no such collection in {self.location}; "
                    f"it has {listed(sorted(known.values()))} (see: headwise list)"
                )
        if not snapshot or not documents:
            return None
        if collections is not None:
            wanted = set(map(comparable, collections))
            documents = [one for one in documents if comparable(one.collection_name) in wanted]
        if ids is not None:
            allowed = set(ids)
            documents = [one for one in documents if one.document_id in allowed]
        return snapshot.store, documents

    def _check(self, store: Store, *, embeds: bool) -> None:
        name = embeddings_name(self.embeddings) if embeds else None
        check_metadata(store, self.location, name)
