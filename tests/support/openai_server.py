"""A scripted HTTP server on loopback that speaks OpenAI's protocol, faults included."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(frozen=True)
class Reply:
    """What the server answers to one request."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    error: str = "scripted fault"


@dataclass
class OpenAIServer:
    """The running server: what it was asked, and what it will say."""

    url: str
    seconds: float = 0.0
    """How long each call takes."""
    under_way: int = 0
    most_at_once: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of the chat requests, in order of arrival."""
    respond: Callable[[dict[str, Any]], Reply | str] = field(default_factory=lambda: obedient)

    @property
    def calls(self) -> int:
        return len(self.requests)

    def prompts(self) -> list[str]:
        """All messages of each request as one text."""
        return ["\n".join(m["content"] for m in r["messages"]) for r in self.requests]


def prompt_of(request: dict[str, Any]) -> str:
    return "\n".join(str(message["content"]) for message in request["messages"])


def is_combine(request: dict[str, Any]) -> bool:
    return bool(re.search(r'<section id="\d+">', prompt_of(request)))


def obedient(request: dict[str, Any]) -> str:
    """Do what the prompts ask: the first sentence of the passages; all sections as they are."""
    prompt = prompt_of(request)
    sections = re.findall(r'<section id="(\d+)">\n(.*?)\n</section>', prompt, re.DOTALL)
    if sections:
        return combined({int(id_): text for id_, text in sections})
    passages = re.findall(r'<(?:passage|summary) id="\d+">\n(.*?)\n</', prompt, re.DOTALL)
    return " ".join(" ".join(text.split(". ")[0].split()).rstrip(".") + "." for text in passages)


def combined(summaries: dict[int, str], same_as: dict[int, int] | None = None) -> str:
    """The JSON that the combine step expects."""
    sections = [{"id": id_, "summary": text, "same_as": None} for id_, text in summaries.items()]
    sections += [
        {"id": id_, "summary": "", "same_as": other} for id_, other in (same_as or {}).items()
    ]
    return json.dumps({"sections": sections})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server: OpenAIServer = self.server.scripted  # type: ignore[attr-defined]
        if self.path.endswith("/embeddings"):
            self._send(200, embeddings_reply(body), {})
            return
        with self.server.lock:  # type: ignore[attr-defined]
            server.requests.append(body)
            server.under_way += 1
            server.most_at_once = max(server.most_at_once, server.under_way)
        time.sleep(server.seconds)
        said = server.respond(body)
        with self.server.lock:  # type: ignore[attr-defined]
            server.under_way -= 1
        reply = said if isinstance(said, Reply) else Reply(said)
        if reply.status == 0:  # a connection that breaks
            self.close_connection = True
            self.connection.close()
            return
        if reply.status != 200:
            fault = {"error": {"message": reply.error, "type": "scripted", "code": None}}
            self._send(reply.status, fault, reply.headers)
            return
        self._send(200, completion(body, reply.text), reply.headers)

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


def completion(body: dict[str, Any], text: str) -> dict[str, Any]:
    """A chat completion, as a tool call where the request demands one."""
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if body.get("tools"):
        name = body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
        message |= {"content": None, "tool_calls": [call]}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def embeddings_reply(body: dict[str, Any]) -> dict[str, Any]:
    """Vectors of hashed words: alike for texts that share words."""
    import base64
    import zlib

    import numpy as np

    texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
    data = []
    for index, text in enumerate(texts):
        vector = np.full(64, 0.05, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[zlib.crc32(word.encode()) % 64] += 1
        value: Any = vector.tolist()
        if body.get("encoding_format") == "base64":
            value = base64.b64encode(vector.tobytes()).decode()
        data.append({"object": "embedding", "index": index, "embedding": value})
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "data": data, "model": body["model"], "usage": usage}


@pytest.fixture
def openai_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """A fresh server; OPENAI_BASE_URL and OPENAI_API_KEY point the client at it."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = OpenAIServer(f"http://127.0.0.1:{http.server_address[1]}/v1")
    http.scripted = server  # type: ignore[attr-defined]
    http.lock = threading.Lock()  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-scripted")
    yield server
    http.shutdown()
    thread.join()
    http.server_close()
