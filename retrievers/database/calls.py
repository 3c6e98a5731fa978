"""Calls to a Chroma server that end in time, and outlast its restart."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

RETRY_SECONDS = 60.0
"""How long calls to a server that has gone away are repeated: time to start it again."""
CALL_SECONDS = 45.0
"""Longest time for one call; writing a batch of passages takes less than a second."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0

_log = logging.getLogger(__name__)

Result = TypeVar("Result")
Arguments = ParamSpec("Arguments")


class SilentServerError(Exception):
    """A server has not answered in full within `CALL_SECONDS`."""


def bounded(call: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a call that raises `SilentServerError` if it takes more than `CALL_SECONDS`.

    HTTP clients limit the silence between two bytes only, so a server that trickles could
    hold a call for ever. Made in a thread of its own, which does not keep the process alive.
    """

    @functools.wraps(call)
    def limited(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        outcome: Future[Result] = Future()

        def work() -> None:
            try:
                outcome.set_result(call(*arguments, **named))
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
                outcome.set_exception(error)

        threading.Thread(target=work, daemon=True).start()
        try:
            return outcome.result(CALL_SECONDS)
        except FutureTimeoutError:
            if outcome.done():
                raise
            raise SilentServerError(f"no whole answer within {CALL_SECONDS:g} s") from None

    return limited


def retrying(collection: Collection, location: str) -> Collection:
    """Return the collection with calls that are repeated while its server is away.

    All that is called here can be repeated without harm: reading, and writing records under
    ids that are derived from their content.
    """
    return cast("Collection", _Retrying(collection, location))


class _Retrying:
    def __init__(self, collection: Collection, location: str) -> None:
        self._collection = collection
        self._location = location

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a collection has
        found = getattr(self._collection, name)
        return self._repeated(found) if callable(found) else found

    def _repeated(self, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def repeated(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as the call has
            until = time.monotonic() + RETRY_SECONDS
            pause = _FIRST_PAUSE
            while True:
                try:
                    return call(*arguments, **named)
                except Exception as error:
                    if not _passing(error) or time.monotonic() + pause > until:
                        raise
                    if pause == _FIRST_PAUSE:
                        _log.warning(
                            f"{self._location}: the server does not answer "
                            f"({_reason(error)}); trying again for {RETRY_SECONDS:g} s"
                        )
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

        return repeated


def _passing(error: Exception) -> bool:
    """Whether the same call may succeed a little later."""
    import httpx
    from chromadb.errors import InternalError, RateLimitError

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in {429, 502, 503, 504}
    passing = isinstance(error, httpx.TransportError | RateLimitError) or (
        # Chroma's server (1.5), asked for vectors while another client's first ones are stored.
        isinstance(error, InternalError) and "Nothing found on disk" in str(error)
    )
    return passing or str(getattr(error, "code", lambda: "")()) in {"429", "502", "503", "504"}


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
