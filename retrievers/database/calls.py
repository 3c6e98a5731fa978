"""Calls to a Chroma server: with a time limit, and retried while it restarts."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from headwise._threads import in_daemon_thread

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

RETRY_SECONDS = 60.0
"""How long calls to an unavailable server are retried: time to restart it."""
CALL_SECONDS = 45.0
"""Longest time for one call; writing a batch of passages takes less than a second."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0

_log = logging.getLogger(__name__)

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


class SilentServerError(Exception):
    """A server has not answered completely within `CALL_SECONDS`."""


def bounded(call: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a call that raises `SilentServerError` if it takes more than `CALL_SECONDS`.

    HTTP clients limit only the silence between two bytes, so a server that sends byte by byte
    could block a call for ever.
    """

    @functools.wraps(call)
    def limited(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        outcome = in_daemon_thread(functools.partial(call, *arguments, **named))
        try:
            return outcome.result(CALL_SECONDS)
        except FutureTimeoutError:
            if outcome.done():
                raise
            raise SilentServerError(f"no whole answer within {CALL_SECONDS:g} s") from None

    return limited


def retrying(collection: Collection, location: str) -> Collection:
    """Return the collection with calls that are retried while its server is unavailable.

    All calls are idempotent: reading, and writing records under ids derived from their content.
    """
    return cast("Collection", _Retrying(collection, location))


class _Retrying:
    def __init__(self, collection: Collection, location: str) -> None:
        self._collection = collection
        self._location = location

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a collection has
        found = getattr(self._collection, name)
        return self._with_retries(found) if callable(found) else found

    def _with_retries(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def retried(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as the call has
            until = time.monotonic() + RETRY_SECONDS
            pause = _FIRST_PAUSE
            while True:
                try:
                    return call(*arguments, **named)
                except Exception as error:
                    if not _is_transient(error) or time.monotonic() + pause > until:
                        raise
                    if pause == _FIRST_PAUSE:
                        _log.warning(
                            f"{self._location}: the server does not answer "
                            f"({_reason(error)}); trying again for {RETRY_SECONDS:g} s"
                        )
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

        return retried


def _is_transient(error: Exception) -> bool:
    """Whether the same call may succeed a little later."""
    import httpx
    from chromadb.errors import InternalError, RateLimitError

    for refused in (error, error.__context__):  # Chroma raises its own while it handles httpx's
        if isinstance(refused, httpx.HTTPStatusError):
            return refused.response.status_code in {429, 502, 503, 504}
    transient = isinstance(error, httpx.TransportError | RateLimitError) or (
        # Chroma's server (1.5), asked for vectors while another client's first ones are stored.
        isinstance(error, InternalError) and "Nothing found on disk" in str(error)
    )
    return transient or str(getattr(error, "code", lambda: "")()) in {"429", "502", "503", "504"}


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
