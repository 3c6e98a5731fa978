"""What a failed call of a model means: whose fault it is, and whether other calls would fail."""

from __future__ import annotations

import re
from collections.abc import Iterable

from langchain_core.exceptions import ContextOverflowError

from headwise.errors import ModelError

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_MANY = 401, 403, 404, 429
LONGEST_REASON = 200
"""Characters of what a server says that are repeated to the user."""

_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|maximum context|too many (?:input )?tokens"
    r"|(?:prompt|input|request) (?:is|are)? ?too (?:long|large)"
    r"|exceeds? the (?:available )?context",
    re.IGNORECASE,
)
_LIKE_A_KEY = re.compile(
    r"(?:sk|pk|rk|gsk|xai|key|AIza)[-_][\w*.-]{4,}|AIza[\w-]{10,}|\bBearer\s+\S+"
    r"|\b[A-Za-z0-9_-]{32,}\b",
)
"""Keys as the providers write them, and anything that could be one."""


class CallFailedError(Exception):
    """A call of the model came to nothing; its text says why in a few words, without secrets."""


class ContextTooLongError(CallFailedError):
    """What was sent is more than the model can read at once."""


class BlockedError(CallFailedError):
    """The model, or a filter in front of it, refused to answer."""


def failure(error: Exception, secrets: Iterable[str] = ()) -> Exception:
    """Return what a provider's exception means for the answer; to be raised in its place.

    A `ModelError` if no other call would cure it: key, quota, model name, no connection. A
    `ContextTooLongError` if less text would. Neither keeps hold of the provider's exception,
    whose text may repeat the key.
    """
    if isinstance(error, CallFailedError | ModelError):
        return error
    if is_too_long(error):
        return ContextTooLongError("the text is too long for the model")
    if what := _hopeless(error):
        return ModelError(f"the language model could not be used: {what}")
    return CallFailedError(_told(error, secrets))


def is_too_long(error: Exception) -> bool:
    """Whether the model could not read as much as it was sent."""
    if isinstance(error, ContextOverflowError):
        return True
    return status_of(error) in (400, 413, 422) and bool(
        _TOO_LONG.search(str(error)) or status_of(error) == 413
    )


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status that a provider's exception carries, if any."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def names_of(error: BaseException) -> list[str]:
    """Return the class names of an exception, its bases and its causes."""
    names: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        names += [kind.__name__ for kind in type(step).__mro__]
        step = step.__cause__ or step.__context__
    return names


def without_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Return ``text`` on one line, not too long, and without keys or what looks like one.

    >>> without_secrets("Incorrect API key: sk-abc12345 was given")
    'Incorrect API key: … was given'
    """
    flat = " ".join(text.split())
    for secret in secrets:
        if secret:
            flat = flat.replace(secret, "…")
    flat = _LIKE_A_KEY.sub("…", flat)
    return flat if len(flat) <= LONGEST_REASON else flat[:LONGEST_REASON].rstrip() + " …"


def _told(error: Exception, secrets: Iterable[str]) -> str:
    """Return an exception in a few words."""
    status = status_of(error)
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    name = type(error).__name__.removeprefix("OpenAI")
    if status:
        return f"HTTP {status}" + (f": {without_secrets(str(said), secrets)}" if said else "")
    if name == "CallTimeoutError":
        return "it took too long"
    if any("Timeout" in one for one in names_of(error)):
        return "it timed out"
    if any("Connect" in one or "Protocol" in one or "ReadError" in one for one in names_of(error)):
        return "the connection broke"
    return f"{name}: {without_secrets(str(error), secrets)}" if str(error) else name


def _hopeless(error: Exception) -> str | None:
    """Return what is wrong if it is wrong for all calls."""
    status = status_of(error)
    if status in (UNAUTHORIZED, FORBIDDEN):
        return f"the provider refuses the key; check it (HTTP {status})"
    if status == NOT_FOUND:
        return f"the provider does not know this model or address; check both (HTTP {status})"
    if status == TOO_MANY and getattr(error, "code", None) == "insufficient_quota":
        return "the provider says that the quota is used up; check plan and billing"
    if {"ConnectError", "ConnectionRefusedError", "gaierror"} & set(names_of(error)):
        return "the model's server cannot be reached; check its address and the network"
    return None
