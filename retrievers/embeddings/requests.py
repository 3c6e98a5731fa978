"""Requests to embedding models that somebody else runs: their limits, and their failures."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings import KEYS, embeddings_name

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

SHORTEST_CUT = 200
"""Characters: a text that is refused as too long is halved down to this, then given up."""

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_LARGE, LIMITED = 401, 403, 404, 413, 429
_TOO_MUCH = re.compile(
    r"context.{0,20}(?:length|size|window)|too (?:long|large|many|big)|max(?:imum|_)?.{0,40}"
    r"(?:token|length|batch|input|size)|(?:token|batch|input|length).{0,40}(?:exceed|limit|max)"
    r"|exceed.{0,40}(?:token|batch|length|size|limit)",
    re.IGNORECASE | re.DOTALL,
)
_SECRET = re.compile(r"\b(?:sk|pk|rk|key|api|bearer|token)[-_ ][\w*.-]{6,}", re.IGNORECASE)


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
        if not _is_too_much(error):
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
    name = embeddings_name(embeddings)
    return EmbeddingsError(f"{name} did not embed the text: {_reason(name, embeddings, error)}")


def _reason(name: str, embeddings: Embeddings, error: Exception) -> str:
    status = _status(error)
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    key = KEYS.get(name.partition(":")[0], "the key")
    reason = _without_secrets(_words(error), embeddings)
    if status in (UNAUTHORIZED, FORBIDDEN):
        reason = f"the provider refuses the key (HTTP {status}); check {key}"
    elif status == NOT_FOUND:
        reason = "the provider does not know this model or address (HTTP 404); check both"
    elif status == LIMITED:
        reason = (
            "the provider takes no more requests (HTTP 429), also after retries; "
            "try again later, or check the account's limits"
        )
    elif status is not None and status >= 500:
        reason = f"the provider's server fails (HTTP {status}), also after retries; try again later"
    elif "Timeout" in kinds:
        reason = "its server did not answer in time; try again later"
    elif "ConnectionError" in kinds or "ConnectError" in kinds:
        reason = "its server cannot be reached; check its address and the network"
    return reason


def _is_too_much(error: Exception) -> bool:
    status = _status(error)
    if status == TOO_LARGE:
        return True
    return status in (400, 422) and bool(_TOO_MUCH.search(_words(error)))


def _halves(text: str) -> list[str]:
    """Return both halves of a text, cut at a space if there is one; none of a short text."""
    if len(text) < 2 * SHORTEST_CUT:
        return []
    middle = len(text) // 2
    space = text.rfind(" ", SHORTEST_CUT, middle + 1)
    cut = space if space > 0 else middle
    return [text[:cut], text[cut:]]


def _status(error: Exception) -> int | None:
    """Return the HTTP status that a provider's exception carries, by any of the usual names."""
    response = getattr(error, "response", None)
    for holder, attribute in ((error, "status_code"), (error, "code"), (response, "status_code")):
        status = getattr(holder, attribute, None)
        if isinstance(status, int):
            return status
    return None


def _words(error: Exception) -> str:
    body: Any = getattr(error, "body", None)
    message = body.get("message") if isinstance(body, Mapping) else None
    return " ".join(str(message or error).split()) or type(error).__name__


def _without_secrets(words: str, embeddings: Embeddings) -> str:
    held = [value for name, value in os.environ.items() if name.endswith(("_KEY", "_TOKEN"))]
    held += [
        value.get_secret_value()
        for value in getattr(embeddings, "__dict__", {}).values()
        if hasattr(value, "get_secret_value")
    ]
    for secret in held:
        if isinstance(secret, str) and len(secret) >= 6:
            words = words.replace(secret, "…")
    return _SECRET.sub("…", words)
