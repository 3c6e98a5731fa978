"""What a provider's exception means: for this call, for the next ones, and for the user.

Each client raises its own classes, with HTTP status and message in different places, and some
servers report errors within a 200. Only this module knows about that.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from headwise.providers import key_name

LONGEST_REASON = 200
"""Characters of a server's message that the user is shown."""

_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_STATUS_OF_TYPE = {
    "authentication_error": 401,
    "insufficient_quota": 429,
    "invalid_api_key": 401,
    "invalid_request_error": 400,
    "not_found_error": 404,
    "overloaded_error": 529,
    "permission_error": 403,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "api_error": 500,
    "server_error": 500,
    "timeout_error": 504,
}
"""HTTP status of errors within a 200 or a stream, by their ``type`` or ``code``."""
_CONNECTION = re.compile(r"Connect|Protocol|ReadError|WriteError|gaierror|StreamClosed")
_UNREACHABLE = re.compile(r"ConnectError|ConnectionRefusedError|gaierror")
_TOO_LARGE = re.compile(
    r"context[ _](?:length|window|size)|maximum (?:context|number of (?:input )?tokens)"
    r"|too many (?:input )?tokens|token limit"
    r"|(?:prompt|input|request|text|batch|message)s? (?:is |are )?too (?:long|large|big|many)"
    r"|(?:token|batch|input|length).{0,40}(?:exceed|larger than|limit)"
    r"|exceed.{0,40}(?:context|token|batch|length|size|limit)"
    r"|max(?!_(?:completion_|output_|new_)?tokens)(?:imum|_)?.{0,40}(?:token|length|batch|input)",
    re.IGNORECASE | re.DOTALL,
)
_ONE_REQUEST = re.compile(
    r"request too large|must be reduced|reduce (?:your|the) (?:message|prompt|input|length)",
    re.IGNORECASE,
)
"""A 429 that will refuse this request at any time."""
_NO_QUOTA = re.compile(
    r"insufficient[_ ](?:quota|balance|credits?|funds)|credit balance|check your plan"
    r"|out of credits",
    re.IGNORECASE,
)
_BAD_KEY = re.compile(
    r"api[ _]key (?:not valid|expired|not found|invalid)|API_KEY_INVALID", re.IGNORECASE
)
_NO_MODEL = re.compile(
    r"model\b.{0,120}?(?:not exist|not found|does not exist|not a valid|decommissioned|unknown)"
    r"|(?:invalid|unknown|no such) model|not a valid model",
    re.IGNORECASE | re.DOTALL,
)
_LIKE_A_KEY = re.compile(
    r"(?:sk|pk|rk|gsk|xai|key|AIza)[-_][\w*.-]{4,}|AIza[\w-]{10,}|\bBearer\s+\S+"
    r"|\b(?:api|token)[-_][\w*.-]{6,}|\b[A-Za-z0-9_-]{32,}\b",
)
"""Keys as the providers write them, and anything that could be one."""


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status of a provider's exception, or the one that its body implies."""
    for one in _causes(error):
        response = getattr(one, "response", None)
        for holder, name in ((one, "status_code"), (one, "code"), (response, "status_code")):
            status = getattr(holder, name, None)
            if isinstance(status, int) and status >= 400:
                return status
        for body in _bodies(one):
            for name in ("code", "status_code", "type"):
                said = body.get(name)
                status = _STATUS_OF_TYPE.get(said) if isinstance(said, str) else said
                if isinstance(status, int) and 400 <= status < 600:
                    return status
    return None


def message_of(error: BaseException) -> str:
    """Return the server's own message, on one line."""
    for one in _causes(error):
        for body in _bodies(one):
            for name in ("message", "detail", "error"):
                if isinstance(body.get(name), str) and body[name].strip():
                    return " ".join(body[name].split())
    lines = [line for line in str(error).splitlines() if "errors.pydantic.dev" not in line]
    return " ".join(" ".join(lines).split()) or type(error).__name__


def names_of(error: BaseException) -> str:
    """Return the class names of an exception, its bases and its causes."""
    return " ".join(kind.__name__ for one in _causes(error) for kind in type(one).__mro__)


def is_too_large(error: BaseException) -> bool:
    """Whether a request with less text would succeed."""
    if "ContextOverflowError" in names_of(error):  # LangChain's; importing it takes time
        return True
    status, words = status_of(error), message_of(error)
    if status == 429:
        return bool(_ONE_REQUEST.search(words))
    large = _TOO_LARGE.search(words) or _TOO_LARGE.search(str(error))
    return status == 413 or (status in (400, 422, 500) and bool(large))


def is_busy(error: BaseException) -> bool:
    """Whether the server is overloaded."""
    return status_of(error) in (429, 503, 529) or "Timeout" in names_of(error)


def is_transient(error: BaseException) -> bool:
    """Whether the same request may succeed later: overload, server error, connection, timeout.

    A malformed body counts too: it was cut off, or came from a proxy.
    """
    if is_too_large(error) or _is_out_of_quota(error):
        return False
    if (status := status_of(error)) is not None:
        return status in _TRANSIENT
    if isinstance(retryable := getattr(error, "is_retryable", None), bool):  # LangChain's own
        return retryable
    garbled = (json.JSONDecodeError, UnicodeDecodeError, LookupError, TypeError, AttributeError)
    named = names_of(error)
    return isinstance(error, garbled) or "Timeout" in named or bool(_CONNECTION.search(named))


def retry_after(error: BaseException) -> float | None:
    """Return the seconds after which the server asks to retry, if it says so."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        said = headers.get("retry-after")
        if not said:
            return None
        if said.strip().replace(".", "", 1).isdigit():
            return float(said)
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def remedy_for(error: BaseException, model: str, secrets: Iterable[str] = ()) -> str | None:
    """Return what the user should do about an error of every call; ``None`` for other errors.

    Args:
        error: What the client raised.
        model: ``provider:model``.
        secrets: Removed from the server's message.
    """
    provider, _, name = model.partition(":")
    status, words = status_of(error), message_of(error)
    said = f" ({reason(error, secrets)})"
    if status in (401, 403) or _BAD_KEY.search(words):
        return f"the provider refuses the key; check {key_name(provider) or 'it'}{said}"
    if status == 402 or _is_out_of_quota(error):
        return f"the provider says that the quota is used up; check plan and billing{said}"
    if status == 404 or (status in (400, 422) and _NO_MODEL.search(words)):
        if provider == "ollama":
            return f"Ollama does not have this model; get it with: ollama pull {name}{said}"
        return f"the provider does not know this model or address; check both{said}"
    if (status is None and _UNREACHABLE.search(names_of(error))) or "Failed to connect" in words:
        how = "; start it with: ollama serve, or set OLLAMA_HOST" if provider == "ollama" else (
            "; check its address and the network"
        )  # fmt: skip
        return f"the model's server cannot be reached{how}"
    return None


def reason(error: BaseException, secrets: Iterable[str] = ()) -> str:
    """Return an exception in a few words: the status and what the server says, without keys."""
    status, named = status_of(error), names_of(error)
    words = without_keys(message_of(error), secrets)
    if status:
        return f"HTTP {status}" + ("" if words == type(error).__name__ else f": {words}")
    if "Timeout" in named:
        return "its server did not answer in time"
    if _CONNECTION.search(named):
        return "the connection broke"
    name = type(error).__name__.removeprefix("OpenAI")
    return words if words == name else f"{name}: {words}"


def secrets_of(client: object) -> list[str]:
    """Return the keys that a model's client or the environment holds."""
    held = [value for name, value in os.environ.items() if name.endswith(("_KEY", "_TOKEN"))]
    own = getattr(client, "__dict__", {}).values()
    held += [value.get_secret_value() for value in own if hasattr(value, "get_secret_value")]
    return [secret for secret in held if isinstance(secret, str) and len(secret) >= 6]


def without_keys(text: str, secrets: Iterable[str] = ()) -> str:
    """Return ``text`` on one line, not too long, and without keys or what looks like one.

    >>> without_keys("Incorrect API key: sk-abc12345 was given")
    'Incorrect API key: … was given'
    """
    flat = " ".join(text.split())
    for secret in secrets:
        flat = flat.replace(secret, "…")
    flat = _LIKE_A_KEY.sub("…", flat)
    return flat if len(flat) <= LONGEST_REASON else flat[:LONGEST_REASON].rstrip() + " …"


def _is_out_of_quota(error: BaseException) -> bool:
    code = getattr(error, "code", None)
    in_question = status_of(error) in (400, 402, 403, 429)
    return code == "insufficient_quota" or (
        in_question and bool(_NO_QUOTA.search(message_of(error)))
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        step = step.__cause__ or step.__context__


def _bodies(error: BaseException) -> Iterator[Mapping[str, Any]]:
    """Yield what the server sent with an error, the innermost object first."""
    first = error.args[0] if error.args else None
    for body in (getattr(error, "body", None), getattr(error, "details", None), first):
        if isinstance(body, str) and "{" in body:
            try:
                body = json.loads(body[body.index("{") :])  # noqa: PLW2901 - the same, read
            except (ValueError, RecursionError):
                continue
        if isinstance(body, Mapping):
            inner = body.get("error")
            if isinstance(inner, Mapping):
                yield inner
            yield body
