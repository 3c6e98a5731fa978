"""Whatever documents, files and servers are called, the command line prints it inert."""

import ast
import json
from pathlib import Path

import pytest

import headwise.cli
from headwise.cli import run

STEERING = "\x1b]0;owned\x07\x1b[31m\u202e\u200b"
NAME = f"![x](http://127.0.0.1/p)<img src=x>{STEERING}\n\n## Fake"
HIT = {
    "text": "Pooling shrinks the maps of a network by a factor of two.",
    "sub_heading": "3 Pooling",
    "collection_name": "cnn",
    "similarity": 0.97,
}


@pytest.fixture
def summarized(tmp_path, capsys):
    """Return what is printed for a hit with other values, as Markdown or JSON."""

    def summarize(*options, **values):
        file = tmp_path / "hits.json"
        file.write_text(json.dumps([{**HIT, **values}]))
        status = run(
            ["summarize", str(file), "--question", f"What shrinks {STEERING} maps?", *options]
        )
        printed = capsys.readouterr()
        assert status == 0, printed.err
        assert "\x1b" not in printed.out + printed.err
        return printed.out

    return summarize


def assert_inert(markdown):
    assert [line for line in markdown.splitlines() if line.startswith("#")] == [
        markdown.splitlines()[0]
    ]
    assert "](http" not in markdown.replace("]\\(http", "")
    assert "<img" not in markdown.replace("\\<img", "")
    assert all(c.isprintable() or c == "\n" for c in markdown)


def test_a_collection_is_cited_as_the_characters_that_it_has(summarized):
    assert_inert(summarized("--cite", collection_name=NAME))
    assert_inert(summarized("--cite", collection_name=NAME, page_start=3))


def test_a_heading_is_one_line_and_no_markup(summarized):
    printed = summarized("--cite", sub_heading=NAME)
    assert_inert(printed)
    assert printed.startswith("## !")


@pytest.mark.parametrize("blank", ["\u200b", "\u3164", " \u202e "])
def test_a_heading_that_nobody_sees_gets_its_page(summarized, blank):
    assert summarized(sub_heading=blank, page_start=7).startswith("## Page 7\n")


def test_json_escapes_what_steers_and_loses_nothing(summarized):
    printed = summarized("--json", collection_name=NAME)
    assert all(c.isprintable() or c == "\n" for c in printed)
    assert json.loads(printed)["sections"][0]["sources"][0]["collection_name"] == NAME


def test_errors_are_one_inert_line(capsys, tmp_path):
    assert run(["outline", f"{tmp_path}/no{NAME}.pdf"]) == 1
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert printed.rstrip("\n").isprintable()


def test_only_one_module_prints():
    folder = Path(headwise.cli.__file__).parent
    printing = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name in {"print", "click.echo", "click.secho"} or name.endswith("std.write"):
                    printing.add((file.name, ast.unparse(node)))
    others = {call for name, call in printing if name != "terminal.py"}
    assert others == {"click.echo(error.format_message(), err=True)"}
