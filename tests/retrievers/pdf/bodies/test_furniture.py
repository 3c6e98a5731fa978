"""No running head, foot or page number of real documents stands in a section's text."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from headwise.retrievers.pdf import read_pdf
from headwise.retrievers.pdf.page.characters import read_page
from headwise.retrievers.pdf.page.records import Page
from headwise.retrievers.text.vocabulary import squash

pytestmark = pytest.mark.skipif(
    "HEADWISE_CORPUS" not in os.environ,
    reason="it reads the whole corpus, which takes minutes: make headings",
)

_FILES = 14
_EDGE = 0.13  # share of the page at either end in which furniture stands
_MIN_LETTERS = 12


def test_repeated_lines_are_in_no_section(corpus: Path) -> None:
    checked = 0
    for path in sorted(corpus.glob("*.pdf"))[:: len(list(corpus.glob("*.pdf"))) // _FILES]:
        with pdfium.PdfDocument(path) as pdf:
            pages = [read_page(pdf[index], index + 1) for index in range(len(pdf))]
        repeated = _repeated(pages)
        checked += bool(repeated)
        text = squash(" ".join(section.text for section in read_pdf(path).sections))
        for lines in repeated:
            left = {line for line in lines if text.count(line) > 1}
            assert len(left) <= 0.1 * len(lines), (path.name, sorted(left)[:3])
    assert checked >= 8


def _repeated(pages: list[Page]) -> list[list[str]]:
    """Return the rows that stand at one height of many pages, alike but for numbers."""
    found: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for page in pages:
        rows = defaultdict(list)
        for span in page.spans:
            if not _EDGE * page.height < span.y < (1.0 - _EDGE) * page.height:
                rows[round(span.y)].append(span)
        for y, spans in rows.items():
            text = " ".join(s.text for s in sorted(spans, key=lambda s: s.x0))
            key = squash(re.sub(r"\d+", " ", text))
            if len(key) >= _MIN_LETTERS and any(map(str.isdecimal, text)):
                found[key, round(y / 6)][page.number] = squash(text)
    return [list(own.values()) for own in found.values() if len(own) >= max(3, len(pages) // 6)]
