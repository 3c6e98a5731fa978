"""A real JupyterLab, and its page in the browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.browser import Page, skip_without_chromium, wait_for

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"


def skip_without_browser() -> None:
    """Skip the test where JupyterLab, selenium or Chromium is not installed."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    skip_without_chromium()


@contextmanager
def jupyter_lab(folder: Path, home: Path, theme: str = LIGHT) -> Iterator[str]:
    """Serve ``folder`` in a JupyterLab of its own settings, and yield its address."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(f'{{"theme": "{theme}"}}')
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')
    port = _free_port()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ip=127.0.0.1", f"--port={port}", f"--notebook-dir={folder}"),
        *("--IdentityProvider.token=", "--ServerApp.password="),
        *(f"--LabApp.user_settings_dir={home / 'settings'}", "--log-level=WARN"),
        f"--LabApp.workspaces_dir={home / 'workspaces'}",
    ]
    own = {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    log = home / "jupyter.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _answers(address, process), f"JupyterLab does not start; see {log}")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


class NotebookPage(Page):
    """A notebook in the browser."""

    def __init__(self, browser: Chrome, address: str, notebook: str, pictures: Path) -> None:
        super().__init__(browser, pictures)
        browser.get(f"{address}/lab/workspaces/test/tree/{notebook}?reset")
        self.wait_for(".jp-Notebook .jp-Cell")
        self.wait_for(".jp-NotebookPanel-toolbar")
        # Widgets can be shown once the kernel is there.
        self.wait_until(
            lambda: bool(self.find("[data-status='idle'].jp-Notebook-ExecutionIndicator")),
            "the kernel is not idle",
        )

    def menu(self, *labels: str) -> None:
        """Choose an item in the menu bar."""
        self.click_on(".lm-MenuBar-itemLabel", labels[0])
        for label in labels[1:]:
            self.click_on(".lm-Menu-itemLabel", label)


def _answers(address: str, process: subprocess.Popen[Any]) -> bool:
    if process.poll() is not None:
        raise ChildProcessError("JupyterLab has ended")
    try:
        with urllib.request.urlopen(f"{address}/api/status", timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
