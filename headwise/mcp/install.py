"""Telling assistants about the server: an entry in the file where each keeps its servers."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from headwise._files import refused_as, replace_file
from headwise.errors import SettingsError

NAME = "headwise"


def configuration_files() -> dict[str, tuple[Path, str]]:
    """Return client to the file of its servers, and the key that they stand under there."""
    home = Path.home()
    if sys.platform == "darwin":
        applications = home / "Library" / "Application Support"
    elif os.name == "nt":
        applications = Path(os.environ.get("APPDATA", home))
    else:
        applications = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"))
    return {
        "claude-desktop": (applications / "Claude" / "claude_desktop_config.json", "mcpServers"),
        "cursor": (home / ".cursor" / "mcp.json", "mcpServers"),
        "vscode": (applications / "Code" / "User" / "mcp.json", "servers"),
        "claude-code": (Path(".mcp.json"), "mcpServers"),
    }


def entry(arguments: list[str]) -> dict[str, Any]:
    """Return how a client starts the server: this interpreter, with the given options."""
    return {"command": sys.executable, "args": ["-I", "-m", "headwise", "mcp", *arguments]}


def install(client: str, arguments: list[str]) -> Path:
    """Add the server to a client's file and return its path; other servers there stay.

    Raises:
        SettingsError: The file is not JSON as expected, or cannot be written.
    """
    file, key = configuration_files()[client]
    try:
        settings = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        settings.setdefault(key, {})[NAME] = entry(arguments)
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise SettingsError(f"{file}: is not JSON as {client} has it; repair it by hand") from error
    with refused_as(SettingsError, file, "written"):
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, json.dumps(settings, indent=2) + "\n", mode=0o644)
    return file
