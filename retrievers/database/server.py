"""A Chroma server as a library: its address and credentials, and calls that outlast a restart.

Self-run Chroma has no users of its own; a proxy in front of it asks for a header, and
Chroma Cloud for its key. All come from the environment:

- ``HEADWISE_CHROMA_TOKEN``: sent as ``Authorization: Bearer …``; for Chroma Cloud as
  ``X-Chroma-Token`` (there also ``CHROMA_API_KEY``).
- ``HEADWISE_CHROMA_HEADERS``: further headers as a JSON object.
- ``HEADWISE_CHROMA_TENANT``, ``HEADWISE_CHROMA_DATABASE`` (for Chroma Cloud also
  ``CHROMA_TENANT``, ``CHROMA_DATABASE``).
- ``HEADWISE_CHROMA_CA``: file with the certificates to trust, in PEM form.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from headwise.errors import LibraryError
from headwise.retrievers.database.chroma import import_chroma, own_settings

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

RETRY_SECONDS = 60.0
"""How long calls to a server that has gone away are repeated: time to start it again."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0
_CLOUD = "trychroma.com"

_log = logging.getLogger(__name__)


class ServerClient:
    """A client for the Chroma server at ``url``.

    Raises:
        LibraryError: The URL or a setting in the environment is not usable.
    """

    def __init__(self, url: str) -> None:
        self.api = _open(url)

    def close(self) -> None:
        """Close the connections, which Chroma's own client leaves open."""
        self.api.close()
        session = getattr(getattr(self.api, "_server", None), "_session", None)
        if session is not None:
            session.close()


def _open(url: str) -> Client:
    """Return a client for the Chroma server at ``url``.

    Raises:
        LibraryError: The URL or a setting in the environment is not usable.
    """
    chromadb = import_chroma()
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT

    parts = _checked(url)
    settings = own_settings()
    if authorities := os.environ.get("HEADWISE_CHROMA_CA"):
        if not Path(authorities).is_file():
            raise LibraryError(f"{authorities}: no such file (from HEADWISE_CHROMA_CA)")
        # A path is what Chroma's setting is for, but httpx, which gets it, warns of paths.
        context = ssl.create_default_context(cafile=authorities)
        settings.chroma_server_ssl_verify = context  # type: ignore[assignment]
    secure = parts.scheme == "https"
    host = parts.hostname or "localhost"
    port = parts.port or (443 if secure else 80)
    if parts.path.strip("/"):  # behind a proxy: Chroma takes the whole address as its host
        host = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/api/v2"
    cloud = _is_cloud(parts.hostname)
    client = chromadb.HttpClient(
        host=host,
        port=port,
        ssl=secure,
        headers=_headers(cloud=cloud),
        settings=settings,
        tenant=_variable("TENANT", cloud=cloud) or DEFAULT_TENANT,
        database=_variable("DATABASE", cloud=cloud) or DEFAULT_DATABASE,
    )
    return cast("Client", client)


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


def _checked(url: str) -> Any:  # noqa: ANN401 - urllib's own type has no public name
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise LibraryError(f"{url}: is no address of a server ({error})") from error
    if parts.username or parts.password:
        address = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        raise LibraryError(
            f"{address}: keep passwords out of the address; name them in the environment, "
            "as HEADWISE_CHROMA_TOKEN or in HEADWISE_CHROMA_HEADERS"
        )
    return parts


def _is_cloud(host: str | None) -> bool:
    return bool(host) and (host == _CLOUD or str(host).endswith(f".{_CLOUD}"))


def _variable(name: str, *, cloud: bool) -> str | None:
    own = os.environ.get(f"HEADWISE_CHROMA_{name}")
    return own or (os.environ.get(f"CHROMA_{name}") if cloud else None)


def _headers(*, cloud: bool) -> dict[str, str]:
    headers: dict[str, str] = {}
    token = os.environ.get("HEADWISE_CHROMA_TOKEN")
    if cloud and (key := token or os.environ.get("CHROMA_API_KEY")):
        headers["X-Chroma-Token"] = key
    elif token:
        headers["Authorization"] = f"Bearer {token}"
    if text := os.environ.get("HEADWISE_CHROMA_HEADERS"):
        try:
            further = json.loads(text)
        except ValueError:
            further = None
        if not isinstance(further, dict):
            raise LibraryError(
                'HEADWISE_CHROMA_HEADERS is no JSON object, such as {"X-Api-Key": "…"}'
            )
        headers.update({str(name): str(value) for name, value in further.items()})
    return headers
