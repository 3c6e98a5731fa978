"""``headwise completion``."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from headwise._files import refused_as
from headwise.cli.status import ANSWERED
from headwise.cli.terminal import note, result
from headwise.errors import SettingsError

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.option("--install", is_flag=True, help="Write it where the shell looks for it")
@click.pass_context
def completion(context: click.Context, shell: str | None, install: bool) -> int:
    """Print the completion script for SHELL, by default your own, or install it."""
    shell = shell or Path(os.environ.get("SHELL", "bash")).name
    kind = get_completion_class(shell)
    if kind is None or shell not in SHELLS:
        raise click.UsageError(f"{shell}: no completion for this shell; name {', '.join(SHELLS)}")
    group = context.find_root().command
    script = kind(group, {}, "headwise", "_HEADWISE_COMPLETE").source()
    if not install:
        result(script)
        return ANSWERED
    file = _place(shell)
    with refused_as(SettingsError, file, "written"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script, encoding="utf-8")
    note(f"{file}: written; it works in new shells")
    if shell == "zsh":
        note("add this to ~/.zshrc, if it is not there: fpath+=~/.zfunc; compinit")
    return ANSWERED


def _place(shell: str) -> Path:
    home = Path.home()
    if shell == "bash":
        data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
        return data / "bash-completion" / "completions" / "headwise"
    if shell == "zsh":
        return home / ".zfunc" / "_headwise"
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    return config / "fish" / "completions" / "headwise.fish"
