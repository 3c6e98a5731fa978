"""``headwise outline``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwise.cli import options
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note, print_json, result
from headwise.cli.tree import tree

if TYPE_CHECKING:
    from headwise.retrievers import Document

WIDEST = 100
"""Most columns of the tree, also on a wider terminal."""


@click.command()
@click.argument("pdf", type=click.Path(path_type=Path))
@click.option("--ignore-outline", is_flag=True, help="Leave the PDF's bookmarks unused")
@click.option(
    "--check",
    type=click.Path(path_type=Path),
    metavar="OUT.pdf",
    help="Also write a copy of the PDF with the headings boxed, and in grey what is left out",
)
@options.password
@options.file_timeout
@options.as_json
@options.quiet
def outline(
    pdf: Path,
    ignore_outline: bool,
    check: Path | None,
    password: str | None,
    file_timeout: float,
    as_json: bool,
) -> int:
    """Print the sections found in a PDF, with their pages."""
    if check is not None:
        _may_be_written(check, pdf)

    from headwise.retrievers.pdf import read_pdf_isolated

    # Costs 0.1 s more than reading in this process, and a file that crashes pdfium is one
    # line of error instead of a dead command.
    document = read_pdf_isolated(
        pdf, password=password, ignore_outline=ignore_outline, check=check, timeout=file_timeout
    )
    if check is not None:
        note(f"{check}: boxes show the headings with their levels, grey is left out")
    if as_json:
        print_json([section.outline_json() for section in document.sections])
    else:
        _print_tree(document)
    return ANSWERED


def _may_be_written(check: Path, pdf: Path) -> None:
    if check.suffix.lower() != ".pdf":
        raise click.BadParameter(
            f"{check} is not the name of a PDF; name a new one", param_hint="--check"
        )
    if check.exists() and pdf.exists() and check.samefile(pdf):
        raise click.BadParameter(
            f"{check} is the PDF that is read; name another", param_hint="--check"
        )


def _print_tree(document: Document) -> None:
    """Print the sections, in a terminal as wide as that, else as wide as they are."""
    widest = min(shutil.get_terminal_size().columns, WIDEST) if sys.stdout.isatty() else None
    for line in tree(document, widest):
        result(line)
