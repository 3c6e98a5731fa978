"""A real server on loopback over a library of its own."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")

from headwise import Library
from headwise.serve.app import make_app
from headwise.serve.asking import Answering
from headwise.serve.guard import Guard
from headwise.serve.listening import make_server
from headwise.serve.pages import Pages
from headwise.serve.served import Served

TOKEN = "the-token"


@dataclass
class Running:
    client: httpx.Client
    """With the token."""
    stranger: httpx.Client
    """Without."""
    uploads: Path
    port: int
    served: Served


@contextmanager
def running(library: Path, uploads: Path | None, **options) -> Iterator[Running]:
    shelf = Library(library)
    served = Served(Answering(shelf, **options), Pages(shelf), uploads, most_bytes=2_000_000)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        server = make_server(Guard(make_app(served), TOKEN, hosts))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        base = f"http://127.0.0.1:{port}"
        bearer = {"authorization": f"Bearer {TOKEN}"}
        with (
            httpx.Client(base_url=base, headers=bearer, timeout=60) as client,
            httpx.Client(base_url=base, timeout=60) as stranger,
        ):
            yield Running(client, stranger, uploads or Path(), port, served)
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def server(library_folder, tmp_path_factory) -> Iterator[Running]:
    """Over the sample papers; not to be changed."""
    with running(library_folder, None) as started:
        yield started


@pytest.fixture
def own_server(tmp_path) -> Iterator[Running]:
    """Over an empty library that may be written to."""
    with running(tmp_path / "library", tmp_path / "uploads") as started:
        yield started
    shutil.rmtree(tmp_path / "uploads", ignore_errors=True)
