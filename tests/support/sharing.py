"""What costs much is done once: vectors of texts, readings of PDFs, and processes that read them.

What they replace can be unwrapped, for tests of that itself: see ``unshared``.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np


@contextlib.contextmanager
def shared_vectors(file: Path | str) -> Iterator[None]:
    """Embed each text once for all processes that share ``file``, which need not exist.

    Models whose files were named are left alone: what their folder holds is what is tested.
    """
    from headwise.retrievers.embeddings.encoder import DIMENSION, EmbeddedModel

    known: dict[tuple[str, str], Any] = {}
    lock = threading.Lock()
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=60)
    database.execute("PRAGMA synchronous = OFF")
    columns = "model, text, vector, UNIQUE(model, text)"
    database.execute(f"CREATE TABLE IF NOT EXISTS vectors ({columns})")
    encode = EmbeddedModel._encode

    @wraps(encode)
    def shared(self: EmbeddedModel, texts: Sequence[str]) -> Any:
        if self.folder is not None or not texts:
            return encode(self, texts)
        keys = [(self.name, text.encode("utf-8", "replace").decode()) for text in texts]
        with lock:
            for key in set(keys) - known.keys():
                select = "SELECT vector FROM vectors WHERE model = ? AND text = ?"
                for (vector,) in database.execute(select, key):
                    known[key] = np.frombuffer(vector, np.float32)
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        made = encode(self, [text for _, text in missing])
        with lock:
            known.update(zip(missing, made, strict=True))
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
                [(*key, known[key].tobytes()) for key in missing],
            )
            database.execute("COMMIT")
        return np.array([known[key] for key in keys], np.float32).reshape(-1, DIMENSION)

    with mock.patch.object(EmbeddedModel, "_encode", shared), contextlib.closing(database):
        yield


@contextlib.contextmanager
def kept_workers() -> Iterator[None]:
    """Have a reader of PDFs take over the process that the one before it leaves.

    Not for relative paths, which mean another file in another current folder.
    """
    from headwise.retrievers.pdf.isolation import MEMORY, PdfReader

    ask, close = PdfReader._ask, PdfReader.close
    spare: list[Any] = []

    @wraps(ask)
    def ask_spare(self: PdfReader, request: str, path: Path) -> dict[str, Any]:
        if self._worker is None and spare and path.is_absolute() and self._memory == MEMORY:
            self._worker = spare.pop()
        return ask(self, request, path)

    @wraps(close)
    def keep(self: PdfReader) -> None:
        if self._worker is not None and self._memory == MEMORY and self._lock.acquire(False):
            if self._worker.alive:
                spare.append(self._worker)
                self._worker = None
            self._lock.release()
        close(self)

    with (
        mock.patch.object(PdfReader, "_ask", ask_spare),
        mock.patch.object(PdfReader, "close", keep),
    ):
        yield
    for worker in spare:
        worker.kill()


@contextlib.contextmanager
def shared_readings(file: Path | str) -> Iterator[None]:
    """Read each PDF once for all processes that share ``file``, if there is nothing to warn of."""
    from headwise.retrievers.pdf.isolation import MEMORY, PdfReader

    lock = threading.Lock()
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=60)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("CREATE TABLE IF NOT EXISTS readings (key UNIQUE, document)")
    select = "SELECT document FROM readings WHERE key = ?"
    ask = PdfReader._ask

    @wraps(ask)
    def ask_once(self: PdfReader, request: str, path: Path) -> dict[str, Any]:
        wanted = json.loads(request)
        if "ignore_outline" not in wanted or wanted["check"] or self._memory != MEMORY:
            return ask(self, request, path)
        about = json.dumps({**wanted, "path": path.name}).encode()
        key = hashlib.sha256(about + path.read_bytes()).hexdigest()
        with lock:
            known = database.execute(select, (key,)).fetchone()
        if known:
            return {"document": {**json.loads(known[0]), "path": wanted["path"]}}
        answer = ask(self, request, path)
        if "document" in answer and not answer["document"]["warnings"]:
            row = key, json.dumps(answer["document"])
            with lock:
                database.execute("INSERT OR IGNORE INTO readings VALUES (?, ?)", row)
        return answer

    with mock.patch.object(PdfReader, "_ask", ask_once), contextlib.closing(database):
        yield


@contextlib.contextmanager
def shared(file: Path | str) -> Iterator[None]:
    """Share all of it with the other processes that name this file."""
    with shared_vectors(file), kept_workers(), shared_readings(file):
        yield


def for_good(file: Path | str) -> None:
    """Share until this process ends, for example the kernel of a notebook."""
    stack = contextlib.ExitStack()
    stack.enter_context(shared(file))
    atexit.register(stack.close)
