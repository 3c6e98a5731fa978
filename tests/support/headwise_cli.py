"""Running the command line as a user does: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WITHOUT_PRIVILEGES = [
    *("setpriv", "--bounding-set", "-dac_override,-dac_read_search"),
    *("--inh-caps", "-dac_override,-dac_read_search"),
]
"""Makes file permissions count for root too."""

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def headwise(tmp_path: Path) -> Callable[..., Done]:
    """Run ``headwise`` in an empty folder with a library, settings and home of its own.

    Keyword arguments: ``stdin`` (text), ``cwd``, ``unprivileged`` (file permissions count even
    for root), and environment variables to set; the
    embedding model's cache is the user's, so that it is built once.
    """
    from platformdirs import user_cache_path

    home = tmp_path / "home"
    folder = tmp_path / "here"
    home.mkdir()
    folder.mkdir()
    own = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "HEADWISE_CACHE": os.environ.get("HEADWISE_CACHE") or str(user_cache_path("headwise")),
        "HEADWISE_LIBRARY": str(tmp_path / "library"),
        "PYTHONWARNINGS": "error::SyntaxWarning",
    }
    kept = ("PATH", "OPENAI_BASE_URL", "OPENAI_API_KEY", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")

    def run(
        *arguments: object,
        stdin: str | None = None,
        cwd: Path = folder,
        unprivileged: bool = False,
        **variables: str,
    ) -> Done:
        prefix = WITHOUT_PRIVILEGES if unprivileged and os.geteuid() == 0 else []
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        return subprocess.run(
            [*prefix, sys.executable, "-m", "headwise", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            input=stdin,
            cwd=cwd,
            env={**environment, "PYTHONUTF8": "1", **own, **variables},
            timeout=120,
            check=False,
        )

    return run
