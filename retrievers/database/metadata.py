"""What a library says of itself: its format, its embedding model and its similarity scale.

All of it is the metadata of the Chroma collection that holds the passages.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from headwise.errors import LibraryError
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.store import Store
from headwise.retrievers.embeddings import embeddings_name
from headwise.retrievers.embeddings.anchors import scale_of
from headwise.retrievers.embeddings.scale import Scale

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

SCHEMA = 3
"""Version of how passages and records are stored; another version is not opened."""


def new_metadata(embeddings: Embeddings) -> dict[str, Any]:
    """Return the metadata of a library that is made with this model, which is measured for it.

    Raises:
        EmbeddingsError: The model fails, or does not separate answers from unrelated text.
    """
    from headwise.retrievers.embeddings.vectors import question_vector

    scale = scale_of(embeddings)
    return {
        "schema": SCHEMA,
        "embeddings": embeddings_name(embeddings),
        "c0": scale.c0,
        "c1": scale.c1,
        "dimension": len(question_vector(embeddings, "How long is a vector?")),
    }


def check_metadata(store: Store, location: str | Path, embeddings: str | None = None) -> None:
    """Refuse a library that cannot be used.

    Args:
        store: The library.
        location: What the user calls it.
        embeddings: Name of the model that it has to be built with; ``None`` for any.

    Raises:
        LibraryError: It is of another version, or built with another model.
    """
    metadata = store.passages.metadata or {}
    if metadata.get("schema") != SCHEMA:
        raise LibraryError(
            f"{location}: made by another version of Headwise "
            f"(format {metadata.get('schema')}, this one reads {SCHEMA}); "
            "index the documents again into another library"
        )
    if embeddings and metadata["embeddings"] != embeddings:
        raise LibraryError(
            f"{location}: built with the embedding model {metadata['embeddings']}, "
            f"not {embeddings}; use that model (--embeddings) or another library"
        )


def kept_scale(store: Store) -> Scale:
    """Return the scale that is kept with a library."""
    metadata = store.passages.metadata or {}
    return Scale(c0=metadata["c0"], c1=metadata["c1"])


def keep_scale(store: Store, scale: Scale) -> None:
    """Keep another scale with a library."""
    anchors = {"c0": scale.c0, "c1": scale.c1}
    with chroma_errors(store.location):
        store.passages.modify(metadata={**(store.passages.metadata or {}), **anchors})
