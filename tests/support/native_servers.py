"""Scripted servers on loopback of the protocols that are not OpenAI's: Anthropic, Google, Ollama.

They answer with what a `Reply` says, as the OpenAI server does.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.openai_server import Reply, obedient


@dataclass
class NativeServer:
    """The running server: what it was asked, and what it will say."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of the requests, with their messages also as OpenAI would write them."""
    respond: Callable[[dict[str, Any]], Reply | str] = field(default_factory=lambda: obedient)

    @property
    def calls(self) -> int:
        return len(self.requests)


def as_messages(body: dict[str, Any]) -> list[dict[str, str]]:
    """The messages of a request in any of the protocols, as OpenAI would write them."""
    if "contents" in body:
        parts = [body.get("systemInstruction") or {}, *body["contents"]]
        texts = ["".join(one.get("text", "") for one in part.get("parts", [])) for part in parts]
        return [{"role": "user", "content": text} for text in texts]
    system = body.get("system") or ""
    if isinstance(system, list):
        system = "".join(block["text"] for block in system)
    return [{"role": "system", "content": system}, *(
        {"role": message["role"], "content": message["content"] if isinstance(
            message["content"], str) else "".join(b.get("text", "") for b in message["content"])}
        for message in body["messages"]
    )]  # fmt: skip


def anthropic(body: dict[str, Any], reply: Reply) -> Iterator[bytes]:
    if reply.status != 200:
        kind = reply.code or "invalid_request_error"
        yield json.dumps(
            {"type": "error", "error": {"type": kind, "message": reply.error}}
        ).encode()
        return
    blocks: list[dict[str, Any]] = [{"type": "text", "text": reply.text}]
    if body.get("tools"):
        tool = {"type": "tool_use", "id": "t1", "name": body["tools"][0]["name"]}
        said = {"type": "text", "text": "I will now record the sections."}
        blocks = [said, {**tool, "input": json.loads(reply.text)}]
    whole = {"id": "m", "type": "message", "role": "assistant", "model": body["model"]}
    whole |= {"content": blocks, "stop_reason": "end_turn", "stop_sequence": None}
    whole |= {"usage": {"input_tokens": 100, "output_tokens": 20}}
    if not body.get("stream"):
        yield json.dumps(whole).encode()
        return

    def event(kind: str, **data: Any) -> bytes:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()

    yield event("message_start", message={**whole, "content": [], "stop_reason": None})
    for index, block in enumerate(blocks):
        is_text = block["type"] == "text"
        start = {**block, "text": ""} if is_text else {**block, "input": {}}
        delta = (
            {"type": "text_delta", "text": block["text"]}
            if is_text
            else {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        )
        yield event("content_block_start", index=index, content_block=start)
        yield event("content_block_delta", index=index, delta=delta)
        yield event("content_block_stop", index=index)
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    yield event("message_delta", delta=ended, usage=whole["usage"])
    yield event("message_stop")


def google(body: dict[str, Any], reply: Reply) -> Iterator[bytes]:
    if reply.status != 200:
        error = {"code": reply.status, "message": reply.error, "status": reply.code or "INVALID"}
        yield json.dumps({"error": error}).encode()
        return
    content = {"role": "model", "parts": [{"text": reply.text}]}
    candidate = {"content": content, "finishReason": "STOP", "index": 0}
    usage = {"promptTokenCount": 100, "candidatesTokenCount": 20, "totalTokenCount": 120}
    whole: dict[str, Any] = {"candidates": [candidate], "usageMetadata": usage}
    if reply.finish_reason == "SAFETY":
        whole = {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": usage}
    streamed = body.get("_path", "").endswith("alt=sse")
    yield f"data: {json.dumps(whole)}\n\n".encode() if streamed else json.dumps(whole).encode()


def ollama(body: dict[str, Any], reply: Reply) -> Iterator[bytes]:
    if reply.status != 200:
        yield json.dumps({"error": reply.error}).encode()
        return
    head = {"model": body["model"], "created_at": "2026-01-01T00:00:00Z"}
    for at in range(0, len(reply.text), 12):
        piece = {"role": "assistant", "content": reply.text[at : at + 12]}
        yield json.dumps({**head, "message": piece, "done": False}).encode() + b"\n"
    counts = {"prompt_eval_count": 100, "eval_count": 20, "done_reason": "stop"}
    last = {"role": "assistant", "content": ""}
    yield json.dumps({**head, "message": last, "done": True, **counts}).encode() + b"\n"


@contextmanager
def serving(protocol: Callable[[dict[str, Any], Reply], Iterator[bytes]]) -> Iterator[NativeServer]:
    """A server of one protocol, for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = {**body, "_path": self.path, "messages": as_messages(body)}
            server.requests.append(request)
            said = server.respond(request)
            reply = said if isinstance(said, Reply) else Reply(said)
            streamed = body.get("stream") or self.path.endswith("alt=sse")
            kind = "text/event-stream" if streamed and reply.status == 200 else "application/json"
            self.send_response(reply.status)
            self.send_header("Content-Type", kind)
            for name, text in reply.headers.items():
                self.send_header(name, text)
            self.end_headers()
            for piece in protocol({**body, "_path": self.path}, reply):
                self.wfile.write(piece)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = NativeServer(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    http.shutdown()
    thread.join()
    http.server_close()
