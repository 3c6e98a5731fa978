"""Documents of many kinds, made here, are read without their outlines."""

from __future__ import annotations

from pathlib import Path

import pytest

from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.generated.layouts import LAYOUTS, Layout
from tests.retrievers.pdf.generated.render import make
from tests.retrievers.pdf.generated.scoring import Found, score

SEED = 1
LEAST, LEAST_LEVEL = 0.95, 0.9


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_headings_and_levels_are_found(tmp_path: Path, layout: Layout) -> None:
    made = make(layout, SEED)
    path = tmp_path / "made.pdf"
    path.write_bytes(made.pdf)
    sections = read_pdf(path, ignore_outline=True).sections
    found = [Found(s.sub_heading, s.level, s.page_start) for s in sections]
    own = score(made.truth, found, made.title)
    assert own.f1 >= LEAST, (own.missed, own.false)
    assert own.level_f1 >= LEAST_LEVEL, own.misplaced
