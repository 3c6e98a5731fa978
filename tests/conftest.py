"""Fixtures for all tests."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
HITS = Path(__file__).parent / "data" / "hits.json"

pytest_plugins = [
    "tests.support.embeddings_server",
    "tests.support.headwise_cli",
    "tests.support.openai_server",
]

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
    *("serve/", "mcp/", "cli/test_calibrate.py", "cli/test_commands.py", "cli/test_answering.py"),
    *("chains/test_failures.py", "chains/test_fault_plans.py", "chains/test_hostile.py"),
    *("chains/test_instructions.py", "chains/test_contract.py", "chains/test_ask_chain.py"),
    *("retrievers/test_library_", "retrievers/pdf/generated/", "retrievers/pdf/test_bad_input.py"),
    *("retrievers/pdf/test_corpus.py", "retrievers/pdf/test_fuzz.py", "retrievers/pdf/test_ocr.py"),
    *("retrievers/pdf/test_isolation.py", "retrievers/embeddings/test_minilm.py"),
    *("retrievers/embeddings/test_e5.py", "cli/test_library_commands.py"),
)
"""What starts many processes, servers or notebooks, or tries many examples: ``make quick``, which
takes a minute, leaves it out. ``pytest.mark.slow`` says so of a single test."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow; keep tests that share a fixture of their module on one worker."""
    for item in items:
        if item.location[0].startswith(tuple(f"tests/{name}" for name in SLOW)):
            item.add_marker(pytest.mark.slow)
        fixtures = getattr(item, "_fixtureinfo", None)
        definitions = fixtures.name2fixturedefs.values() if fixtures else ()
        if any(found[-1].scope in {"module", "class"} for found in definitions):
            item.add_marker(pytest.mark.xdist_group(item.location[0]))


@pytest.fixture(scope="session", autouse=True)
def vectors_once() -> Iterator[None]:
    """Embed each text once in a process: its vector depends on nothing else."""
    from headwise.retrievers.embeddings.encoder import Encoder

    encode_one = Encoder._encode_one
    kept: WeakKeyDictionary[Encoder, dict[str, Any]] = WeakKeyDictionary()

    def encode_once(self: Encoder, text: str) -> Any:
        vectors = kept.setdefault(self, {})
        if text not in vectors:
            vectors[text] = encode_one(self, text)
        return vectors[text]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Encoder, "_encode_one", encode_once)
        yield


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
def library_folder(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Path:
    """A library of the sample PDFs, indexed once for all workers; not to be written to."""
    from headwise import Library

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    library, whole = folder / "papers-library", folder / "papers-library.whole"
    with FileLock(folder / "papers-library.lock"):
        if not whole.exists():
            report = Library(library).index(papers)
            assert (report.new, report.failed) == (3, 0)
            whole.touch()
    return library
