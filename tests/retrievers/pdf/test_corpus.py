"""The real documents that headings were tuned on: scores must not fall unnoticed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    "HEADWISE_CORPUS" not in os.environ,
    reason="it reads the whole corpus, which takes minutes: make headings",
)

SCRIPT = """
import json, sys
from headwise.retrievers.pdf import read_pdf
sections = read_pdf(sys.argv[-1], ignore_outline="--ignore-outline" in sys.argv).sections
print(json.dumps([{"sub_heading": s.sub_heading, "level": s.level, "page": s.page_start}
                  for s in sections]))
"""


@pytest.mark.parametrize(
    ("options", "least", "least_level"), [((), 0.97, 0.94), (("--ignore-outline",), 0.96, 0.93)]
)
def test_headings_score_no_worse_than_before(
    corpus: Path, tmp_path: Path, options: tuple[str, ...], least: float, least_level: float
) -> None:
    scorer = corpus.parent / "tools" / "score_headings.py"
    script, result = tmp_path / "read.py", tmp_path / "scores.json"
    script.write_text(SCRIPT)
    command = [sys.executable, str(scorer), str(corpus), "--json", str(result), "--"]
    root = Path(__file__).parents[3]
    subprocess.run(
        [*command, sys.executable, str(script), *options],
        check=True,
        capture_output=True,
        env={"PYTHONPATH": str(root)},
    )
    scores = list(json.loads(result.read_text()).values())
    assert not [score["error"] for score in scores if score["error"]]
    assert sum(score["f1"] for score in scores) / len(scores) >= least
    assert sum(score["level_f1"] for score in scores) / len(scores) >= least_level
