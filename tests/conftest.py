"""Fixtures for all tests."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
HITS = Path(__file__).parent / "data" / "hits.json"

pytest_plugins = [
    "tests.support.embeddings_server",
    "tests.support.headwise_cli",
    "tests.support.openai_server",
]


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
    """A library of the sample PDFs, indexed once; not to be written to."""
    from headwise import Library

    folder = tmp_path_factory.mktemp("papers") / "library"
    report = Library(folder).index(papers)
    assert (report.new, report.failed) == (3, 0)
    return folder
