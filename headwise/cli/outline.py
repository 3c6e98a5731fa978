"""``headwise outline``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwise.cli import options
from headwise.cli.terminal import print_json

if TYPE_CHECKING:
    from headwise.retrievers import Document

WIDEST = 100
"""Most columns of the tree, also on a wider terminal."""


@click.command()
@click.argument("pdf", type=click.Path(path_type=Path))
@click.option("--ignore-outline", is_flag=True, help="Leave the PDF's bookmarks unused")
@options.password
@options.as_json
def outline(pdf: Path, ignore_outline: bool, password: str | None, as_json: bool) -> int:
    """Print the sections found in a PDF, with their pages."""
    from headwise import read_pdf

    document = read_pdf(pdf, password=password, ignore_outline=ignore_outline)
    if as_json:
        print_json(
            [
                {
                    "sub_heading": section.sub_heading,
                    "heading": section.heading,
                    "number": section.number,
                    "level": section.level,
                    "page": section.page_start,
                    "page_end": section.page_end,
                    "characters": len(section.text),
                }
                for section in document.sections
            ]
        )
        return 0
    for line in tree(document, min(shutil.get_terminal_size().columns, WIDEST)):
        click.echo(line)
    return 0


def tree(document: Document, width: int) -> Iterator[str]:
    """Yield the document's sections as lines, indented by level, pages at the right."""
    pages = "1 page" if document.pages == 1 else f"{document.pages} pages"
    yield f"{document.title} ({pages}, {len(document.sections)} sections)"
    for section in document.sections:
        left = "  " * section.level + section.sub_heading
        right = f"p. {section.page_start}"
        if len(left) + len(right) + 4 > width:
            left = left[: width - len(right) - 5] + "…"
        yield f"{left} {'.' * (width - len(left) - len(right) - 2)} {right}"
