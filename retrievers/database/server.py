"""A Chroma server as a library: its address and its credentials.

Self-run Chroma has no users of its own; a proxy in front of it asks for a header, and
Chroma Cloud for its key. All come from the environment:

- ``HEADWISE_CHROMA_TOKEN``: sent as ``Authorization: Bearer …``; for Chroma Cloud as
  ``X-Chroma-Token`` (there also ``CHROMA_API_KEY``).
- ``HEADWISE_CHROMA_HEADERS``: further headers as a JSON object.
- ``HEADWISE_CHROMA_TENANT``, ``HEADWISE_CHROMA_DATABASE`` (for Chroma Cloud also
  ``CHROMA_TENANT``, ``CHROMA_DATABASE``).
- ``HEADWISE_CHROMA_URL``: the server that these are for, where several are used; by default
  the one in ``HEADWISE_LIBRARY``, or else the one that is named. Others do not get them.
- ``HEADWISE_CHROMA_CA``: file with the certificates to trust, in PEM form.
"""

from __future__ import annotations

import json
import os
import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from headwise._inert import without_secrets
from headwise.errors import LibraryError
from headwise.retrievers.database.calls import bounded
from headwise.retrievers.database.chroma import import_chroma, own_settings

if TYPE_CHECKING:
    from chromadb.api.client import Client

_CLOUD = "trychroma.com"


def is_url(location: str | Path) -> bool:
    """Whether ``location`` is a Chroma server's URL rather than a folder."""
    return bool(re.match(r"https?://", str(location), re.IGNORECASE))


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
    cloud = secure and _is_cloud(parts.hostname)
    client = bounded(chromadb.HttpClient)(
        host=host,
        port=port,
        ssl=secure,
        headers=_headers(cloud=cloud) if _is_meant(parts) else {},
        settings=settings,
        tenant=_variable("TENANT", cloud=cloud) or DEFAULT_TENANT,
        database=_variable("DATABASE", cloud=cloud) or DEFAULT_DATABASE,
    )
    session = client._server._session  # noqa: SLF001 - Chroma sets no limit of time to it
    session.request = bounded(session.request)
    return cast("Client", client)


def _checked(url: str) -> Any:  # noqa: ANN401 - urllib's own type has no public name
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise LibraryError(
            f"{without_secrets(url)}: is no address of a server ({error})"
        ) from error
    if parts.username or parts.password or parts.query or parts.fragment:
        address = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        raise LibraryError(
            f"{address}: keep passwords and parameters out of the address; name them in the "
            "environment, as HEADWISE_CHROMA_TOKEN or in HEADWISE_CHROMA_HEADERS"
        )
    return parts


def _is_meant(parts: Any) -> bool:  # noqa: ANN401 - as above
    """Whether the credentials in the environment were given for this server."""
    theirs = os.environ.get("HEADWISE_CHROMA_URL") or os.environ.get("HEADWISE_LIBRARY", "")
    if "://" not in theirs:
        return True  # for the only server that was named, as --library
    return _origin(urlsplit(theirs)) == _origin(parts)


def _origin(parts: Any) -> tuple[str, str, int | None]:  # noqa: ANN401 - as above
    scheme = parts.scheme.lower()
    return scheme, parts.hostname or "", parts.port or (443 if scheme == "https" else 80)


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
