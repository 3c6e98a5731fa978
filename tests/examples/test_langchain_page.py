"""docs/langchain.md: every example runs as it stands there and prints what stands below it."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.copies import copy_library
from tests.support.openai_server import Reply, obedient, prompt_of

PAGE = Path(__file__).parents[2] / "docs" / "langchain.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A block of code, and what is printed below it."""

    heading: str
    code: str
    printed: str
    line: int
    """Of the code on the page, from 1."""


def examples(page: str) -> list[Example]:
    found: list[Example] = []
    for block in BLOCK.finditer(page):
        kind, text = block.groups()
        if kind == "python":
            before = page[: block.start()]
            *_, heading = ["Beginning", *re.findall(r"^## (.*)$", before, re.MULTILINE)]
            found.append(Example(heading, text, "", before.count("\n") + 2))
        else:
            last = found.pop()
            found.append(Example(last.heading, last.code, text, last.line))
    return found


BEGINNING, *EXAMPLES = examples(PAGE.read_text(encoding="utf-8"))


def run(example: Example, names: dict[str, object]) -> None:
    """Run a block so that a traceback shows the line of the page."""
    code = "\n" * (example.line - 1) + example.code
    exec(compile(code, str(PAGE), "exec"), names)


def respond(request):
    """Write summaries as asked, call an agent's tool once, and know no other model."""
    if request["model"] == "no-such-model":
        return Reply(status=404, error="The model does not exist")
    if any(t["function"]["name"] == "ask_papers" for t in request.get("tools", ())):
        last = request["messages"][-1]
        if last["role"] == "tool":
            return f"The papers say: {last['content']}"
        return '{"question": "What is pooling for?"}'
    assert prompt_of(request)
    return obedient(request)


@pytest.fixture
def names(openai_server, library_folder, papers, tmp_path, monkeypatch):
    """The names that the page's beginning makes, in a folder like a reader's."""
    openai_server.respond = respond
    monkeypatch.chdir(tmp_path)
    copy_library(library_folder, "my-library")
    Path("papers").symlink_to(papers)
    names: dict[str, object] = {"__name__": "page"}
    run(BEGINNING, names)
    return names


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.heading}, line {one.line}")
@pytest.mark.filterwarnings("ignore::langchain_core._api.LangChainBetaWarning")  # as_tool
def test_example(example, names, capsys, caplog):
    run(example, names)

    assert example.printed, "the example says nothing that could be wrong"
    assert capsys.readouterr().out == example.printed
    assert not [record for record in caplog.records if record.name.startswith("langgraph")]


def test_the_page_shows_what_apps_do():
    assert len(EXAMPLES) >= 11
    code = "".join(example.code for example in EXAMPLES)
    for name in (
        "RunnableParallel", "assign(", "return_exceptions", "with_config", "with_retry",
        "with_fallbacks", "get_usage_metadata_callback", "as_tool", "create_agent", "StateGraph",
        "BaseRetriever", "InMemoryVectorStore", "chromadb", "deepcopy", "pickle", "asyncio",
        "get_input_jsonschema", "get_output_jsonschema",
    ):  # fmt: skip
        assert name in code
