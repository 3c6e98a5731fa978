"""Requests to embedding models that somebody else runs: their limits, and their failures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from headwise.errors import EmbeddingsError
from headwise.providers.errors import is_too_large, is_transient, reason, remedy_for, secrets_of
from headwise.retrievers.embeddings import embeddings_name

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

SHORTEST_CUT = 200
"""Characters: a text that is refused as too long is halved down to this, then given up."""


def embed_texts(embeddings: Embeddings, texts: Sequence[str]) -> Sequence[Sequence[float]]:
    """Return the vectors of ``texts`` in as many requests as the model's server needs.

    Servers limit the texts and tokens of one request, and the tokens of one text, each
    otherwise, and tell so only by refusing. A request that is too large is halved; a single
    text that is too long is cut in two, and its vector is the mean of both, weighted by
    length. Whatever else a model raises is raised as it is.
    """
    try:
        return embeddings.embed_documents(list(texts))
    except Exception as error:
        if not is_too_large(error):
            raise
        if len(texts) > 1:
            half = len(texts) // 2
            first = embed_texts(embeddings, texts[:half])
            return [*first, *embed_texts(embeddings, texts[half:])]
        halves = _halves(texts[0])
        if not halves:
            raise
        parts = np.asarray(embed_texts(embeddings, halves), np.float64)
        mean = np.average(parts, axis=0, weights=[len(half) for half in halves])
        return [mean.tolist()]


def failure_of(embeddings: Embeddings, error: Exception) -> EmbeddingsError:
    """Return a model's exception as one line: the model, the reason, what to do; no key."""
    name, secrets = embeddings_name(embeddings), secrets_of(embeddings)
    why = remedy_for(error, name, secrets) or reason(error, secrets)
    again = (
        ", also after retries; try again later" if is_transient(error) and ";" not in why else ""
    )
    return EmbeddingsError(f"{name} did not embed the text: {why}{again}")


def _halves(text: str) -> list[str]:
    """Return both halves of a text, cut at a space if there is one; none of a short text."""
    if len(text) < 2 * SHORTEST_CUT:
        return []
    middle = len(text) // 2
    space = text.rfind(" ", SHORTEST_CUT, middle + 1)
    cut = space if space > 0 else middle
    return [text[:cut], text[cut:]]
