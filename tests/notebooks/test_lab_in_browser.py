"""The widget of ``02_tune_prompts`` as a user works with it: a real JupyterLab in Chromium.

``BROWSER_PICTURES`` names a folder for screenshots: see ``make browser``.
"""

import os
import shutil
import time
from pathlib import Path

import pytest

from notebooks.scripted_model import reply_to
from tests.conftest import ROOT
from tests.support.browser import chromium
from tests.support.jupyter import DARK, LIGHT, NotebookPage, jupyter_lab, skip_without_browser
from tests.support.openai_server import is_triage, prompt_of

NOTEBOOK = "02_tune_prompts.ipynb"
RUN = "button.headwise-run"
SYSTEM = ".headwise-system textarea"
OUTPUT = ".headwise-output"
STATUS = ".headwise-status"
COMPARISON = ".jp-Cell:nth-of-type(9)"


def scripted(request):
    *system, human = [message["content"] for message in request["messages"]]
    return reply_to("\n".join(system), human)


@pytest.fixture
def pictures(tmp_path):
    return Path(os.environ["BROWSER_PICTURES"] or tmp_path / "pictures")


@pytest.fixture
def folder(tmp_path):
    """The notebook with its surroundings, where running it changes nothing of the project."""
    made = tmp_path / "notebooks"
    made.mkdir()
    for name in (NOTEBOOK, "scripted_model.py"):
        shutil.copy(ROOT / "notebooks" / name, made)
    (made / "papers").symlink_to(ROOT / "notebooks" / "papers")
    return made


def type_at_end(page, selector, text):
    from selenium.webdriver.common.keys import Keys

    field = page.wait_for(selector)
    page.show(selector)
    field.click()
    field.send_keys(Keys.CONTROL + Keys.END)
    field.send_keys(text)
    time.sleep(1)  # as long as it takes to find the button


def choose(page, description, value, words):
    """Choose in a dropdown of the widget, and wait until the chosen words stand in it."""
    from selenium.webdriver.support.ui import Select

    def boxes():
        return [box for box in page.find(".widget-dropdown") if box.text.startswith(description)]

    page.wait_until(lambda: bool(boxes()), f"there is no dropdown {description!r}")
    Select(boxes()[0].find_element("css selector", "select")).select_by_visible_text(value)
    page.wait_until(
        lambda: words in str(page.find(SYSTEM)[0].get_property("value")), "the words do not come"
    )


@pytest.mark.skipif("BROWSER_PICTURES" not in os.environ, reason="'make browser' runs it")
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_prompt_changed_in_the_widget_changes_the_comparison(
    theme, folder, tmp_path, pictures, openai_server, monkeypatch
):
    skip_without_browser()
    openai_server.respond = scripted
    monkeypatch.setenv("HEADWISE_LLM", "openai:scripted")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    name = theme.split()[-1].lower()

    with (
        jupyter_lab(folder, tmp_path / "home", theme) as address,
        chromium(tmp_path / "profile") as browser,
    ):
        page = NotebookPage(browser, address, NOTEBOOK, pictures)
        page.show(COMPARISON)
        page.picture(f"{name}-as-committed")
        page.menu("Edit", "Clear Outputs of All Cells")
        page.wait_until(lambda: not page.find(".jp-OutputArea-output"), "outputs stay")
        page.menu("Run", "Run All Cells")
        page.wait_until(
            lambda: any(
                "## Pooling layer" in o.text for o in page.find(".jp-OutputArea-output pre")
            ),
            "the last cell has no output",
        )
        assert not page.find(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']")
        page.show(COMPARISON)
        page.picture(f"{name}-comparison")

        # The words of the map step: all sections are called for again, and nothing else.
        choose(page, "start from", "shipped", "not meant for you.")
        before = openai_server.calls
        type_at_end(page, SYSTEM, "\n\nWrite at most two sentences.")
        page.wait_for(RUN).click()
        page.wait_until(lambda: "<del " in page.html(OUTPUT), "no difference is shown")
        page.wait_until(lambda: "calls made" in page.html(STATUS), "no costs are told")
        first = page.html(OUTPUT)
        assert "edited" in first
        made = openai_server.requests[before:]
        assert len({request["messages"][-1]["content"] for request in made}) == len(made) >= 4
        assert not any(map(is_triage, made))
        page.show(SYSTEM)
        page.picture(f"{name}-map-changed")

        # The words of the triage step: no section is called for again, nor the base.
        choose(page, "step", "triage", "the most helpful first")
        before = openai_server.calls
        type_at_end(page, SYSTEM, "\n\nChoose at most one section.")
        page.wait_for(RUN).click()
        page.wait_until(lambda: "reused: retrieval, 2 map" in page.html(STATUS), "not told")
        assert page.html(OUTPUT) != first
        made = openai_server.requests[before:]
        assert made
        assert all(map(is_triage, made))
        assert all("Choose at most one section." in prompt_of(request) for request in made)
        page.show(RUN)
        page.picture(f"{name}-triage-changed")

        # A fault is one message, and no call.
        before = openai_server.calls
        type_at_end(page, SYSTEM, "\n{sectoins}")
        page.wait_for(RUN).click()
        page.wait_until(lambda: "unknown variable {sectoins}" in page.html(STATUS), "no message")
        assert "Traceback" not in browser.page_source
        assert openai_server.calls == before
        page.show(SYSTEM)
        page.picture(f"{name}-fault")
