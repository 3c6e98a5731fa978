"""The sample documents of the project come out exactly right."""

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from headwise.retrievers.pdf import read_pdf

read = cache(read_pdf)


@pytest.mark.parametrize("name", ["introduction.pdf", "theory.pdf", "training.pdf"])
@pytest.mark.parametrize("ignore_outline", [False, True])
def test_headings_numbers_levels_and_pages_are_the_printed_ones(
    papers: Path, name: str, ignore_outline: bool
) -> None:
    truth: list[dict[str, Any]] = json.loads((papers / "truth.json").read_text())[name]
    document = read(papers / name, ignore_outline=ignore_outline)
    front, *sections = document.sections
    assert front.page_start == 1
    assert document.title.startswith(front.sub_heading)
    assert [(s.number and s.number.rstrip("."), s.heading, s.level, s.page_start)
            for s in sections] == [
        (t["number"], t["title"], t["level"], t["page"])
        for t in truth
        if t["title"] != "Contents"
    ]  # fmt: skip


def test_footnotes_end_their_section(papers: Path) -> None:
    sections = read(papers / "theory.pdf", ignore_outline=False).sections
    (section,) = [s for s in sections if "The argument uses the group structure" in s.text]
    assert section.text.split("\n\n")[-1].lstrip("¹1 ").startswith("The argument uses")


@pytest.mark.parametrize("name", ["introduction.pdf", "theory.pdf", "training.pdf"])
def test_a_sections_text_knows_its_pages(papers: Path, name: str) -> None:
    """Nearly all words of each stretch stand on the page that it is said to be from."""
    pdf = pypdfium2.PdfDocument(papers / name)
    words = [set(re.findall(r"\w+", page.get_textpage().get_text_bounded())) for page in pdf]
    pdf.close()
    several = 0
    for section in read(papers / name, ignore_outline=False).sections:
        offsets = section.page_offsets
        if not section.text:
            continue
        assert offsets[0] == (0, section.page_start)
        assert max(page for _, page in offsets) == section.page_end
        several += len(offsets) > 1
        for (start, page), (end, _) in pairwise([*offsets, (len(section.text), 0)]):
            # Hyphenated words and formulas are written otherwise on the page.
            own = re.findall(r"\w+", section.text[start:end])
            assert sum(word in words[page - 1] for word in own) >= 0.8 * len(own) - 3
    assert several >= 2
