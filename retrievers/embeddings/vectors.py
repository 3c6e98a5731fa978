"""Unit vectors from any embedding model, checked, as numpy arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from headwise.errors import EmbeddingsError, HeadwiseError
from headwise.retrievers.embeddings import embeddings_name

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


def passage_vectors(embeddings: Embeddings, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the unit vectors of ``texts``, (n, dimension) float32.

    Raises:
        EmbeddingsError: The model fails, or gives no usable vectors.
    """
    if not texts:
        return np.empty((0, 0), np.float32)
    # MiniLM gives arrays, which spares making lists of 384 floats and reading them again.
    encode = getattr(embeddings, "encode", None) if _is_ours(embeddings) else None
    try:
        found = encode(texts) if encode else embeddings.embed_documents(list(texts))
    except HeadwiseError:
        raise
    except Exception as error:  # each provider raises its own classes
        raise _failure(embeddings, error) from error
    return _unit(embeddings, found, len(texts))


def question_vector(embeddings: Embeddings, question: str) -> NDArray[np.float32]:
    """Return the unit vector of a question, (dimension,) float32.

    Raises:
        EmbeddingsError: The model fails, or gives no usable vector.
    """
    try:
        found = embeddings.embed_query(question)
    except HeadwiseError:
        raise
    except Exception as error:  # each provider raises its own classes
        raise _failure(embeddings, error) from error
    unit: NDArray[np.float32] = _unit(embeddings, [found], 1)[0]
    return unit


def _is_ours(embeddings: Embeddings) -> bool:
    from headwise.retrievers.embeddings.minilm import MiniLM

    return isinstance(embeddings, MiniLM)


def _failure(embeddings: Embeddings, error: Exception) -> EmbeddingsError:
    words = " ".join(str(error).split()) or type(error).__name__
    return EmbeddingsError(f"{embeddings_name(embeddings)} did not embed the text: {words}")


def _unit(
    embeddings: Embeddings, found: NDArray[np.float32] | list[list[float]], count: int
) -> NDArray[np.float32]:
    name = embeddings_name(embeddings)
    try:
        vectors = np.asarray(found, np.float32)
    except ValueError as error:
        raise EmbeddingsError(f"{name} gave vectors of different lengths") from error
    if vectors.ndim != 2 or len(vectors) != count or not vectors.shape[1]:
        raise EmbeddingsError(f"{name} gave {len(vectors)} vectors for {count} texts")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise EmbeddingsError(f"{name} gave a vector that is zero or not finite")
    unit: NDArray[np.float32] = vectors / lengths
    return unit
