"""``headwise prompts``."""

from __future__ import annotations

from pathlib import Path

import click

from headwise.cli import options
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import result


@click.group()
def prompts() -> None:
    """Look after the words that are given to a language model."""


@prompts.command()
@click.argument("folder", type=options.FILE, metavar="DIR")
@click.option("--force", is_flag=True, help="Replace prompt files that are in DIR already")
def export(folder: Path, force: bool) -> int:
    """Write the shipped prompt files to DIR.

    Change them there, and use them with --prompts DIR.
    """
    from headwise.prompts import export_prompts

    for path in export_prompts(folder, force=force):
        result(path)
    return ANSWERED


@prompts.command()
@click.argument(
    "step", type=click.Choice(["triage", "map", "reduce", "combine", "repair"]), metavar="STEP"
)
@options.prompts
def show(step: str, prompts: Path | None) -> int:
    """Print the prompt of STEP as it is used.

    STEP is triage, map, reduce, combine or repair. Settings and --prompts are applied.
    """
    from headwise.prompts import load_prompts
    from headwise.prompts.files import format_prompt

    result(format_prompt(load_prompts(prompts).of(step)), end="")
    return ANSWERED


@prompts.command()
@click.argument("folder", type=options.FILE, metavar="DIR")
def check(folder: Path) -> int:
    """Check the prompt files in DIR.

    Prints which steps they change, and the hash of all prompts.
    """
    from headwise.prompts import STEPS, load_prompts
    from headwise.prompts.folders import own_files

    own = own_files(folder)
    loaded, shipped = load_prompts(folder), load_prompts()
    for step in STEPS:
        same = (loaded.of(step).system, loaded.of(step).human) == (
            shipped.of(step).system,
            shipped.of(step).human,
        )
        state = "as shipped" if same else "changed"
        result(f"{step}: {state if step in own else 'not in DIR, the shipped one is used'}")
    result(f"sha256: {loaded.sha256}")
    return ANSWERED
