"""Unit vectors from any embedding model, checked, as numpy arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from headwise.errors import EmbeddingsError, HeadwiseError
from headwise.retrievers.embeddings import embeddings_name
from headwise.retrievers.embeddings.requests import embed_texts, failure_of

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


def passage_vectors(
    embeddings: Embeddings, texts: Sequence[str], dimension: int | None = None
) -> NDArray[np.float32]:
    """Return the unit vectors of ``texts``, (n, dimension) float32.

    Args:
        embeddings: The model.
        texts: Any number, of any length; see `embed_texts`.
        dimension: That of the library they are for, if it has one.

    Raises:
        EmbeddingsError: The model fails, or gives no usable vectors, or some of another
            dimension.
    """
    if not texts:
        return np.empty((0, 0), np.float32)
    # Ours give arrays, which spares making lists of 384 floats and reading them again.
    encode = getattr(embeddings, "encode", None) if _is_ours(embeddings) else None
    with _failures(embeddings):
        found = encode(texts) if encode else embed_texts(embeddings, texts)
    return _unit(embeddings, found, len(texts), dimension)


def question_vector(
    embeddings: Embeddings, question: str, dimension: int | None = None
) -> NDArray[np.float32]:
    """Return the unit vector of a question, (dimension,) float32.

    Args:
        embeddings: The model.
        question: Embedded as a query.
        dimension: That of the library to search, if it has one.

    Raises:
        EmbeddingsError: The model fails, or gives no usable vector, or one of another
            dimension.
    """
    with _failures(embeddings):
        found = embeddings.embed_query(question)
    unit: NDArray[np.float32] = _unit(embeddings, [found], 1, dimension)[0]
    return unit


@contextmanager
def _failures(embeddings: Embeddings) -> Iterator[None]:
    """Turn whatever the model raises inside the block into an `EmbeddingsError` on one line."""
    try:
        yield
    except HeadwiseError:
        raise
    except Exception as error:  # each provider raises its own classes
        raise failure_of(embeddings, error) from error


def _is_ours(embeddings: Embeddings) -> bool:
    from headwise.retrievers.embeddings.encoder import EmbeddedModel

    return isinstance(embeddings, EmbeddedModel)


def _unit(
    embeddings: Embeddings,
    found: NDArray[np.float32] | Sequence[Sequence[float]],
    count: int,
    dimension: int | None,
) -> NDArray[np.float32]:
    name = embeddings_name(embeddings)
    given = sorted({len(vector) for vector in found})
    if len(given) > 1:
        listed = ", ".join(map(str, given[:-1]))
        raise EmbeddingsError(
            f"{name} gave vectors of different lengths: {listed} and {given[-1]} dimensions"
        )
    if len(found) != count or not any(given):
        raise EmbeddingsError(
            f"{name} gave {len(found) if any(given) else 0} vectors for {count} texts"
        )
    if dimension and given[0] != dimension:
        raise EmbeddingsError(
            f"{name} gives vectors of {given[0]} dimensions, but the library was built with "
            f"{dimension}; use the model it was built with, or index into another library"
        )
    vectors = np.asarray(found, np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise EmbeddingsError(f"{name} gave a vector that is zero or not finite")
    unit: NDArray[np.float32] = vectors / lengths
    return unit
