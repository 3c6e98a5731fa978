"""Running the command line: in this process, or as a user does in a process of its own."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

WITHOUT_PRIVILEGES = [
    *("setpriv", "--bounding-set", "-dac_override,-dac_read_search"),
    *("--inh-caps", "-dac_override,-dac_read_search"),
]
"""Makes file permissions count for root too."""
KEPT = ("PATH", "OPENAI_BASE_URL", "OPENAI_API_KEY", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
"""Variables of the test's environment that the command line sees."""

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class CommandLine:
    """``headwise`` in an empty folder with a library, settings and home of its own.

    Calling it runs the command line in this process, which saves the two seconds that a
    process takes to start; `process` starts one, for what only a process shows: signals, exit
    status, encodings, and permissions where the tests run as root.

    Both take ``stdin`` (text), ``cwd``, and environment variables to set. The embedding model's
    cache is the user's, so that it is built once.
    """

    folder: Path
    """The current folder, unless ``cwd`` says another."""
    own: Mapping[str, str]
    """Variables that point to what it has of its own."""

    def __call__(
        self,
        *arguments: object,
        stdin: str = "",
        cwd: Path | None = None,
        unprivileged: bool = False,
        **variables: str,
    ) -> Done:
        if unprivileged:
            return self.process(
                *arguments, stdin=stdin, cwd=cwd, unprivileged=unprivileged, **variables
            )
        names = [str(argument) for argument in arguments]
        environment = {**self.environment(), "COLUMNS": "80", **variables}
        with _isolated(environment, cwd or self.folder), _streams(stdin) as (out, err):
            status = _run(names)
        return Done(names, status, *(stream.getvalue().decode() for stream in (out, err)))

    def process(
        self,
        *arguments: object,
        stdin: str | None = None,
        cwd: Path | None = None,
        unprivileged: bool = False,
        **variables: str,
    ) -> Done:
        """Run it in a process of its own; ``unprivileged``: permissions count even for root."""
        prefix = WITHOUT_PRIVILEGES if unprivileged and os.geteuid() == 0 else []
        return subprocess.run(
            [*prefix, *self.command(*arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            input=stdin,
            cwd=cwd or self.folder,
            env={**self.environment(), **variables},
            timeout=120,
            check=False,
        )

    def command(self, *arguments: object) -> list[str]:
        """What starts it, for ``subprocess``."""
        return [sys.executable, "-m", "headwise", *map(str, arguments)]

    def environment(self) -> dict[str, str]:
        """The variables that it sees, for ``subprocess``."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, "PYTHONUTF8": "1", **self.own}


@pytest.fixture
def headwise(tmp_path: Path) -> CommandLine:
    """The command line: ``headwise("ask", QUESTION).stdout``."""
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
    return CommandLine(folder, own)


@contextlib.contextmanager
def _isolated(environment: Mapping[str, str], cwd: Path) -> Iterator[None]:
    """Give the block an environment, folder, file mode mask and log handlers of its own."""
    root, ours = logging.getLogger(), logging.getLogger("headwise")
    mask = os.umask(0o022)
    try:
        with (
            mock.patch.dict(os.environ, environment, clear=True),
            contextlib.chdir(cwd),
            mock.patch.object(root, "handlers", []),
            mock.patch.object(ours, "handlers", []),
        ):
            yield
    finally:
        os.umask(mask)


@contextlib.contextmanager
def _streams(stdin: str) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Give the block streams of its own, as a pipe's; return what it writes."""
    out, err = io.BytesIO(), io.BytesIO()
    read = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    written = [
        io.TextIOWrapper(out, encoding="utf-8"),
        io.TextIOWrapper(err, encoding="utf-8", errors="backslashreplace", write_through=True),
    ]
    with (
        mock.patch.object(sys, "stdin", read),
        mock.patch.object(sys, "stdout", written[0]),
        mock.patch.object(sys, "stderr", written[1]),
    ):
        yield out, err
        for stream in written:
            stream.flush()
    for stream in written:
        stream.detach()


def _run(arguments: list[str]) -> int:
    """Do what ``main`` does, all but ending the process; return the exit status."""
    from headwise.cli import run
    from headwise.cli.terminal import WarningLines

    logging.getLogger("headwise").addHandler(WarningLines(logging.WARNING))
    try:
        return run(arguments)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - where Python would print a traceback and exit
        traceback.print_exc()
        return 1
