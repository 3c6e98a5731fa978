"""Small PDFs made on the fly, and real ones where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrievers.pdf.making import Typeset
from tests.support.typesetting import typeset as to_pdf

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


@pytest.fixture
def typeset(tmp_path: Path) -> Typeset:
    """Return a function that makes a PDF of Typst source."""

    def make(source: str) -> Path:
        path = tmp_path / f"made{len(list(tmp_path.iterdir()))}.pdf"
        path.write_bytes(to_pdf(source))
        return path

    return make


@pytest.fixture
def corpus() -> Path:
    """Folder of real PDFs with known headings, outside the project."""
    if not CORPUS.is_dir():
        pytest.skip("../shared/corpus is not there")
    return CORPUS
