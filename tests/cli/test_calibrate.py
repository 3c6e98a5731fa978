"""``headwise calibrate``."""

import json

import pytest

from headwise.retrievers import Scoring
from headwise.retrievers.calibration import shipped_pairs
from headwise.retrievers.embeddings.scale import MINILM
from tests.support.copies import copy_library


@pytest.fixture
def pairs(tmp_path):
    """A dozen pairs of a user's own."""
    path = tmp_path / "pairs.jsonl"
    rows = [{"question": q, "passage": p} for q, p in shipped_pairs().pairs[::10]]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_own_pairs_as_a_table(headwise, pairs):
    done = headwise("calibrate", pairs)

    assert done.returncode == 0, done.stderr
    assert "13 pairs of 13 questions with 13 passages" in done.stdout
    assert f"threshold 0.85 is cosine {Scoring(MINILM).cosine_at(0.85):.2f}" in done.stdout
    (default,) = [line for line in done.stdout.splitlines() if line.endswith("default")]
    assert default.split()[0] == "0.85"
    assert "rough picture" in done.stderr


def test_the_shipped_pairs_where_there_is_no_library(headwise):
    done = headwise("calibrate", "--json")
    found = json.loads(done.stdout)

    assert found["embeddings"] == "embedded:all-MiniLM-L6-v2"
    assert found["dimension"] == 384
    assert found["pairs"]["count"] >= 120
    assert found["measured"]["c0"] < 0.1 < found["measured"]["c1"]
    assert found["thresholds"][0]["threshold"] == 0.5
    assert done.stderr == ""


def test_a_library_without_pairs_and_a_plot(headwise, library_folder, tmp_path):
    pytest.importorskip("matplotlib")
    done = headwise("calibrate", "--library", library_folder, "--plot", tmp_path / "out.png")

    assert done.returncode == 0, done.stderr
    assert "first sentences" in done.stdout
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


def test_saved_anchors_are_the_librarys(headwise, library_folder, tmp_path, pairs):
    library = copy_library(library_folder, tmp_path / "copy")
    saved = headwise("calibrate", pairs, "--library", library, "--save", "--json")
    again = headwise("calibrate", pairs, "--library", library, "--json")

    assert saved.returncode == 0, saved.stderr
    assert "from now on" in saved.stderr
    measured = json.loads(saved.stdout)["measured"]
    in_use = json.loads(again.stdout)["in_use"]
    assert in_use == {"c0": measured["c0"], "c1": measured["c1"]}


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("missing.jsonl",), 1, "missing.jsonl: cannot be read"),
        (("--save",), 1, "there is no library to keep the anchors in"),
        (("--plot", "out.bmp"), 2, "--plot"),
        (("--plot", "nowhere/out.png"), 1, "nowhere/out.png: cannot be written"),
        (("--embeddings", "nonsense"), 1, "nonsense"),
    ],
)
def test_wrong_use_is_one_line(headwise, arguments, status, says):
    done = headwise("calibrate", *arguments)

    assert done.returncode == status
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_a_bad_line_is_named(headwise, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"question": "Why?", "passage": "So."}\n{"question": "Why?"}\n')
    done = headwise("calibrate", path)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"headwise: {path}, line 2: has no 'passage'\n"


def test_another_model_than_the_librarys(headwise, library_folder, openai_server):
    done = headwise("calibrate", "--library", library_folder, "--embeddings", "openai:scripted")

    assert done.returncode == 1
    assert "all-MiniLM-L6-v2" in done.stderr
    assert "openai:scripted" in done.stderr


def test_another_model_is_measured(headwise, openai_server):
    found = json.loads(headwise("calibrate", "--embeddings", "openai:scripted", "--json").stdout)

    assert found["embeddings"] == "openai:scripted"
    assert found["dimension"] == 64
    assert found["in_use"]["c0"] == pytest.approx(found["measured"]["c0"], abs=1e-6)
