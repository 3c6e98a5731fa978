"""Every notebook, from a clean kernel: nothing raises or worries, the outputs keep their shape."""

import json

import nbformat
import pytest

from notebooks import execute
from tests.support.openai_server import obedient, serving

NOTEBOOKS = execute.notebooks()
WITH_MODEL = "the last one, with a model"
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


SHARING = """
import sys
sys.path.append({root!r})
from tests.support import sharing
sharing.for_good({vectors!r})
del sys.path[-1]
"""
AGAIN = """
%reset -f
import os
os.environ["HEADWISE_LLM"] = "openai:scripted"
"""


@pytest.fixture(scope="module")
def model():
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def fresh(sharing, model, library_folder, tmp_path_factory):
    """All notebooks one after the other in one kernel, the last one a second time with a model.

    Names are forgotten in between. The sample PDFs have been embedded before.
    """
    folder = tmp_path_factory.mktemp("ipython")
    startup = folder / "profile_default" / "startup"
    startup.mkdir(parents=True)
    script = SHARING.format(root=str(execute.FOLDER.parent), vectors=str(sharing))
    (startup / "sharing.py").write_text(script, encoding="utf-8")
    variables = {
        "IPYTHONDIR": str(folder),
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": "sk-scripted",
    }
    model.respond = respond
    parts = [*map(execute.read, NOTEBOOKS), execute.read(NOTEBOOKS[-1])]
    sources = ["%reset -f"] * (len(NOTEBOOKS) - 1) + [AGAIN, ""]
    between = [nbformat.v4.new_code_cell(source) for source in sources]
    cells = [
        cell for part, last in zip(parts, between, strict=True) for cell in (*part.cells, last)
    ]
    for number, cell in enumerate(cells):
        cell.id = str(number)
    whole = nbformat.v4.new_notebook(cells=cells)
    execute.run(whole, execute.FOLDER, variables)
    made = iter(whole.cells)
    for part in parts:
        part.cells = [next(made) for _ in part.cells]
        next(made)
    return dict(zip([*NOTEBOOKS, WITH_MODEL], parts, strict=True))


def respond(request):
    names = [tool["function"]["name"] for tool in request.get("tools", [])]
    if "ask_papers" not in names:
        return obedient(request)
    if request["messages"][-1]["role"] == "tool":
        request.pop("tools")  # so that the server replies with text
        return "As the papers say."
    return json.dumps({"question": "What is pooling for?"})


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


def test_with_a_model_by_the_one_variable(fresh, model):
    """Unchanged, on a server that speaks OpenAI's protocol."""
    notebook = fresh[WITH_MODEL]

    assert execute.worries(notebook) == []
    assert "openai:scripted" in nbformat.writes(notebook)
    assert model.calls > 5


class TestWorries:
    """The check itself: it fails where it should."""

    def notebook(self, source, path):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        execute.write(path, notebook)
        return execute.execute(path)

    def test_what_a_user_would_worry_about_is_found(self, tmp_path):
        source = (
            "import sys, warnings\nprint('lost', file=sys.stderr)\n"
            "print('FutureWarning: gone soon')\nprint(sys.prefix)\n"
            "warnings.warn('old', DeprecationWarning)"
        )
        found = execute.worries(self.notebook(source, tmp_path / "bad.ipynb"))

        for words in ("lost", "FutureWarning", "DeprecationWarning: old"):
            assert any(words in worry for worry in found)

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
