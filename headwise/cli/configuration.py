"""``headwise config``."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from headwise.cli.settings import Setting, settings_from_files
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import print_json, result

SECRET = {"password", "token"}


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="Print JSON")
@click.pass_context
def config(context: click.Context, as_json: bool) -> int:
    """Print each setting with its value and where it comes from.

    The environment goes before headwise.toml, and options before both.
    """
    group = context.find_root().command
    trusted = bool(context.find_root().params.get("trust"))
    commands = group.commands if isinstance(group, click.Group) else {}
    files = settings_from_files(commands, trusted=trusted)
    rows = [_row(option, files) for option in _settable_options(commands)]
    if as_json:
        print_json([dict(zip(("setting", "value", "from"), row, strict=True)) for row in rows])
        return ANSWERED
    widths = [max(len(row[place]) for row in rows) for place in (0, 1)]
    for name, value, origin in rows:
        result(f"{name:{widths[0]}}  {value:{widths[1]}}  {origin}")
    return ANSWERED


def _settable_options(commands: Mapping[str, click.Command]) -> list[click.Option]:
    """Return the options that environment and files may set, each once, by name."""
    found: dict[str, click.Option] = {}
    pending = list(commands.values())
    while pending:
        command = pending.pop()
        if isinstance(command, click.Group):
            pending += command.commands.values()
        for option in command.params:
            if isinstance(option, click.Option) and option.envvar and option.name:
                found.setdefault(option.name, option)
    return [found[name] for name in sorted(found)]


def _row(option: click.Option, files: Mapping[str, Setting]) -> tuple[str, str, str]:
    name = str(option.name)
    shown = name.replace("_", "-")
    variable = str(option.envvar)
    if os.environ.get(variable):
        return shown, _value(name, os.environ[variable]), variable
    if name in files:
        return shown, _value(name, files[name].value), str(files[name].file)
    default = option.default if isinstance(option.default, str | int | float | bool) else ""
    return shown, str(default), "default"


def _value(name: str, value: object) -> str:
    return "(set)" if name in SECRET else str(value)
