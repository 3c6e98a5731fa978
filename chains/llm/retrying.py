"""Which failed calls are worth another try, and when."""

from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime

from langchain_core.exceptions import ModelError as LangChainModelError

from headwise.chains.llm.failures import names_of, status_of
from headwise.chains.llm.timing import CallTimeoutError

MAX_RETRIES = 3
"""Further tries of a call that failed for a reason that may pass."""
FIRST_PAUSE = 0.5
"""Seconds before the first of them, if the server does not say; each next one doubles it."""
LONGEST_PAUSE = 60.0
"""Seconds. A server that asks for more is not waited for."""

_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


def pause_before_retry(error: Exception, tried: int, retries: int) -> float | None:
    """Return the seconds to wait before the next try, or ``None`` if there is none.

    Args:
        error: Why the last try failed.
        tried: Tries that have failed, from 1.
        retries: Most further tries.
    """
    if tried > retries or not may_pass(error):
        return None
    asked = _retry_after(error)
    if asked is not None:
        return asked if asked <= LONGEST_PAUSE else None
    return float(FIRST_PAUSE * 2 ** (tried - 1) * random.uniform(0.75, 1.25))  # noqa: S311


def may_pass(error: Exception) -> bool:
    """Whether the same call may succeed later: server busy or failing, connection, time."""
    if getattr(error, "code", None) == "insufficient_quota":
        return False
    status = status_of(error)
    if status is not None:
        return status in _PASSING
    if isinstance(error, CallTimeoutError | ConnectionError | TimeoutError):
        return True
    if isinstance(error, LangChainModelError) and error.is_retryable:
        return True
    return any("Timeout" in name or "Connect" in name or "Protocol" in name or "ReadError" in name
               for name in names_of(error))  # fmt: skip


def is_stale(error: Exception) -> bool:
    """Whether a client took a connection that was made in an event loop that has ended.

    OpenAI's async client keeps connections for all loops of a process. Each that is left of
    an earlier ``asyncio.run`` fails once, and is gone then.
    """
    return isinstance(error, RuntimeError) and "Event loop is closed" in str(error)


def _retry_after(error: Exception) -> float | None:
    """Return what the server's answer says about when to come back, in seconds."""
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
