"""Where the files of embedded models come from, and that only the right ones are used."""

import hashlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings.weights import Weights

CONTENT = b"the official file"


@pytest.fixture
def weights():
    return Weights(
        model="a-model",
        distribution="no-such-distribution",
        remedy="pip install it",
        variable="HEADWISE_TEST_DIR",
        sha256={"file.bin": hashlib.sha256(CONTENT).hexdigest()},
        repository="somebody/a-model",
    )


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """No source but those that a test makes."""
    monkeypatch.setenv("HEADWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.delenv("HEADWISE_HUB", raising=False)


@pytest.fixture
def hub():
    """A hub on loopback, with the paths that were asked of it and what it gives."""

    class Handler(BaseHTTPRequestHandler):
        asked: ClassVar[list[str]] = []
        content: ClassVar[bytes | None] = CONTENT

        def do_GET(self):
            self.asked.append(self.path)
            self.send_response(200 if self.content is not None else 404)
            self.end_headers()
            self.wfile.write(self.content or b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    Handler.asked.clear()
    Handler.content = CONTENT
    Handler.address = f"http://127.0.0.1:{server.server_port}"
    yield Handler
    server.shutdown()
    server.server_close()


def test_what_is_nowhere_is_told_with_the_remedies(weights):
    assert not weights.is_here()
    with pytest.raises(EmbeddingsError) as caught:
        weights.read("file.bin")
    assert str(caught.value) == (
        "a-model has no weights here: pip install it, or set HEADWISE_TEST_DIR to a folder "
        "with the official file.bin"
    )


def test_what_the_hubs_own_library_has_downloaded_is_found(weights, tmp_path):
    snapshot = tmp_path / "hub" / "models--somebody--a-model" / "snapshots" / "1"
    snapshot.mkdir(parents=True)
    (snapshot / "file.bin").write_bytes(CONTENT)
    assert weights.is_here()
    assert weights.read("file.bin") == CONTENT
    (snapshot / "file.bin").write_bytes(b"something else")
    with pytest.raises(EmbeddingsError, match="SHA-256 differs"):
        weights.read("file.bin")


def test_a_hub_is_asked_once_and_only_where_the_user_names_it(weights, hub, monkeypatch):
    with pytest.raises(EmbeddingsError):
        weights.read("file.bin")
    assert hub.asked == []
    monkeypatch.setenv("HEADWISE_HUB", f"{hub.address}/")
    assert [weights.read("file.bin") for _ in range(2)] == [CONTENT, CONTENT]
    assert hub.asked == ["/somebody/a-model/resolve/main/file.bin"]


@pytest.mark.parametrize(("content", "words"), [(b"altered", "SHA-256 differs"), (None, "fetched")])
def test_what_a_hub_gives_is_checked(weights, hub, monkeypatch, content, words):
    hub.content = content
    monkeypatch.setenv("HEADWISE_HUB", hub.address)
    with pytest.raises(EmbeddingsError, match=words):
        weights.read("file.bin")


def test_a_named_folder_is_the_only_place(weights, hub, monkeypatch, tmp_path):
    monkeypatch.setenv("HEADWISE_HUB", hub.address)
    monkeypatch.setenv("HEADWISE_TEST_DIR", str(tmp_path))
    with pytest.raises(EmbeddingsError, match="No such file"):
        weights.read("file.bin")
    (tmp_path / "file.bin").write_bytes(CONTENT)
    assert weights.read("file.bin") == CONTENT
    assert hub.asked == []
