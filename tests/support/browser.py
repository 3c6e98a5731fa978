"""A headless Chromium, and a page that is looked at in it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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


def skip_without_chromium() -> None:
    """Skip the test where selenium or Chromium is not installed."""
    pytest.importorskip("selenium", reason="selenium is not installed")
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("chromium and chromedriver are not installed")


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
    """What a browser shows."""

    def __init__(self, browser: Chrome, pictures: Path) -> None:
        self.browser = browser
        self.pictures = pictures

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
            wait_for(holds, otherwise)
        except TimeoutError:
            self.picture("failed")
            raise

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


def wait_for(condition: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.1)
