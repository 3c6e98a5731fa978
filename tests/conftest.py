"""Fixtures for all tests."""

import gc
import inspect
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from tests.support.copies import keep_unread
from tests.support.sharing import shared

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
HITS = Path(__file__).parent / "data" / "hits.json"

pytest_plugins = [
    "tests.support.embeddings_server",
    "tests.support.headwise_cli",
    "tests.support.openai_server",
]

# Imports and collected tests stay: looking for garbage among them takes a third of the collection.
gc.disable()

# How long an example takes is the machine's affair.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Trust one certificate: to load all of them takes 50 ms for each client of a provider."""
    import certifi

    end = "-----END CERTIFICATE-----\n"
    first, _, _ = Path(certifi.where()).read_text(encoding="utf-8").partition(end)
    file = Path(tempfile.mkdtemp(prefix="headwise-tests-")) / "certificate.pem"
    file.write_text(first + end, encoding="utf-8")
    config.add_cleanup(lambda: shutil.rmtree(file.parent))
    os.environ["SSL_CERT_FILE"] = str(file)


SLOW = (
    *("test_linear.py", "test_packaging.py", "test_papers.py", "notebooks/", "examples/"),
    *("serve/", "mcp/", "cli/test_calibrate.py", "cli/test_ask.py", "cli/test_answering.py"),
    *("cli/test_index.py", "cli/test_search.py", "cli/test_outline.py", "cli/test_processes.py"),
    *("chains/test_failures.py", "chains/test_fault_plans.py", "chains/test_hostile.py"),
    *("chains/test_providers.py", "chains/llm/", "chains/test_cost.py"),
    *("chains/test_instructions.py", "chains/test_contract.py", "chains/test_ask_chain.py"),
    *("retrievers/test_library_", "retrievers/pdf/generated/", "retrievers/pdf/test_bad_input.py"),
    *("retrievers/pdf/test_corpus.py", "retrievers/pdf/test_fuzz.py", "retrievers/pdf/test_ocr.py"),
    *("retrievers/pdf/test_isolation.py", "retrievers/embeddings/test_minilm.py"),
    *("retrievers/embeddings/test_e5.py", "cli/test_library_commands.py", "cli/test_wrong_use.py"),
    *("cli/test_looking_after.py", "cli/test_page_labels.py", "cli/test_signals.py"),
    *("lab/", "test_imports.py"),
    *("retrievers/calibration/", "retrievers/database/test_chroma.py"),
    *("retrievers/database/test_servers.py", "retrievers/database/test_snapshot.py"),
    *("retrievers/pdf/test_drawing.py", "retrievers/pdf/test_picture.py"),
    *("retrievers/database/test_integrity.py", "retrievers/search/test_foreign.py"),
    *("retrievers/embeddings/test_remote_embeddings.py", "retrievers/pdf/bodies/test_measures.py"),
    *("retrievers/indexing/test_files_that_come_and_go.py", "retrievers/test_library.py"),
)
"""What starts many processes, servers or notebooks, or tries many examples: ``make quick``, which
takes a minute, leaves it out. ``pytest.mark.slow`` says so of a single test."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow."""
    for item in items:
        if item.location[0].startswith(tuple(f"tests/{name}" for name in SLOW)):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a module with fixtures of its own scope on one worker.

    The other tests go to whichever worker is free. (``--dist loadgroup`` would do it, but
    pytest-xdist 3.8 writes the groups where pytest 9.2 does not read them.)
    """
    from xdist.scheduler import LoadScopeScheduling

    shared = re.compile(r'scope="(module|class)"')
    files = (ROOT / "tests").rglob("test_*.py")
    whole = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if shared.search(file.read_text(encoding="utf-8"))
    }

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in whole else nodeid

    return Scheduling(config, log)


def pytest_collection_finish() -> None:
    """Collect garbage again, but only what the tests leave."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def for_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session", autouse=True)
def sharing(for_all_workers: Path) -> Iterator[Path]:
    """Embed each text and read each PDF once, in one process; the file that holds what came out."""
    file = for_all_workers / "shared.db"
    with shared(file):
        yield file


@pytest.fixture
def unshared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embed every text, read every PDF, and end the process of each reader."""
    from headwise.retrievers.embeddings.encoder import EmbeddedModel
    from headwise.retrievers.pdf import PdfReader

    for owner, name in ((EmbeddedModel, "_encode"), (PdfReader, "_ask"), (PdfReader, "close")):
        monkeypatch.setattr(owner, name, inspect.unwrap(getattr(owner, name)))


@pytest.fixture
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Delete documents at once: nobody is searching."""
    for module in ("database.writer", "indexing.removing"):
        monkeypatch.setattr(f"headwise.retrievers.{module}.GRACE_SECONDS", 0.0)


@pytest.fixture(scope="session")
def papers() -> Path:
    """Folder of the sample PDFs."""
    return ROOT / "notebooks" / "papers"


@pytest.fixture
def hits() -> list[dict[str, Any]]:
    """Hits in the JSON form: two sections at 0.85, four at 0.83, and duplicates."""
    found: list[dict[str, Any]] = json.loads(HITS.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The project's origin, where it is at hand."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("../shared is not there")
    return folder


@pytest.fixture(scope="session")
def library_folder(for_all_workers: Path, papers: Path) -> Path:
    """A library of the sample PDFs, indexed once for all workers; not to be written to."""
    from headwise import Library

    folder = for_all_workers
    library, whole = folder / "papers-library", folder / "papers-library.whole"
    with FileLock(folder / "papers-library.lock"):
        if not whole.exists():
            report = Library(library).index(papers)
            assert (report.new, report.failed) == (3, 0)
            keep_unread(library)
            whole.touch()
    return library
