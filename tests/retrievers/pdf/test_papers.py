"""The sample documents of the project come out exactly right."""

import json
from pathlib import Path
from typing import Any

import pytest

from headwise.retrievers.pdf import read_pdf


@pytest.mark.parametrize("name", ["introduction.pdf", "theory.pdf", "training.pdf"])
@pytest.mark.parametrize("ignore_outline", [False, True])
def test_headings(papers: Path, name: str, ignore_outline: bool) -> None:
    truth: list[dict[str, Any]] = json.loads((papers / "truth.json").read_text())[name]
    document = read_pdf(papers / name, ignore_outline=ignore_outline)
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
    sections = read_pdf(papers / "theory.pdf").sections
    (section,) = [s for s in sections if "The argument uses the group structure" in s.text]
    assert section.text.split("\n\n")[-1].lstrip("¹1 ").startswith("The argument uses")
