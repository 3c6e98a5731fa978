"""A scripted HTTP server on loopback that speaks OpenAI's protocol, faults included."""

from __future__ import annotations

import json
import re
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

PATIENCE = 20.0
"""Seconds for which a request waits for others."""
MOST_PIECES = 500
"""Into which a reply is cut: clients take a millisecond or more for each."""


@dataclass(frozen=True)
class Reply:
    """What the server answers to one request."""

    text: str = ""
    status: int = 200
    """An HTTP status; 0 closes the connection without a word, -1 resets it."""
    headers: dict[str, str] = field(default_factory=dict)
    error: str = "scripted fault"
    code: str | None = None
    """OpenAI's error code, such as ``context_length_exceeded``."""
    finish_reason: str = "stop"
    refusal: str | None = None
    tool_name: str | None = None
    """Name of the tool call, if not the one that was asked for."""
    usage: bool = True
    """Whether the tokens are reported, …"""
    tokens: dict[str, int] | None = None
    """… and which, if not the usual ones."""
    seconds: float = 0.0
    """Before the first byte."""
    drip: float = 0.0
    """Seconds between two pieces; a reply that is not streamed gets white space in front."""
    endless: bool = False
    """Whether it goes on until the client hangs up."""
    breaks_after: int | None = None
    """Pieces of a streamed reply, after which the connection breaks."""
    raw: bytes | None = None
    """A body that is sent as it is, whatever it should be."""


@dataclass
class OpenAIServer:
    """The running server: what it was asked, and what it will say."""

    url: str
    seconds: float = 0.0
    """How long each call takes."""
    piece: int = 12
    """Characters in one piece of a streamed reply."""
    drip: float = 0.0
    """Seconds between two pieces of every streamed reply."""
    before_piece: Callable[[str], None] = field(default=lambda _sent: None)
    """Called before each piece of a streamed reply with the text that was sent so far."""
    under_way: int = 0
    most_at_once: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of the chat requests, in order of arrival."""
    keys: list[str] = field(default_factory=list)
    """``Authorization`` headers of the chat requests."""
    respond: Callable[[dict[str, Any]], Reply | str] = field(default_factory=lambda: obedient)
    embed: Callable[[dict[str, Any]], Reply | None] = field(default=lambda _request: None)
    """A fault to be had in place of embeddings, if any."""

    @property
    def calls(self) -> int:
        return len(self.requests)

    def prompts(self) -> list[str]:
        """All messages of each request as one text."""
        return ["\n".join(m["content"] for m in r["messages"]) for r in self.requests]


def prompt_of(request: dict[str, Any]) -> str:
    return "\n".join(str(message["content"]) for message in request["messages"])


def is_triage(request: dict[str, Any]) -> bool:
    return bool(re.search(r'<section id="\d+">', prompt_of(request)))


def is_combine(request: dict[str, Any]) -> bool:
    return bool(re.search(r'<summary id="\d+">', prompt_of(request)))


def is_repair(request: dict[str, Any]) -> bool:
    return len(request["messages"]) > 2


def obedient(request: dict[str, Any]) -> str:
    """Do what the prompts ask: choose all sections, quote first sentences, drop nothing."""
    prompt = prompt_of(request)
    if is_triage(request):
        return chosen(*map(int, re.findall(r'<section id="(\d+)">', prompt)))
    if is_combine(request):
        return repeated()
    passages = re.findall(r'<(?:passage|part) id="\d+">\n(.*?)\n</', prompt, re.DOTALL)
    return " ".join(" ".join(text.split(". ")[0].split()).rstrip(".") + "." for text in passages)


def obedient_together(server: OpenAIServer, count: int) -> Callable[[dict[str, Any]], str]:
    """Return `obedient`, whose first summaries wait until so many requests are under way."""

    def respond(request: dict[str, Any]) -> str:
        until = time.monotonic() + PATIENCE
        while server.most_at_once < count and time.monotonic() < until:
            if is_triage(request) or is_combine(request):
                break
            time.sleep(0.005)
        return obedient(request)

    return respond


def chosen(*ids: int) -> str:
    """The JSON that the triage step expects."""
    return json.dumps({"ids": ids})


def repeated(*drop: int, same_as: dict[int, int] | None = None) -> str:
    """The JSON that the combine step expects."""
    sections = [{"section": id_, "of": other} for id_, other in (same_as or {}).items()]
    return json.dumps({"drop": drop, "same_as": sections})


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Let only what is wrong with the script be seen, not clients that hang up."""
        if not isinstance(sys.exc_info()[1], ConnectionError | ValueError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server: OpenAIServer = self.server.scripted  # type: ignore[attr-defined]
        try:
            if self.path.endswith("/embeddings"):
                fault = server.embed(body)
                if fault is None:
                    self._send(200, json.dumps(embeddings_reply(body)).encode(), {})
                else:
                    self._answer(server, body, fault)
                return
            with self.server.lock:  # type: ignore[attr-defined]
                server.requests.append(body)
                server.keys.append(self.headers.get("Authorization", ""))
                server.under_way += 1
                server.most_at_once = max(server.most_at_once, server.under_way)
            try:
                time.sleep(server.seconds)
                said = server.respond(body)
                reply = said if isinstance(said, Reply) else Reply(said)
                if body.get("stream"):
                    self._answer(server, body, reply)
            finally:
                with self.server.lock:  # type: ignore[attr-defined]
                    server.under_way -= 1
            if not body.get("stream"):
                self._answer(server, body, reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self, server: OpenAIServer, body: dict[str, Any], reply: Reply) -> None:
        time.sleep(reply.seconds)
        if reply.status <= 0:
            self._break(reset=reply.status < 0)
        elif reply.raw is not None:
            self._send(reply.status, reply.raw, reply.headers)
        elif reply.status != 200:
            fault = {"message": reply.error, "type": "scripted", "param": None, "code": reply.code}
            self._send(reply.status, json.dumps({"error": fault}).encode(), reply.headers)
        elif body.get("stream"):
            self._stream(server, body, reply)
        elif reply.endless or reply.drip:
            self._drip(body, reply)
        else:
            self._send(200, json.dumps(completion(body, reply)).encode(), reply.headers)

    def _break(self, *, reset: bool = False) -> None:
        self.close_connection = True
        if reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.wfile.flush()
        self.connection.close()

    def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self._begin(status, {"Content-Length": str(len(data)), **headers})
        self.wfile.write(data)

    def _begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, text)
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _drip(self, body: dict[str, Any], reply: Reply) -> None:
        """Send white space, which JSON allows, now and then: no client is ever late for it."""
        self._begin(200, {"Transfer-Encoding": "chunked", **reply.headers})
        count = 0
        while reply.endless or count < 10:
            self._chunk(b" ")
            time.sleep(reply.drip or 0.05)
            count += 1
        self._chunk(json.dumps(completion(body, reply)).encode())
        self.wfile.write(b"0\r\n\r\n")

    def _stream(self, server: OpenAIServer, body: dict[str, Any], reply: Reply) -> None:
        self._begin(
            200,
            {
                "Content-Type": "text/event-stream",
                "Transfer-Encoding": "chunked",
                **reply.headers,
            },
        )
        sent = ""
        piece = max(server.piece, len(reply.text) // MOST_PIECES)
        for count, event in enumerate(events(body, reply, piece)):
            if reply.breaks_after is not None and count > reply.breaks_after:
                self._break()
                return
            server.before_piece(sent)
            sent += _text_of(event)
            self._chunk(f"data: {json.dumps(event)}\n\n".encode())
            time.sleep(reply.drip or server.drip)
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def _text_of(event: dict[str, Any]) -> str:
    """The piece of the reply that an event of a stream brings."""
    for choice in event["choices"]:
        for call in choice["delta"].get("tool_calls", []):
            return str(call["function"]["arguments"])
        return str(choice["delta"].get("content") or "")
    return ""


def events(body: dict[str, Any], reply: Reply, piece: int) -> Iterator[dict[str, Any]]:
    """The events of a streamed completion."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0}
    head["model"] = body["model"]

    def event(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
        return {**head, "choices": [choice]}

    tool = reply.tool_name or _tool_of(body)
    yield event({"role": "assistant", "content": None if tool else ""})
    if tool:
        function = {"name": tool, "arguments": ""}
        call = {"index": 0, "id": "call_1", "type": "function", "function": function}
        yield event({"tool_calls": [call]})
    pieces = [reply.text[at : at + piece] for at in range(0, len(reply.text), piece)]
    while True:
        for text in pieces:
            call = {"index": 0, "function": {"arguments": text}}
            yield event({"tool_calls": [call]} if tool else {"content": text})
        if not reply.endless:
            break
        if not pieces:
            yield event({"content": " "})
    if reply.refusal:
        yield event({"refusal": reply.refusal})
    reason = "tool_calls" if tool and reply.finish_reason == "stop" else reply.finish_reason
    yield event({}, reason)
    if reply.usage and (body.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": reply.tokens or USAGE}


USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def _tool_of(body: dict[str, Any]) -> str | None:
    """The tool that is called: the first one, unless its result is there already."""
    if not body.get("tools") or body["messages"][-1]["role"] == "tool":
        return None
    return body["tools"][0]["function"]["name"]


def completion(body: dict[str, Any], reply: Reply) -> dict[str, Any]:
    """A chat completion, as a tool call where the request demands one."""
    content = None if reply.refusal else reply.text
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": reply.refusal}
    if tool := reply.tool_name or _tool_of(body):
        function = {"name": tool, "arguments": reply.text}
        call = {"id": "call_1", "type": "function", "function": function}
        message |= {"content": None, "tool_calls": [call]}
    choice = {
        "index": 0,
        "message": message,
        "finish_reason": reply.finish_reason,
        "logprobs": None,
    }
    whole = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [choice],
        "system_fingerprint": None,
    }
    return {**whole, "usage": reply.tokens or USAGE} if reply.usage else whole


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
    monkeypatch.setattr("headwise.chains.llm.transport.retrying.FIRST_PAUSE", 0.01)
    with serving() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-scripted")
        yield server


@contextmanager
def serving() -> Iterator[OpenAIServer]:
    """A server on a free port of loopback, for as long as the block runs."""
    http = _Server(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = OpenAIServer(f"http://127.0.0.1:{http.server_address[1]}/v1")
    http.scripted = server  # type: ignore[attr-defined]
    http.lock = threading.Lock()  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    http.shutdown()
    thread.join()
    http.server_close()
