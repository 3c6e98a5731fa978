"""Opening the Chroma database behind a library: a folder or a server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from headwise.errors import LibraryError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

PASSAGES = "headwise-passages"
REGISTER = "headwise-documents"


@dataclass(frozen=True)
class Store:
    """The two Chroma collections of a library.

    ``passages`` holds every passage of every document with its vector; ``register`` one
    record per document. What belongs to the library as a whole (embedding model,
    dimension, similarity scale) is the metadata of ``passages``, so that both come into
    being in one step.
    """

    location: str
    passages: Collection
    register: Collection
    batch_size: int
    """Most records that Chroma takes at once."""


def is_url(location: str | Path) -> bool:
    """Whether ``location`` is a Chroma server's URL rather than a folder."""
    return bool(re.match(r"https?://", str(location)))


def open_store(location: str | Path) -> Store | None:
    """Open the library at a folder or a server's URL; ``None`` where there is none yet.

    Raises:
        LibraryError: The folder or server cannot be used, or is not in cosine space.
    """
    if not is_url(location):
        location = Path(location).expanduser()
        _check_readable(location)
        if not (location / "chroma.sqlite3").exists():
            return None
    with chroma_errors(location):
        client = _client(location)
        names = {collection.name for collection in client.list_collections()}
        return _opened(client, location) if {PASSAGES, REGISTER} <= names else None


def create_store(location: str | Path, metadata: dict[str, Any]) -> Store:
    """Make the library at ``location``, with ``metadata`` for the library as a whole.

    Raises:
        LibraryError: The folder or server cannot be used.
    """
    if not is_url(location):
        location = Path(location).expanduser()
    with chroma_errors(location):
        if isinstance(location, Path):
            location.mkdir(parents=True, exist_ok=True)
        client = _client(location)
        for name, about in ((REGISTER, None), (PASSAGES, metadata)):
            client.get_or_create_collection(
                name,
                metadata=about,
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,
            )
        return _opened(client, location)


def _opened(client: ClientAPI, location: str | Path) -> Store:
    # Vectors are always given, so Chroma must not set up an embedding function of its own.
    store = Store(
        location=str(location),
        passages=client.get_collection(PASSAGES, embedding_function=None),
        register=client.get_collection(REGISTER, embedding_function=None),
        batch_size=client.get_max_batch_size(),
    )
    space = store.passages.configuration_json["hnsw"]["space"]
    if space != "cosine":
        raise LibraryError(
            f"{location}: its passages are in Chroma's {space} space, not cosine; "
            "index the documents again into another library"
        )
    return store


@contextmanager
def chroma_errors(location: str | Path) -> Iterator[None]:
    """Turn whatever Chroma raises inside the block into a `LibraryError` on one line."""
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:  # Chroma's layers raise their own, httpx's, sqlite's and ValueError
        reason = " ".join(str(error).split()) or type(error).__name__
        if is_url(location):
            remedy = "is a Chroma server running there?"
        else:
            remedy = "check the folder and its permissions, or name another with --library"
        raise LibraryError(
            f"{location}: the library cannot be used ({reason}); {remedy}"
        ) from error


def _check_readable(folder: Path) -> None:
    try:
        exists = folder.exists()
        if exists and not folder.is_dir():
            raise LibraryError(f"{folder}: a library is a folder, but this is a file")
        if exists:
            next(folder.iterdir(), None)
    except OSError as error:
        raise LibraryError(
            f"{folder}: the library cannot be read ({error.strerror}); "
            "check its permissions, or name another with --library"
        ) from error


def _client(location: str | Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if not isinstance(location, Path):
        url = urlsplit(location)
        return chromadb.HttpClient(
            host=url.hostname or "localhost",
            port=url.port or (443 if url.scheme == "https" else 80),
            ssl=url.scheme == "https",
            settings=settings,
        )
    return chromadb.PersistentClient(str(location), settings=settings)
