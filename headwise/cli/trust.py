"""``headwise trust``: which ``headwise.toml`` may choose where documents and answers go."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from headwise._files import make_folder, refused_as, replace_file
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note
from headwise.errors import SettingsError

FILE = "headwise.toml"


def is_trusted(file: Path, content: bytes) -> bool:
    """Whether the user has trusted this file as it is now; a changed one is another."""
    return _trusted().get(_name(file)) == _digest(content)


@click.command()
@click.option("--remove", is_flag=True, help="Trust it no longer")
def trust(remove: bool) -> int:
    """Let the headwise.toml of the current folder choose models, servers and files.

    Without it, such a file may only set what sends and writes nothing elsewhere: a threshold,
    say. The trust ends when the file changes.
    """
    file = Path(FILE)
    trusted = _trusted()
    if remove:
        trusted.pop(_name(file), None)
        _keep(trusted)
        note(f"{file.resolve()}: not trusted")
        return ANSWERED
    with refused_as(SettingsError, file, "read"):
        content = file.read_bytes()
    trusted[_name(file)] = _digest(content)
    _keep(trusted)
    note(f"{file.resolve()}: trusted until it changes")
    return ANSWERED


def _trusted() -> dict[str, str]:
    """Return the digests of the files that the user trusts, by path."""
    try:
        kept = json.loads(_record().read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep(trusted: dict[str, str]) -> None:
    record = _record()
    with refused_as(SettingsError, record, "written"):
        make_folder(record.parent)
        replace_file(record, json.dumps(trusted, indent=1))


def _record() -> Path:
    from platformdirs import user_config_path

    return user_config_path("headwise") / "trusted.json"


def _name(file: Path) -> str:
    return str(file.resolve())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
