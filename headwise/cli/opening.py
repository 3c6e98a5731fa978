"""``headwise open``."""

from __future__ import annotations

from pathlib import Path

import click

from headwise.cli.sources import remembered
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note, result
from headwise.cli.viewers import show
from headwise.errors import PdfError, SettingsError
from headwise.retrievers.pdf.checking import check_file


@click.command("open")
@click.argument("number", type=click.IntRange(min=1), metavar="N")
@click.option("--print", "only_print", is_flag=True, help="Print the file and page instead")
def open_source(number: int, only_print: bool) -> int:
    """Open the N-th source of the last answer at its page.

    Sources are numbered below the sections of an answer on a terminal.
    """
    places = remembered()
    if number > len(places):
        known = f"has sources 1 to {len(places)}" if places else "is none yet: headwise ask"
        raise click.UsageError(f"{number}: no such source; the last answer {known}")
    source, page = places[number - 1]
    if source is None:
        raise SettingsError(f"{number}: this source names no file")
    file = Path(source)
    if not file.exists():
        raise PdfError(f"{file}: is gone; index its folder again to find where it is now")
    if only_print:
        result(f"{file}\t{page or 1}")
        return ANSWERED
    check_file(file)  # a desktop might run what is no PDF
    at = f"{file}, page {page or 1}"
    if show(file, page or 1):
        note(f"opened {at}")
    else:
        note(f"opened {at}: turn to that page, your viewer cannot be told")
    return ANSWERED
