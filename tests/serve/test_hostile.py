"""What a client sends that means harm: too slowly, too much, or markup as a document's text."""

import socket
import time

from headwise.serve import impatience, uploads
from tests.serve.conftest import TOKEN
from tests.serve.test_api import events
from tests.support.typesetting import typeset

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
HEAD = "{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n"


def answered(port, *parts):
    """Send parts of a request over a connection of its own; return what comes until its end."""
    came = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            while more := connection.recv(4096):
                came += more
        except ConnectionError:
            return came
    return came


def head(request, port, *more):
    return ("\r\n".join([HEAD.format(request, port, TOKEN).rstrip(), *more]) + "\r\n\r\n").encode()


def test_a_client_that_never_ends_its_request_is_hung_up_on(server, monkeypatch):
    monkeypatch.setattr(impatience, "HEAD_SECONDS", 0.1)
    for begun in (b"", b"GET / HTTP/1.1\r\nHost: 127", b"GET /healthz HTTP/1.1\r\nX-More: "):
        assert answered(server.port, begun) == b""
    assert server.stranger.get("/healthz").text == "ok"


def test_a_slow_answer_is_no_slow_client(server, monkeypatch):
    monkeypatch.setattr(impatience, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(server.served.pages, "picture", lambda *_: time.sleep(0.3) or b"drawn")
    assert server.client.get("/api/documents/any/pages/1.png").content == b"drawn"


def test_an_upload_that_stops_is_ended_and_leaves_nothing(own_server, monkeypatch):
    monkeypatch.setattr(uploads, "SILENCE", 0.1)
    request = head(
        "PUT /api/documents/a.pdf", own_server.port, "Content-Length: 1000", "Connection: close"
    )

    assert b" 408 " in answered(own_server.port, request, b"%PDF-1.7").splitlines()[0]
    assert not list(own_server.uploads.iterdir())


def test_a_question_of_gigabytes_is_not_read(server):
    chunk = b"%x\r\n%s\r\n" % (100_000, b" " * 100_000)
    request = head(
        "POST /api/ask", server.port, "Content-Type: application/json",
        "Transfer-Encoding: chunked", "Connection: close",
    )  # fmt: skip
    assert b" 422 " not in answered(server.port, request, *[chunk] * 15, b"0\r\n\r\n")
    assert b" 422 " in answered(server.port, request, *[chunk] * 5, b"0\r\n\r\n")


def test_markup_in_headings_is_text_wherever_it_is_shown(own_server):
    source = f'= #"{MARKUP}"\nThe lighthouse shows a red lamp at night to warn all ships.'
    own_server.client.put("/api/documents/a.pdf", content=typeset(source))
    asked = {"question": "What does the lighthouse show at night?", "threshold": 0.3}
    (document,) = own_server.client.get("/api/documents").json()

    outline = own_server.client.get(f"/api/documents/{document['document_id']}/outline")
    answer = own_server.client.post("/api/ask", json=asked)
    streamed = own_server.client.post("/api/ask/stream", json=asked)

    assert outline.json()[0]["sub_heading"] == MARKUP
    assert answer.json()["sections"][0]["heading"] == MARKUP
    assert r"\<script>" in answer.json()["markdown"]
    assert events(streamed)[-1][1]["sections"][0]["heading"] == MARKUP
    for reply in (outline, answer, streamed):
        assert "html" not in reply.headers["content-type"]
        assert reply.headers["x-content-type-options"] == "nosniff"
