"""What an import costs and what it must not do."""

import importlib
import pydoc
import re
import subprocess
import sys

import pytest

import headwise
from tests.conftest import ROOT


def loaded_by(code):
    """Names of the top-level modules that are loaded after ``code``."""
    script = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


HEAVY = {"chromadb", "langchain", "langchain_core", "langchain_openai", "numpy", "onnxruntime"}


@pytest.mark.parametrize(
    "code",
    [
        "import headwise.cli",
        "from headwise import read_pdf",
        "from headwise.prompts import export_prompts; load = __import__('headwise').load_prompts()",
    ],
)
def test_heavy_packages_load_on_first_use(code):
    assert not loaded_by(code) & HEAVY


def test_answering_without_a_model_loads_no_agents_no_openai_and_no_community_packages():
    code = "from headwise import HeadingRetriever, Library, ask_chain, sections_chain"
    unwanted = {"langchain", "langchain_openai", "openai", "langgraph", "langchain_community"}

    assert not loaded_by(code) & unwanted


def test_the_command_line_loads_no_parser_of_iris(library_folder, tmp_path, monkeypatch):
    (tmp_path / "rfc3987_syntax.py").write_text("import turtledemo")  # comes with Jupyter
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    arguments = ["headwise", "search", "What is pooling?", "--library", str(library_folder)]
    loaded = loaded_by(
        f"import sys; sys.argv = {arguments}; from headwise.cli import main\n"
        "try: main()\nexcept SystemExit: pass"
    )
    assert "jsonschema" in loaded
    assert "turtledemo" not in loaded


def test_every_public_name_is_there():
    for name in headwise.__all__:
        assert getattr(headwise, name).__module__.startswith("headwise.")


def test_help_begins_with_every_public_name():
    shown = pydoc.plain(pydoc.render_doc(headwise)).split("PACKAGE CONTENTS")[0]

    assert set(headwise.__all__) <= set(re.findall(r"\w+", shown))
    assert len(shown.splitlines()) <= 60


def test_benchmarks_import_what_is_there():
    files = {*(ROOT / "tests" / "benchmarks").glob("*.py")}
    for file in files - {file for file in files if file.stem in {"conftest", "plain_langchain"}}:
        importlib.import_module(f"tests.benchmarks.{file.stem}")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = headwise.nothing


def test_nothing_imports_the_second_identity():
    """`import retrievers` from the root would make every class twice; ruff bans it in code."""
    banned = re.compile(r"^\s*(?:from|import) (?:retrievers|chains|prompts)\b", re.MULTILINE)
    sources = [*ROOT.glob("*/**/*.py"), *ROOT.glob("notebooks/**/*.ipynb")]
    own = [path for path in sources if ".venv" not in path.parts]

    assert len(own) > 50
    assert [str(path) for path in own if banned.search(path.read_text(encoding="utf-8"))] == []
