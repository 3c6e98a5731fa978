"""Defaults of options from ``headwise.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from headwise.errors import SettingsError

FILE = "headwise.toml"


def default_map(commands: Mapping[str, click.Command]) -> dict[str, Any]:
    """Return each command's defaults from the settings files, for click; of a group nested.

    The file in the current folder goes before the one in the user's configuration folder.
    Its keys are the long options that can also come from the environment, without dashes
    in front: ``llm = "openai:gpt-5-mini"``, ``max-hits = 30``.

    Raises:
        SettingsError: A file is not TOML, or has a key that is no option.
    """
    values = {**_read(_user_file()), **_read(Path(FILE))}
    if not values:
        return {}
    known = set().union(*map(_settable, commands.values()))
    for key, (_, file) in values.items():
        if key not in known:
            names = ", ".join(sorted(name.replace("_", "-") for name in known if name))
            raise SettingsError(f"{file}: unknown setting {key!r}; known are {names}")
    return _defaults(commands, {key: value for key, (value, _) in values.items()})


def _settable(command: click.Command) -> set[str | None]:
    """Return the names of the options, also of subcommands, that a file may set."""
    if isinstance(command, click.Group):
        return set().union(*map(_settable, command.commands.values()))
    return {parameter.name for parameter in command.params if parameter.envvar}


def _defaults(commands: Mapping[str, click.Command], values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _defaults(command.commands, values)
        if isinstance(command, click.Group)
        else {key: value for key, value in values.items() if key in _settable(command)}
        for name, command in commands.items()
    }


def _user_file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("headwise") / FILE


def _read(file: Path) -> dict[str, tuple[Any, Path]]:
    """Return setting to value and file; nothing where there is no file."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read ({error})") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: is not TOML ({error})") from error
    return {key.replace("-", "_"): (value, file) for key, value in table.items()}
