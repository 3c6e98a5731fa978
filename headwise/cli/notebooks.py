"""``headwise notebooks``."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

import headwise
from headwise._files import refused_as
from headwise.cli import options
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note, result
from headwise.errors import SettingsError

_COPIED = ("*.ipynb", "scripted_*.py", "papers/*.pdf")


@click.command()
@click.argument("folder", type=options.FILE, metavar="DIR")
@click.option("--force", is_flag=True, help="Replace what is in DIR already by the shipped files")
def notebooks(folder: Path, force: bool) -> int:
    """Copy the notebooks and the sample papers to DIR.

    Open them there with Jupyter: pip install jupyterlab, then jupyter lab DIR. They run offline.
    """
    shipped = Path(headwise.__file__).with_name("notebooks")
    names = sorted(
        file.relative_to(shipped) for pattern in _COPIED for file in shipped.glob(pattern)
    )
    if not force and (there := [str(name) for name in names if (folder / name).exists()]):
        raise SettingsError(f"{folder / there[0]}: is there already; --force replaces it")
    for name in names:
        with refused_as(SettingsError, folder / name, "written"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(shipped / name, folder / name)
        if name.suffix == ".ipynb":
            result(folder / name)
    note(f"to open them: jupyter lab {folder}")
    return ANSWERED
