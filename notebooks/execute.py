"""Execute the notebooks from a clean kernel: ``python notebooks/execute.py [NAME.ipynb …]``.

Outputs are written back without anything that differs from run to run, so that a notebook
whose results are the same stays the same file. A notebook that raises, or prints what a user
would worry about, is not written.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

FOLDER = Path(__file__).parent
SECONDS = 300
"""Longest time for one cell."""
AT_ONCE = 2
"""Kernels side by side."""

_WORRYING = re.compile(r"\b\w*Warning\b:|Traceback \(most recent call last\)")
_STRUCTURE = re.compile(r"<(h[1-6]|table|details|img|svg|ul|ol)\b")
_WIDGETS = "application/vnd.jupyter.widget-state+json"
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def notebooks() -> list[Path]:
    """Return the notebooks of this folder, in order."""
    return sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> NotebookNode:
    """Return a notebook as it is."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def execute(path: Path, variables: Mapping[str, str] | None = None) -> NotebookNode:
    """Return the notebook as it comes out of a new kernel.

    Args:
        path: The notebook; it runs in its folder.
        variables: Added to the environment. Settings of Headwise's own are taken out of it,
            so that the notebook runs on its defaults.

    Raises:
        CellExecutionError: A cell raised.
    """
    return run(read(path), path.parent, variables)


def run(
    notebook: NotebookNode, folder: Path, variables: Mapping[str, str] | None = None
) -> NotebookNode:
    """Return the notebook with its outputs; otherwise as `execute`."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HEADWISE_") or name == "HEADWISE_CACHE"
    }
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        record_timing=False,
        resources={"metadata": {"path": folder}},
    )
    # A kernel warns that its ports on loopback are not encrypted.
    client.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
    environment = {**kept, "PYTHONWARNINGS": "default", **(variables or {})}
    # Not `client.execute`, which leaves an event loop open in each thread that calls it.
    asyncio.run(client.async_execute(env=environment))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = list(_joined(cell.outputs))
    return notebook


def _joined(outputs: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the outputs; what was printed in pieces, as they happened to arrive, in one."""
    last: NotebookNode | None = None
    for output in outputs:
        if last and output.output_type == "stream" and output.name == last.get("name"):
            last.text += output.text
        else:
            last = output
            yield output


def outputs(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    """Yield each output with its cell's position."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            yield number, output


def worries(notebook: NotebookNode) -> list[str]:
    """Return what a user would worry about: anything on stderr, warnings, this machine's paths."""
    found = []
    for number, output in outputs(notebook):
        text = "\n".join(texts(output))
        if output.output_type == "error" or output.get("name") == "stderr":
            found.append(f"cell {number}: {_COLOURS.sub('', text)[:500]}")
        elif warned := _WORRYING.search(text):
            found.append(f"cell {number}: {warned.group()}")
        found += [f"cell {number}: names the path {name}" for name in _own_paths() if name in text]
    return found


def texts(output: NotebookNode) -> Iterator[str]:
    """Yield what an output says, in each of its forms that are text."""
    if output.output_type == "stream":
        yield output.text
    elif output.output_type == "error":
        yield from (output.ename, output.evalue, *output.traceback)
    else:
        yield from (text for kind, text in output.data.items() if kind.startswith("text/"))


def structure(notebook: NotebookNode) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return the shape of the outputs, without their words.

    Of each output, its cell's position, its kind, and what it holds: its forms (an image, HTML)
    and in HTML and Markdown whether there are headings, tables and the like.
    """
    return [(number, output.output_type, _holds(output)) for number, output in outputs(notebook)]


def _holds(output: NotebookNode) -> tuple[str, ...]:
    if output.output_type == "stream":
        headed = re.search(r"^#{1,6} ", output.text, re.MULTILINE)
        return (output.name, "heading") if headed else (output.name,)
    data: Mapping[str, Any] = output.get("data", {})
    inside = {
        "heading" if tag.startswith("h") else tag
        for tag in _STRUCTURE.findall(data.get("text/html", ""))
    }
    return (*sorted(data), *sorted(inside))


def _own_paths() -> Sequence[str]:
    return [str(FOLDER.parent), tempfile.gettempdir() + os.sep, str(Path.home()) + os.sep]


def settled(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without what differs from run to run or machine to machine."""
    widgets = notebook.metadata.get("widgets", {})
    notebook.metadata = {
        **({"widgets": widgets} if widgets else {}),
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = {
            k: v for k, v in cell.metadata.items() if k not in {"execution", "trusted"}
        }
    text = nbformat.writes(nbformat.from_dict(notebook))
    # Widgets have random ids; here they are numbered in the order in which they were made.
    for number, model in enumerate(widgets.get(_WIDGETS, {}).get("state", {})):
        text = text.replace(model, f"{number:032x}")
    renumbered: NotebookNode = nbformat.reads(text, as_version=4)
    return renumbered


def write(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook's file."""
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8")


def _refresh(path: Path) -> str:
    """Execute a notebook and write it; return what is wrong, if anything is."""
    try:
        notebook = execute(path)
    except CellExecutionError as error:
        return f"{path.name}: {_COLOURS.sub('', str(error))}"
    if found := worries(notebook):
        return "\n".join(f"{path.name}: {worry}" for worry in found)
    write(path, settled(notebook))
    return ""


def main(names: Sequence[str]) -> int:
    """Execute the named notebooks, or all; return the exit status."""
    paths = [FOLDER / Path(name).name for name in names] or notebooks()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        problems = [problem for problem in pool.map(_refresh, paths) if problem]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
