"""Who may access the server: requests for the right host, from no other site, with the token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "headwise"
OPEN = frozenset({"/healthz"})
"""Paths that disclose nothing and so need no token."""
MOST_BODY = 1_000_000
"""Bytes of a request that asks something."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """Lets through requests for one of ``hosts``, from no other site, with the token.

    A page of another site that a name server leads to this machine (DNS rebinding) names its own
    host; a form or script of another site names its origin; neither has the token.

    Args:
        app: What is guarded.
        token: In the link that is printed; then in a cookie, or as a bearer token.
        hosts: What the ``Host`` header may be; ``None`` for any, where the token alone counts.
    """

    def __init__(self, app: App, token: str, hosts: frozenset[str] | None) -> None:
        self._app = app
        self._token = token
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        refusal = self._refusal(headers)
        if refusal is not None:
            await _reply(send, *refusal)
            return
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if given and self._is_token(given) and scope["method"] == "GET":
            # The token leaves the address bar, and so history, bookmarks and screenshots.
            cookie = f"{_name(headers)}={quote(given)}; Path=/; HttpOnly; SameSite=Strict"
            await _reply(send, 303, "", {"location": scope["path"], "set-cookie": cookie})
            return
        if scope["path"] not in OPEN and not self._is_token(_sent_token(headers)):
            await _reply(
                send, 401, "send the token that was printed: in the link, or as a bearer token"
            )
            return
        if scope["method"] == "POST":  # files are sent by PUT, and limited where they are kept
            receive = _limited(receive)
        await self._app(scope, receive, _with_headers(send))

    def _refusal(self, headers: Mapping[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self._hosts is not None and host not in self._hosts:
            return 421, "this server does not go by that name"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "requests of other sites are refused"
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return 403, "requests of other sites are refused"
        return None

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())


def _name(headers: Mapping[str, str]) -> str:
    """Return the cookie's name: cookies do not distinguish the ports of one host."""
    return f"{COOKIE}-{headers.get('host', '').rpartition(':')[2]}"


def _sent_token(headers: Mapping[str, str]) -> str:
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip()
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    found = cookies.get(_name(headers))
    return found.value if found else ""


def _limited(receive: Receive) -> Receive:
    """Return ``receive`` for a body that ends, as if its sender had gone, at `MOST_BODY` bytes."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        return message if size <= MOST_BODY else {"type": "http.disconnect"}

    return receiving


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", [])}
            message["headers"] = [
                *message.get("headers", []),
                *((n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in own),
            ]
        await send(message)

    return sending


async def _reply(
    send: Send, status: int, text: str, headers: Mapping[str, str] | None = None
) -> None:
    every = {"content-type": "text/plain; charset=utf-8", **HEADERS, **(headers or {})}
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in every.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": text.encode()})
