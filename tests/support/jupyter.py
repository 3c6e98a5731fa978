"""A real JupyterLab, and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

SECONDS = 60
"""Longest wait for anything that is seen in the browser."""
CHROMIUM = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1500",
]
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"


def skip_without_browser() -> None:
    """Skip the test where JupyterLab, selenium or Chromium is not installed."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    pytest.importorskip("selenium", reason="selenium is not installed")
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("chromium and chromedriver are not installed")


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
        _wait_for(lambda: _answers(address, process), f"JupyterLab does not start; see {log}")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """Start a headless Chromium with an empty profile."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in (*CHROMIUM, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    try:
        yield browser
    finally:
        browser.quit()


class Page:
    """A notebook in the browser."""

    def __init__(self, browser: Chrome, address: str, notebook: str, pictures: Path) -> None:
        self.browser = browser
        self.pictures = pictures
        browser.get(f"{address}/lab/workspaces/test/tree/{notebook}?reset")
        self.wait_for(".jp-Notebook .jp-Cell")
        self.wait_for(".jp-NotebookPanel-toolbar")
        # Widgets can be shown once the kernel is there.
        self.wait_until(
            lambda: bool(self.find("[data-status='idle'].jp-Notebook-ExecutionIndicator")),
            "the kernel is not idle",
        )

    def find(self, selector: str) -> list[WebElement]:
        """Return all elements for a CSS selector."""
        from selenium.webdriver.common.by import By

        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def wait_for(self, selector: str) -> WebElement:
        """Return the first element for a CSS selector as soon as there is one."""
        self.wait_until(lambda: bool(self.find(selector)), f"there is no {selector}")
        return self.find(selector)[0]

    def wait_until(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Wait until ``condition`` holds."""
        from selenium.common.exceptions import StaleElementReferenceException as Stale

        def holds() -> bool:
            try:
                return condition()
            except Stale:
                return False

        try:
            _wait_for(holds, otherwise)
        except TimeoutError:
            self.picture("failed")
            raise

    def menu(self, *labels: str) -> None:
        """Choose an item in the menu bar."""
        self.click_on(".lm-MenuBar-itemLabel", labels[0])
        for label in labels[1:]:
            self.click_on(".lm-Menu-itemLabel", label)

    def click_on(self, selector: str, text: str) -> None:
        """Click on the element for ``selector`` that has the given text."""

        def clicked() -> bool:
            for element in self.find(selector):
                if element.text.strip() == text:
                    element.click()
                    return True
            return False

        self.wait_until(clicked, f"there is no {text!r} in {selector}")

    def html(self, selector: str) -> str:
        """Return the inside of the first element for a CSS selector."""
        return str(self.wait_for(selector).get_attribute("innerHTML"))

    def show(self, selector: str) -> None:
        """Scroll so that an element stands at the top."""
        element = self.wait_for(selector)
        self.browser.execute_script("arguments[0].scrollIntoView(true)", element)
        time.sleep(0.5)

    def picture(self, name: str) -> Path:
        """Write what is seen to a PNG file."""
        path = self.pictures / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.browser.save_screenshot(str(path))
        return path


def _wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.1)


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
