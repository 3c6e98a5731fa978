"""The wheel, built by way of the sdist, installs headwise alone into a fresh environment."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


def run(*command, **options):
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """What git tracks, as a clone would have it, with the symlinks."""
    target = tmp_path_factory.mktemp("checkout") / "headwise"
    names = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    for name in filter(None, names):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, target / name, follow_symlinks=False)
    return target


@pytest.fixture(scope="module")
def built(checkout, tmp_path_factory):
    """The sdist, and the wheel that is built from it, as publishing builds them."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, checkout)
    return {path.suffix: path for path in out.iterdir()}


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory):
    """The folder with the locked dependencies: this environment's own."""
    return Path(pytest.__file__).parent.parent


def test_a_fresh_environment_gains_headwise_only_and_runs_it(built, dependencies, tmp_path, papers):
    environment = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = Path(run(python, "-c", "import site; print(site.getsitepackages()[0])").strip())
    before = {path.name for path in site.iterdir()}
    # Dependencies come from here, not from an index.
    lent = {**os.environ, "PYTHONPATH": str(dependencies)}
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install"),
        *("--no-deps", "--no-index", "--no-compile", built[".whl"]),
    )
    gained = {path.name for path in site.iterdir()} - before
    (metadata,) = site.glob("headwise-*.dist-info")
    assert gained == {"headwise", metadata.name}

    command = python.with_name("headwise")
    found = json.loads(
        run(command, "outline", papers / "introduction.pdf", "--json", env=lent, cwd=tmp_path)
    )
    assert any(section["sub_heading"] == "2.2 Convolutional layer" for section in found)
    where = run(
        python, "-c", "import headwise.chains as c; print(c.__file__)", cwd=tmp_path, env=lent
    )
    assert Path(where.strip()).is_relative_to(site)


def test_the_wheel_holds_code_prompts_and_pairs_and_no_tests(built):
    names = zipfile.ZipFile(built[".whl"]).namelist()

    for name in (
        "headwise/py.typed",
        "headwise/chains/sections.py",
        "headwise/prompts/map.md",
        "headwise/retrievers/embeddings/pairs.jsonl",
        "headwise/retrievers/pdf/reader.py",
        "headwise/notebooks/01_ask_your_pdfs.ipynb",
        "headwise/notebooks/papers/theory.pdf",
    ):
        assert name in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"headwise"}


def test_from_the_sdist_the_same_wheel_is_built(built, checkout, tmp_path):
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, checkout)
    (direct,) = tmp_path.iterdir()

    def contents(wheel):
        archive = zipfile.ZipFile(wheel)
        return {n: archive.read(n) for n in archive.namelist() if not n.endswith("RECORD")}

    assert contents(direct).keys() == contents(built[".whl"]).keys()


@pytest.mark.parametrize(
    "command",
    [
        (sys.executable, "-c", "import headwise"),
        (sys.executable, "-m", "build", "--no-isolation", "--wheel"),
    ],
    ids=["import", "build"],
)
def test_a_clone_without_symbolic_links_says_how_to_clone(checkout, tmp_path, command):
    clone = tmp_path / "headwise"
    shutil.copytree(checkout, clone, symlinks=True)
    for room in ("chains", "prompts", "retrievers"):
        (clone / "headwise" / room).unlink()
        (clone / "headwise" / room).write_text(f"../{room}")  # what git makes of a link there
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    said = [line for line in (done.stdout + done.stderr).splitlines() if "symbolic links" in line]
    assert said
    assert all("git clone -c core.symlinks=true" in line for line in said)


def test_the_lock_has_hashes_and_names_no_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and line[0].isalpha()]
        assert len(pins) > 50
        assert all("==" in line and line.endswith("\\") for line in pins)
        assert not any("://" in line for line in lines)
        assert not any(line.startswith(("torch==", "pymupdf==")) for line in pins)


def test_the_lock_fits_the_declared_dependencies():
    """Every direct dependency is locked: pyproject.toml was not changed without make lock."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for requirement in project["project"]["dependencies"]:
        name = requirement.split(">")[0].split("=")[0]
        assert f"\n{name}==" in locked, f"{name}: run make lock"
