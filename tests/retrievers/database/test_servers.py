"""A server that is silent or trickles is an error in time; only the right one gets credentials."""

import contextlib
import socket
import threading
import time

import pytest

from headwise import Library, LibraryError
from headwise.retrievers.database import calls, server
from tests.support.hashing import HashingEmbeddings

SAID = {
    "silent": [],
    "trickling a head": [b"H"] * 200,
    "trickling a body": [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", *[b"{"] * 200],
    "hanging up": None,
    "no HTTP": [b"\x00\x1b[31m" * 9],
}


@pytest.fixture(params=SAID.values(), ids=SAID.keys())
def address(request):
    """Of a server that says this to everyone, a piece every tenth of a second."""

    def serve(connection):
        with contextlib.suppress(OSError), connection:
            for piece in request.param or ():
                connection.sendall(piece)
                time.sleep(0.1)
            if request.param is not None:
                connection.recv(1 << 20)
                time.sleep(5)

    def accept(listening):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=listening.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_it_is_an_error_in_time(address, monkeypatch):
    monkeypatch.setattr(calls, "CALL_SECONDS", 1.0)
    monkeypatch.setattr(calls, "RETRY_SECONDS", 0.0)
    with pytest.raises(LibraryError, match="is a Chroma server running there"):
        Library(address, HashingEmbeddings()).documents()


def test_no_call_may_take_a_minute():
    assert calls.CALL_SECONDS < 60


@pytest.mark.parametrize(
    ("named", "asked", "meant"),
    [
        ({}, "http://a:8000", True),
        ({"HEADWISE_LIBRARY": "/some/folder"}, "http://a:8000", True),
        ({"HEADWISE_LIBRARY": "http://a:8000/"}, "HTTP://A:8000", True),
        ({"HEADWISE_LIBRARY": "http://a:8000"}, "http://b:8000", False),
        ({"HEADWISE_LIBRARY": "https://a"}, "http://a", False),
        ({"HEADWISE_LIBRARY": "https://a"}, "https://a:443/chroma", True),
        ({"HEADWISE_LIBRARY": "http://a", "HEADWISE_CHROMA_URL": "http://b"}, "http://b", True),
        ({"HEADWISE_LIBRARY": "http://a", "HEADWISE_CHROMA_URL": "http://b"}, "http://a", False),
        ({"HEADWISE_CHROMA_URL": "http://a.example"}, "http://a.example.evil", False),
    ],
)
def test_credentials_go_to_their_server_only(named, asked, meant, monkeypatch):
    for name in ("HEADWISE_LIBRARY", "HEADWISE_CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert server._is_meant(server._checked(asked)) is meant


@pytest.mark.parametrize(
    "address",
    ["HTTP://me:hunter2@127.0.0.1:9", "https://127.0.0.1:9/?api_key=hunter2", "ftp://u:hunter2@a"],
)
def test_secrets_in_an_address_are_refused_and_not_repeated(address):
    with pytest.raises(LibraryError) as raised:
        Library(address, HashingEmbeddings()).documents()
    assert "hunter2" not in str(raised.value)
