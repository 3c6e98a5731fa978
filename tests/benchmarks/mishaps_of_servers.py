"""What befalls a library on a Chroma server."""

import os
import time
from pathlib import Path

from headwise import Library
from tests.benchmarks.library_in_use import QUESTION, pdfs, start, told
from tests.support.chroma_server import ChromaServer, GuardedProxy


def a_server_is_restarted(folder: Path) -> str:
    """While it is written to and read: an error or a wait, then all is there."""
    source = pdfs(folder / "in", 40)
    server = ChromaServer(folder / "data")
    server.start()
    try:
        indexing = start("index", source, "--library", server.url)
        library = Library(server.url)
        while indexing.poll() is None and len(library.documents()) < 3:
            time.sleep(0.2)
        server.stop()
        time.sleep(2)
        server.start()
        said = told(indexing, 0, 1)
        told(start("search", QUESTION, "--library", server.url), 0, 3)
        told(start("index", source, "--library", server.url), 0)
        report = Library(server.url).verify()
        assert (report.documents, report.unmended) == (40, []), report
    finally:
        server.stop()
    return f"said: {said.strip().splitlines()[-1][-160:]!r}"


def credentials_change_across_a_restart(folder: Path) -> str:
    """The server comes back with another token: one line names the setting, not the token."""
    source = pdfs(folder / "in", 40)
    server = ChromaServer(folder / "data")
    server.start()
    proxy = GuardedProxy(server.port, "Authorization", "Bearer first-token")
    try:
        os.environ["HEADWISE_CHROMA_TOKEN"] = "first-token"
        indexing = start("index", source, "--library", proxy.url)
        library = Library(proxy.url)
        while indexing.poll() is None and len(library.documents()) < 3:
            time.sleep(0.2)
        server.stop()
        proxy.value = "Bearer second-token"
        server.start()
        said = told(indexing, 1)
        assert "HEADWISE_CHROMA_TOKEN" in said, said
        assert "first-token" not in said, said
        os.environ["HEADWISE_CHROMA_TOKEN"] = "second-token"
        told(start("index", source, "--library", proxy.url), 0)
        report = Library(proxy.url).verify()
        assert (report.documents, report.unmended) == (40, []), report
    finally:
        del os.environ["HEADWISE_CHROMA_TOKEN"]
        proxy.close()
        server.stop()
    return f"said: {said.strip().splitlines()[-1][-160:]!r}"
