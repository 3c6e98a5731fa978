"""Every notebook, from a clean kernel: nothing raises or worries, the outputs keep their shape."""

import json
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest

from notebooks import execute
from tests.support.openai_server import obedient

NOTEBOOKS = execute.notebooks()
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def executed(paths, variables=None):
    with ThreadPoolExecutor(execute.AT_ONCE) as pool:
        runs = {path: pool.submit(execute.execute, path, variables) for path in paths}
    return {path: run.result() for path, run in runs.items()}


@pytest.fixture(scope="module")
def fresh():
    return executed(NOTEBOOKS)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_notebooks_are_there():
    assert len(NOTEBOOKS) >= 3


@each
def test_it_runs_without_a_worry(fresh, path):
    assert execute.worries(fresh[path]) == []


@each
def test_the_committed_outputs_have_the_shape_of_fresh_ones(fresh, path):
    assert execute.structure(execute.read(path)) == execute.structure(fresh[path])


@each
def test_it_was_committed_executed_in_order_and_without_a_worry(path):
    committed = execute.read(path)

    assert [cell.execution_count for cell in code(committed)] == [
        number for number, _ in enumerate(code(committed), start=1)
    ]
    assert execute.worries(committed) == []
    assert path.read_text(encoding="utf-8").count("\r") == 0


@each
def test_it_says_what_it_is_and_runs_on_a_model_by_one_variable(path):
    first = execute.read(path).cells[0]

    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "HEADWISE_" in path.read_text(encoding="utf-8")


@each
def test_writing_it_again_changes_nothing(path, tmp_path):
    copy = tmp_path / path.name
    execute.write(copy, execute.settled(execute.read(path)))

    assert copy.read_bytes() == path.read_bytes()


def test_with_a_model_by_the_one_variable(openai_server):
    """Unchanged, on a server that speaks OpenAI's protocol."""

    def respond(request):
        names = [tool["function"]["name"] for tool in request.get("tools", [])]
        if "ask_papers" not in names:
            return obedient(request)
        if request["messages"][-1]["role"] == "tool":
            request.pop("tools")  # so that the server replies with text
            return "As the papers say."
        return json.dumps({"question": "What is pooling for?"})

    openai_server.respond = respond
    (asking,) = (path for path in NOTEBOOKS if path.name.startswith("04"))
    notebook = execute.execute(asking, {"HEADWISE_LLM": "openai:scripted"})

    assert execute.worries(notebook) == []
    assert "openai:scripted" in nbformat.writes(notebook)
    assert openai_server.calls > 5


class TestWorries:
    """The check itself: it fails where it should."""

    def notebook(self, source, path):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        execute.write(path, notebook)
        return execute.execute(path)

    def test_what_a_user_would_worry_about_is_found(self, tmp_path):
        source = (
            "import sys, warnings\nprint('lost', file=sys.stderr)\n"
            "print('FutureWarning: gone soon')\nprint(sys.prefix)"
        )
        found = execute.worries(self.notebook(source, tmp_path / "bad.ipynb"))

        assert any("lost" in worry for worry in found)
        assert any("FutureWarning" in worry for worry in found)

    def test_warnings_come_to_light(self, tmp_path):
        source = "import warnings\nwarnings.warn('old', DeprecationWarning)"

        assert execute.worries(self.notebook(source, tmp_path / "old.ipynb"))

    def test_a_notebook_that_raises_fails(self, tmp_path):
        with pytest.raises(execute.CellExecutionError, match="division by zero"):
            self.notebook("1 / 0", tmp_path / "raises.ipynb")

    def test_the_shape_tells_headings_tables_and_images_from_text(self):
        def shape(**data):
            output = nbformat.v4.new_output(
                "display_data", data={k.replace("_", "/"): v for k, v in data.items()}
            )
            cell = nbformat.v4.new_code_cell("x", outputs=[output])
            return execute.structure(nbformat.v4.new_notebook(cells=[cell]))

        plain = shape(text_html="<p>one</p>")
        assert plain == shape(text_html="<p>another</p>")
        assert plain != shape(text_html="<h4>one</h4>")
        assert plain != shape(text_html="<p>one</p>", image_png="iVBORw0KGgo=")
        assert shape(text_html="<table></table>") != shape(text_html="<h4>x</h4>")
