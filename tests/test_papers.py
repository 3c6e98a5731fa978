"""The committed sample PDFs are what their sources make."""

import subprocess
import sys

import pytest


def test_the_samples_rebuild_from_their_sources(papers):
    done = subprocess.run(
        [sys.executable, papers / "build.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout}{done.stderr}: run make papers"


@pytest.mark.parametrize(
    ("name", "pages", "bookmarks"),
    [("introduction", 8, True), ("theory", 5, False), ("training", 10, True)],
)
def test_length_and_bookmarks(papers, name, pages, bookmarks):
    import pypdfium2

    document = pypdfium2.PdfDocument(papers / f"{name}.pdf")
    with document:
        assert len(document) == pages
        assert bool(list(document.get_toc())) == bookmarks
