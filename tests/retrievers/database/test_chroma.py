"""The current folder and foreign variables decide nothing about Chroma."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.small_pdf import write_pdf

ROOT = Path(__file__).parents[3]
INDEX = """
from headwise import Library
from tests.support.hashing import HashingEmbeddings
Library("library", HashingEmbeddings()).index("note.pdf")
"""


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback that notes what it is sent."""
    sent: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    sent.append(connection.recv(100))

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], sent
        server.shutdown(socket.SHUT_RDWR)


def settings(port: int) -> dict[str, str]:
    return {
        "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
        "CHROMA_SERVER_HOST": "127.0.0.1",
        "CHROMA_SERVER_HTTP_PORT": str(port),
        "CHROMA_OTEL_COLLECTION_ENDPOINT": f"http://127.0.0.1:{port}",
        "CHROMA_OTEL_GRANULARITY": "all",
        "CHROMA_PRODUCT_TELEMETRY_IMPL": "hostile.Telemetry",
        "MIGRATIONS": "none",
        "ALLOW_RESET": "true",
    }


def index(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    write_pdf(folder / "note.pdf", "Notes", [("1 Tea", "Tea is made of leaves. " * 20)])
    return subprocess.run(
        [sys.executable, "-c", INDEX],
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    (tmp_path / "hostile.py").write_text("open('was-run', 'w')\n")
    return tmp_path


def test_neither_env_file_nor_variables_that_are_not_ours_are_read(hostile: Path) -> None:
    os.mkfifo(hostile / ".env")  # whoever opens it waits for ever
    with listening() as (port, sent):
        done = index(hostile, **settings(port))
    assert done.returncode == 0, done.stderr
    assert (hostile / "library" / "chroma.sqlite3").exists()
    assert sent == []
    assert not (hostile / "was-run").exists()


def test_the_attack_works_on_chroma_itself(hostile: Path) -> None:
    """So that the test above would fail if Headwise took Chroma's own settings."""
    with listening() as (port, sent):
        lines = (f"{name}={value}" for name, value in settings(port).items())
        (hostile / ".env").write_text("\n".join(lines))
        code = "import chromadb; chromadb.PersistentClient('library')"
        command = [sys.executable, "-c", code]
        subprocess.run(command, check=False, cwd=hostile, capture_output=True, timeout=120)
        assert sent or (hostile / "was-run").exists()
