"""README and docs: commands, Python code, links and messages are those of today."""

import json
import re
import shlex
import warnings
from pathlib import Path

import click
import pytest
import yaml

from headwise import ask_chain
from headwise.cli import cli
from headwise.prompts import export_prompts
from headwise.retrievers import HeadingRetriever, Library
from headwise.retrievers.calibration import shipped_pairs
from tests.support.copies import copy_library

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUESTION = "What is pooling for?"


LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")


def blocks(page):
    return BLOCK.findall(page.read_text(encoding="utf-8"))


COMMANDS = [
    pytest.param(piece, id=f"{page.name}: {piece.strip()}")
    for page in PAGES
    for kind, text in blocks(page)
    if kind in {"", "sh", "console"}
    for line in text.splitlines()
    if line.startswith("headwise ")
    for piece in line.partition(" #")[0].split(" | ")
]
CODE = [
    pytest.param(text, id=f"{page.name}, block {number}")
    for page in PAGES
    if page.name != "langchain.md"  # whose examples are compared with what they print
    for number, (kind, text) in enumerate(blocks(page), start=1)
    if kind == "python"
]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_pages_is_taken(line):
    _headwise, *words = shlex.split(line)
    command, context = cli, click.Context(cli, info_name="headwise")
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(context, words)
        context = click.Context(command, parent=context, info_name=name)
    command.make_parser(context).parse_args(words)


def anchors(page):
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for path, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_every_page_is_on_the_site():
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    shown = re.findall(r"[\w.-]+\.md", json.dumps(nav))

    assert sorted(shown) == sorted(page.name for page in (ROOT / "docs").glob("*.md"))


def test_messages_that_are_explained_are_messages():
    rows = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8").splitlines()
    messages = [found[1] for row in rows if (found := re.match(r"\| `([^`]+)` \|", row))]
    code = "".join(
        re.sub(r'"\s+f?"', "", file.read_text(encoding="utf-8"))
        for folder in ("chains", "headwise", "prompts", "retrievers")
        for file in sorted((ROOT / folder).rglob("*.py"))
    )

    assert len(messages) >= 12
    assert [message for message in messages if message not in code] == []


def test_there_are_commands_and_code():
    assert len(COMMANDS) >= 20
    assert len(CODE) >= 7


@pytest.mark.parametrize("code", CODE)
def test_python_code_of_the_pages_runs(code, openai_server, library_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    copy_library(library_folder, "my-library")
    Path("papers").symlink_to(ROOT / "notebooks" / "papers")
    pairs = [{"question": q, "passage": p} for q, p in shipped_pairs().pairs[::10]]
    Path("my-pairs.jsonl").write_text("".join(f"{json.dumps(pair)}\n" for pair in pairs))
    export_prompts("my-prompts")
    retriever = HeadingRetriever(library=Library("my-library"))
    chain = ask_chain(retriever, "openai:gpt-5-mini")
    hits = retriever.invoke(QUESTION)
    names = {
        "ask_chain": ask_chain,
        "retriever": retriever,
        "chain": chain,
        "question": QUESTION,
        "hits": hits,
        "answer": chain.invoke(QUESTION),
        "model": "openai:gpt-5-mini",
        "my_measure": lambda trial: len(trial.answer.sections),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of matplotlib and ipywidgets
        exec(code, names)
