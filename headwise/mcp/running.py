"""Running the server: on standard input and output, or over HTTP as safe as the page."""

from __future__ import annotations

from collections.abc import Callable

from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from headwise.serve.guard import App
from headwise.serve.listening import listen


def run_stdio(server: MCPServer) -> None:
    """Serve the client that started this process."""
    server.run("stdio")


def run_http(
    server: MCPServer, host: str, port: int, token: str | None, announce: Callable[[str], None]
) -> None:
    """Serve over HTTP until interrupted; clients send the token as a bearer token.

    Raises:
        SettingsError: As `listen`.
    """
    # The guard before it checks host, origin and token.
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app: App = server.streamable_http_app(transport_security=unchecked)
    listen(
        app, host, port, token, lambda address, token: announce(f"{address}/mcp  token: {token}")
    )
