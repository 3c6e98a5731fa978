"""A scripted HTTP server on loopback with OpenAI's embeddings endpoint, limits included."""

from __future__ import annotations

import base64
import json
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

KEY = "sk-scripted-0123456789"


@dataclass(frozen=True)
class Refusal:
    """An error in place of vectors; status 0 breaks the connection."""

    status: int
    message: str = "scripted fault"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class EmbeddingsServer:
    """The running server: what it was asked, and what it will do."""

    url: str
    dimension: int = 32
    most_texts: int | None = None
    """Per request."""
    most_tokens: int | None = None
    """Words, per request."""
    longest: int | None = None
    """Words, per text."""
    floats_only: bool = False
    """Send lists also where base64 was asked for, as many servers do."""
    faults: list[Refusal] = field(default_factory=list)
    """For the next requests, before any answer."""
    alter: Callable[[list[list[float]]], list[list[float]]] = lambda vectors: vectors
    requests: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, body: dict[str, Any]) -> dict[str, Any] | Refusal:
        self.requests.append(body)
        if self.faults:
            return self.faults.pop(0)
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        counts = [len(text.split()) for text in texts]
        if self.most_texts and len(texts) > self.most_texts:
            return Refusal(413, f"batch size {len(texts)} > maximum allowed {self.most_texts}")
        if self.longest and max(counts) > self.longest:
            return Refusal(400, f"This model's maximum context length is {self.longest} tokens")
        if self.most_tokens and sum(counts) > self.most_tokens:
            return Refusal(400, f"Requested {sum(counts)} tokens, max {self.most_tokens} tokens")
        vectors = self.alter([words_vector(text, self.dimension) for text in texts])
        as_text = body.get("encoding_format") == "base64" and not self.floats_only
        data = [
            {"object": "embedding", "index": n, "embedding": encoded(one) if as_text else one}
            for n, one in enumerate(vectors)
        ]
        usage = {"prompt_tokens": sum(counts), "total_tokens": sum(counts)}
        return {"object": "list", "data": data, "model": body["model"], "usage": usage}


def words_vector(text: str, dimension: int) -> list[float]:
    """Hashed words of four letters or more: alike for texts that share what they are about."""
    vector = np.full(dimension, 0.05, np.float32)
    for word in re.findall(r"\w{4,}", text.lower()):
        vector[zlib.crc32(word.encode()) % dimension] += 1
    found: list[float] = vector.tolist()
    return found


def encoded(vector: list[float]) -> str:
    return base64.b64encode(np.asarray(vector, np.float32).tobytes()).decode()


class _Handler(BaseHTTPRequestHandler):
    # HTTP/1.0, so that no connection stays open in a client that is gone.

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server: EmbeddingsServer = self.server.scripted  # type: ignore[attr-defined]
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            refused = self.headers.get("Authorization")
            reply: dict[str, Any] | Refusal = Refusal(401, f"Incorrect API key: {refused}")
        else:
            reply = server.answer(body)
        if isinstance(reply, Refusal):
            if not reply.status:
                self.close_connection = True
                self.connection.close()
                return
            error = {"error": {"message": reply.message, "type": "scripted", "code": None}}
            self._send(reply.status, error, reply.headers)
            return
        self._send(200, reply, {})

    def _send(self, status: int, value: Any, headers: dict[str, str]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def embeddings_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddingsServer]:
    """A fresh server; OPENAI_BASE_URL and OPENAI_API_KEY point the client at it."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = EmbeddingsServer(f"http://127.0.0.1:{http.server_address[1]}/v1")
    http.scripted = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    yield server
    http.shutdown()
    thread.join()
    http.server_close()
