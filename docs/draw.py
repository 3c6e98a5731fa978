"""Draw the rooms of docs/architecture.md from the imports of the code: ``make drawing``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import grimp

PAGE = Path(__file__).with_name("architecture.md")
_DRAWING = re.compile(r"(?<=<!-- drawn: )([\w.]+) -->\n```mermaid\n.*?```\n", re.DOTALL)


def drawn(text: str) -> str:
    """Return a page with its drawings, each marked with the package that it shows, made anew."""
    graph = grimp.build_graph("headwise", include_external_packages=False)

    def draw(match: re.Match[str]) -> str:
        package = match.group(1)
        return f"{package} -->\n```mermaid\n{diagram(uses(graph, package))}```\n"

    return _DRAWING.sub(draw, text)


def uses(graph: grimp.ImportGraph, package: str) -> dict[str, set[str]]:
    """Return which of the direct children of ``package`` each of them uses.

    What it reaches through another one is left out, so that the drawing shows the floors.
    """
    children = sorted(graph.find_children(package))
    below: dict[str, set[str]] = {
        child: {
            other
            for other in children
            if other != child and graph.chain_exists(child, other, as_packages=True)
        }
        for child in children
    }
    return {
        child: {
            other
            for other in reached
            if not any(other in below[between] for between in reached - {other})
        }
        for child, reached in below.items()
    }


def diagram(edges: dict[str, set[str]]) -> str:
    """Return a Mermaid flow chart, from the top down."""
    names = {module: module.rpartition(".")[2] for module in edges}
    lines = [
        f"    {names[module]} --> {names[other]}"
        for module, others in sorted(edges.items())
        for other in sorted(others)
    ]
    alone = [
        f"    {names[module]}"
        for module in sorted(edges)
        if not edges[module] and not any(module in others for others in edges.values())
    ]
    return "flowchart TD\n" + "".join(f"{line}\n" for line in (*lines, *alone))


def main() -> None:
    """Write the drawings into the page."""
    sys.path.insert(0, str(PAGE.parent.parent))
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
