"""Listening for requests: where, for whom, and until when."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable

import uvicorn

from headwise.errors import SettingsError
from headwise.serve.guard import App, Guard
from headwise.serve.impatience import ImpatientProtocol

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
KEEP_ALIVE = 15
"""Seconds that an idle connection stays."""
MOST_CONNECTIONS = 500


def listen(
    app: App, host: str, port: int, token: str | None, announce: Callable[[str, str], None]
) -> None:
    """Serve until interrupted.

    Args:
        app: What is served, behind a `Guard`.
        host: Address to listen on.
        port: 0 for any that is free.
        token: Chosen by the owner; by default a new one, which only the link has.
        announce: Told the address and the token once connections are accepted.

    Raises:
        SettingsError: The address cannot be listened on, or is beyond loopback without a token.
    """
    local = is_loopback(host)
    if not local and not token:
        raise SettingsError(
            f"{host}: other machines could read the documents; choose a token that they must "
            "know (--token or HEADWISE_SERVE_TOKEN), and put TLS in front"
        )
    token = token or secrets.token_urlsafe(24)
    listener = _listener(host, port)
    port = listener.getsockname()[1]
    hosts = frozenset(f"{name}:{port}" for name in LOOPBACK_NAMES) if local else None
    shown = f"[{host}]" if ":" in host else host
    announce(f"http://{shown}:{port}", token)
    make_server(Guard(app, token, hosts)).run(sockets=[listener])


def make_server(guarded: Guard) -> uvicorn.Server:
    """Return the server, which is yet to be run."""
    config = uvicorn.Config(
        guarded,
        http=ImpatientProtocol,
        log_level="warning",
        access_log=False,  # links hold questions
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        limit_concurrency=MOST_CONNECTIONS,
    )
    return uvicorn.Server(config)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        reason = (error.strerror or str(error)).lower()
        raise SettingsError(
            f"{host}:{port}: cannot listen there ({reason}); choose another with --port"
        ) from error
    return listener
