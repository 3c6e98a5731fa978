"""A real Chroma server on loopback, and a proxy in front of it that asks for a header."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


class ChromaServer:
    """``chroma run`` on a folder; it can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # What the script ``chroma`` does, which imports all of chromadb first.
        arguments = ["chroma", "run", "--path", str(self._folder)]
        arguments += ["--host", "127.0.0.1", "--port", str(self.port)]
        code = f"import chromadb_rust_bindings; chromadb_rust_bindings.cli({arguments})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("the Chroma server did not start")

    def stop(self, *, kill: bool = False) -> None:
        if self._process is None:
            return
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        self._process.wait(timeout=30)
        self._process = None


class GuardedProxy:
    """Passes requests on to a server if they carry the right header, and else refuses them."""

    def __init__(
        self, port: int, header: str, value: str | None, certificate: Path | None = None
    ) -> None:
        self.value = value
        self.unavailable = 0
        """How many requests are yet answered as if the server behind were restarting."""
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get(header) != proxy.value:
                    self._reply(401, b'{"error":"Unauthorized","message":"no valid token"}', {})
                    return
                behind = http.client.HTTPConnection("127.0.0.1", port)
                try:
                    if proxy.unavailable:
                        proxy.unavailable -= 1
                        raise ConnectionRefusedError
                    behind.request(self.command, self.path, body, dict(self.headers))
                    reply = behind.getresponse()
                except OSError:
                    self._reply(502, b"<html><h1>502 Bad Gateway</h1></html>", {})
                    return
                kind = reply.getheader("Content-Type") or "application/json"
                self._reply(reply.status, reply.read(), {"Content-Type": kind})
                behind.close()

            do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815  http.server's names

            def _reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
                self.send_response(status)
                for name, text in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        scheme = "http"
        if certificate is not None:
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{scheme}://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def self_signed(folder: Path) -> Path:
    """Return a PEM file with a key and a certificate for localhost."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    command = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
        *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        *("-keyout", str(key), "-out", str(certificate)),
    ]
    subprocess.run(command, check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both
