"""Defaults of options from ``headwise.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from headwise.cli.terminal import error_line
from headwise.cli.trust import FILE, is_trusted
from headwise.errors import SettingsError

HARMLESS = frozenset(
    """
    call_timeout collection context_window cite file_timeout library max_concurrency max_hits quiet
    similarity sources strict threshold timeout wait
    """.split()
)
"""What any folder's file may set: it sends nothing anywhere and loads no code or words for a model.
A library only as a folder; as a URL it is a server that gets the questions."""
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Setting:
    """A value, and the file that sets it."""

    value: Any
    file: Path


def default_map(commands: Mapping[str, click.Command], *, trusted: bool) -> dict[str, Any]:
    """Return each command's defaults from the settings files, for click; of a group nested.

    The file in the current folder goes before the one in the user's configuration folder.
    Its keys are the long options that can also come from the environment, without dashes
    in front: ``llm = "openai:gpt-5-mini"``, ``max-hits = 30``. What is not `HARMLESS` counts
    only where the user trusts the file; otherwise it is left out, and stderr says so.

    Args:
        commands: The commands by name.
        trusted: Trust the current folder's file this time.

    Raises:
        SettingsError: A file is not TOML, or has a key that is no option.
    """
    values = settings_from_files(commands, trusted=trusted)
    return _defaults(commands, {key: setting.value for key, setting in values.items()})


def settings_from_files(
    commands: Mapping[str, click.Command], *, trusted: bool
) -> dict[str, Setting]:
    """Return the settings that count, by the names of their options; see `default_map`."""
    known = set().union(*map(_settable, commands.values()))
    ours, _ = _read(_user_file(), known)
    return {**ours, **_allowed(*_read(Path(FILE), known), trusted=trusted)}


def _allowed(settings: dict[str, Setting], content: bytes, *, trusted: bool) -> dict[str, Setting]:
    """Return what the current folder's file may set, and say what it may not or need not."""
    risky = {key for key, setting in settings.items() if not _is_harmless(key, setting.value)}
    if not risky:
        return settings
    file, names = Path(FILE).resolve(), ", ".join(sorted(key.replace("_", "-") for key in risky))
    if trusted or is_trusted(Path(FILE), content):
        error_line(f"{file}: trusted, sets {names}")
        return settings
    error_line(f"{file}: {names} ignored; if you trust this file: headwise trust")
    return {key: setting for key, setting in settings.items() if key not in risky}


def _is_harmless(key: str, value: object) -> bool:
    return key in HARMLESS and not (key == "library" and "://" in str(value))


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


def _read(file: Path, known: set[str | None]) -> tuple[dict[str, Setting], bytes]:
    """Return the settings of a file and its bytes; nothing where there is no file."""
    try:
        if not file.exists():
            return {}, b""
        if not file.is_file() or file.stat().st_size > _MOST_BYTES:
            raise SettingsError(f"{file}: is no file of settings; rename or remove it")
        content = file.read_bytes()
        table = tomllib.loads(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: cannot be read ({error})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{file}: is not TOML ({error})") from error
    settings = {key.replace("-", "_"): Setting(value, file) for key, value in table.items()}
    for key in settings:
        if key not in known:
            names = ", ".join(sorted(name.replace("_", "-") for name in known if name))
            raise SettingsError(f"{file}: unknown setting {key!r}; known are {names}")
    return settings, content
