"""A proxy on loopback that notes what a chain asks of a chat server, and what it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

FORWARDED = ("content-type", "authorization", "accept")


@dataclass(frozen=True)
class Call:
    """One request and its reply."""

    request: dict[str, Any]
    status: int
    """0 for a connection that broke."""
    reply: str
    """The body; lines of events if it was streamed."""
    seconds: float

    @property
    def prompt(self) -> str:
        return "\n".join(str(message["content"]) for message in self.request["messages"])

    @property
    def structured(self) -> bool:
        """Whether the reply was to follow a schema."""
        return bool(self.request.get("tools") or self.request.get("response_format"))

    @property
    def usage(self) -> tuple[int, int]:
        """Tokens in and out, as far as the server reports them."""
        for line in reversed(self.reply.splitlines()):
            text = line.removeprefix("data: ")
            if '"usage"' in text and text.startswith("{"):
                usage = json.loads(text).get("usage") or {}
                return usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)
        return 0, 0

    @property
    def cut_off(self) -> bool:
        """Whether the reply ended at the limit of its length."""
        return '"finish_reason":"length"' in self.reply.replace(" ", "")


@dataclass
class Recording:
    """The proxy while it runs."""

    url: str
    calls: list[Call] = field(default_factory=list)

    def take(self) -> list[Call]:
        """Return the calls since the last time."""
        taken, self.calls[:] = list(self.calls), []
        return taken


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        begun, received, status = time.perf_counter(), b"", 0
        try:
            upstream = HTTPConnection(self.server.upstream)  # type: ignore[attr-defined]
            headers = {k: v for k, v in self.headers.items() if k.lower() in FORWARDED}
            upstream.request("POST", self.path, body, headers)
            reply = upstream.getresponse()
            status = reply.status
            self.send_response(status)
            self.send_header("Content-Type", reply.headers.get("Content-Type", "application/json"))
            self.send_header("Connection", "close")
            self.end_headers()
            while chunk := reply.read1(65536):
                received += chunk
                self.wfile.write(chunk)
                self.wfile.flush()
        except OSError:
            status = 0  # either side went away
        finally:
            upstream.close()
        seconds = time.perf_counter() - begun
        self.server.recording.calls.append(  # type: ignore[attr-defined]
            Call(json.loads(body), status, received.decode(errors="replace"), seconds)
        )

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def recording(upstream: str) -> Iterator[Recording]:
    """Run a proxy before the server at ``upstream``; point OPENAI_BASE_URL at its ``url``."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    record = Recording(f"http://127.0.0.1:{http.server_address[1]}/v1")
    http.upstream = urlsplit(upstream).netloc  # type: ignore[attr-defined]
    http.recording = record  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield record
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
