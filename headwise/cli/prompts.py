"""``headwise prompts``."""

from __future__ import annotations

from pathlib import Path

import click

from headwise.cli import options


@click.group()
def prompts() -> None:
    """Look after the words that are given to a language model."""


@prompts.command()
@click.argument("folder", type=options.FILE, metavar="DIR")
def export(folder: Path) -> int:
    """Write the shipped prompt files to DIR, to be changed and used with --prompts DIR."""
    from headwise.prompts import export_prompts

    for path in export_prompts(folder):
        click.echo(path)
    return 0
