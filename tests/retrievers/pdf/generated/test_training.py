"""The generated documents that ``make fit`` learns from say truly where their headings stand."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2 as pdfium

from headwise.retrievers.text.vocabulary import squash
from tests.benchmarks.heading_typeset import generated


def test_headings_stand_on_the_pages_that_the_truth_names(tmp_path: Path) -> None:
    for path, _, _ in generated(tmp_path, 4):
        with pdfium.PdfDocument(path) as pdf:
            pages = [squash(page.get_textpage().get_text_range()) for page in pdf]
        truth = json.loads(path.with_suffix(".truth.json").read_text())
        assert truth
        assert all(squash(own["title"]) in pages[own["page"] - 1] for own in truth), path
