"""Documents of many kinds, made here, are read without their outlines."""

from __future__ import annotations

from pathlib import Path

import pytest

from headwise.retrievers.pdf import read_pdf
from tests.retrievers.pdf.generated.layouts import LAYOUTS, Layout
from tests.retrievers.pdf.generated.render import make
from tests.retrievers.pdf.generated.scoring import Found, Score, score

SEEDS = (1, 2)
LEAST, LEAST_LEVEL = 0.97, 0.95
LEAST_OF_ONE = 0.8  # few faint headings between other italics are the hardest


@pytest.fixture(scope="session")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Score]:
    """Return the score of every layout and seed."""
    folder = tmp_path_factory.mktemp("generated")
    return {(one.name, seed): scored(one, seed, folder) for one in LAYOUTS for seed in SEEDS}


def scored(layout: Layout, seed: int, folder: Path) -> Score:
    made = make(layout, seed)
    path = folder / f"{layout.name}-{seed}.pdf"
    path.write_bytes(made.pdf)
    sections = read_pdf(path, ignore_outline=True).sections
    found = [Found(s.sub_heading, s.level, s.page_start) for s in sections]
    return score(made.truth, found, made.title)


def test_all_documents_score_high_on_average(scores: dict[tuple[str, int], Score]) -> None:
    assert len(scores) >= 40
    assert sum(s.f1 for s in scores.values()) / len(scores) >= LEAST
    assert sum(s.level_f1 for s in scores.values()) / len(scores) >= LEAST_LEVEL


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("layout", [layout.name for layout in LAYOUTS])
def test_no_document_scores_low(
    scores: dict[tuple[str, int], Score], layout: str, seed: int
) -> None:
    own = scores[layout, seed]
    assert own.f1 >= LEAST_OF_ONE, (own.missed, own.false)
    assert own.level_f1 >= LEAST_OF_ONE - 0.05, own.misplaced
