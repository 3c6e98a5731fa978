"""``headwise calibrate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headwise._defaults import DEFAULT_THRESHOLD
from headwise._files import refused_as
from headwise._wording import counted
from headwise.cli import options
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note, print_json, result
from headwise.errors import CalibrationError, LibraryError

if TYPE_CHECKING:
    from headwise.retrievers import Library
    from headwise.retrievers.calibration import Calibration, Pairs


@click.command()
@click.argument("pairs", type=options.FILE, metavar="[PAIRS.jsonl]", required=False)
@options.library
@options.embeddings
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="OUT.png",
    help="Also draw it; the ending may be .pdf or .svg as well",
)
@click.option("--save", is_flag=True, help="Use the anchors measured here in the library from now")
@options.as_json
@options.quiet
def calibrate(
    pairs: Path | None,
    library: str | None,
    embeddings: str | None,
    plot: Path | None,
    save: bool,
    as_json: bool,
) -> int:
    """Show what each threshold gives.

    For thresholds from 0.5 to 1 it prints precision, recall and hits per question, and which
    anchors your questions give. PAIRS.jsonl holds questions with passages that answer them, one
    {"question": "…", "passage": "…"} on a line, best a hundred or more. Without it, the first
    sentences of the library's sections stand for questions; with an empty library, the pairs
    that come with Headwise are measured.
    """
    from headwise import Library
    from headwise.retrievers.calibration import measure, read_pairs

    given = read_pairs(pairs) if pairs else None
    if plot is not None:
        _may_be_drawn(plot)
    opened = Library(library, embeddings)
    is_there = opened.searched() is not None  # refuses another model than the library's
    if save and not is_there:
        raise LibraryError(f"{opened.location}: there is no library to keep the anchors in")
    given = given or _pairs_of(opened, is_there=is_there)
    _warn_of_few(given)
    found = measure(opened.embeddings, given, scale=opened.scale)
    if save:
        if pairs is None:
            note("anchors of your own questions would be surer than these")
        opened.rescale(found.measured)
        found = found.on(opened.scale)
        note(f"{opened.location}: thresholds are on these anchors from now on")
    if plot is not None:
        _draw(found, plot)
    if as_json:
        print_json(found.as_json())
    else:
        _print(found, is_saved=save)
    return ANSWERED


def _pairs_of(library: Library, *, is_there: bool) -> Pairs:
    """Return pairs made of the library, or the shipped ones if it does not hold enough."""
    from headwise.retrievers.calibration import library_pairs, shipped_pairs
    from headwise.retrievers.calibration.pairs import LEAST

    if is_there:
        found = library_pairs(library)
        if len(found) >= LEAST:
            return found
        note(
            f"{library.location}: its text gives only {counted(len(found), 'pair')}; "
            "measuring the pairs that come with Headwise"
        )
    return shipped_pairs()


def _warn_of_few(pairs: Pairs) -> None:
    from headwise.retrievers.calibration.pairs import ENOUGH

    if len(pairs) < ENOUGH:
        note(f"{len(pairs)} pairs give a rough picture; {ENOUGH} or more a good one")


def _print(found: Calibration, *, is_saved: bool) -> None:
    low, high = found.spread()
    default = found.at(DEFAULT_THRESHOLD)
    best = found.best()
    used = "in use now" if is_saved else "in use"
    result(
        f"{found.embeddings}, {found.dimension} dimensions, measured on {found.origin}:\n"
        f"{counted(found.pairs, 'pair')} of {counted(found.questions, 'question')} "
        f"with {counted(found.passages, 'passage')}\n"
        "\n"
        "anchors                 c0      c1\n"
        f"measured here       {found.measured.c0:6.3f}  {found.measured.c1:6.3f}  "
        f"(c1, 95 %: {low:.3f} to {high:.3f})\n"
        f"{used:18}  {found.scale.c0:6.3f}  {found.scale.c1:6.3f}\n"
        "\n"
        f"threshold {default.threshold:.2f} is cosine {default.cosine:.2f} "
        "where words neither lift a passage nor hold it down\n"
        f"best F1 on these pairs: threshold {best.threshold:.2f} (precision "
        f"{best.precision or 0:.2f}, recall {best.recall:.2f})\n"
        "\n"
        f"{found.table()}"
    )


def _may_be_drawn(plot: Path) -> None:
    if plot.suffix.lower() not in {".png", ".pdf", ".svg"}:
        raise click.BadParameter(f"{plot} does not end in .png, .pdf or .svg", param_hint="--plot")
    if not plot.parent.is_dir():
        raise CalibrationError(f"{plot}: cannot be written (there is no folder {plot.parent})")
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise CalibrationError(
            "--plot needs matplotlib: pip install 'headwise[plot]', or leave --plot out"
        )


def _draw(found: Calibration, plot: Path) -> None:
    with refused_as(CalibrationError, plot, "written"):
        found.figure().savefig(plot, dpi=150)
