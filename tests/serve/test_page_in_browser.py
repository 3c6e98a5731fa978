"""The page of ``headwise serve`` as a reader goes through it, in Chromium (``make page``).

Each state is looked at wide and on a phone, light and dark: nothing may be wider than the screen,
and axe-core must have no complaint. ``PAGE_PICTURES`` names a folder for screenshots, ``AXE`` the
file of axe-core.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from headwise.retrievers.database.locking import only_writer
from tests.conftest import ROOT
from tests.support.browser import Page, chromium, skip_without_chromium
from tests.support.openai_server import Reply, is_triage, obedient, prompt_of, serving
from tests.support.serve_process import headwise_serve

pytest.importorskip("fastapi", reason="the extra 'serve' is not installed")

AXE = Path(os.environ.get("AXE", "axe.min.js"))
PAPERS = ("introduction.pdf", "theory.pdf", "training.pdf")
QUESTION, FIRST, LATE = "What is pooling for?", "Pooling layer", "Output size"
WIDTHS = {"wide": (1280, 900), "phone": (360, 740)}
COLOURS = ("light", "dark")
RECORD_PROGRESS = """
window.progress = [];
new MutationObserver((changes) => changes.forEach((change) => progress.push(change.target.value)))
  .observe(document.getElementById("uploads"), { subtree: true, attributes: true });
"""


class ReadersPage(Page):
    """The page, and each of its states looked at."""

    def state(self, name: str) -> None:
        """Look at the present state in each width and colour."""
        for width, (across, down) in WIDTHS.items():
            self.resize(across, down)
            for colour in COLOURS:
                self.colour(colour)
                self.picture(f"{name}-{width}-{colour}")
                broken = self.broken_rules()
                assert not broken, f"{name}, {width}, {colour}: {json.dumps(broken, indent=1)}"
            seen = self.browser.execute_script("return document.documentElement.scrollWidth")
            assert seen <= across, f"{name}: {seen} pixels of {across} across"
        self.resize(*WIDTHS["wide"])
        self.colour("light")

    def resize(self, across: int, down: int) -> None:
        sizes = {"width": across, "height": down, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", sizes)

    def colour(self, name: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def broken_rules(self) -> list[dict[str, object]]:
        """What axe-core finds on the page as it is."""
        if not self.browser.execute_script("return !!window.axe"):
            self.browser.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.browser.execute_async_script(
            "const done = arguments[0]; axe.run().then(done, (error) => done({error: `${error}`}))"
        )
        return [
            {"rule": rule["id"], "where": [node["html"] for node in rule["nodes"]]}
            for rule in found["violations"]
        ]

    def text(self, selector: str) -> str:
        return " ".join(element.text for element in self.find(selector))

    def wait_for_text(self, selector: str, words: str) -> None:
        self.wait_until(
            lambda: words in self.text(selector), f"no {words!r} in {self.text(selector)!r}"
        )

    def choose(self, selector: str, text: str) -> None:
        from selenium.webdriver.support.ui import Select

        Select(self.wait_for(selector)).select_by_visible_text(text)

    def type(self, question: str) -> None:
        from selenium.webdriver.common.keys import Keys

        field = self.wait_for("#question")
        field.clear()
        field.send_keys(question, Keys.ENTER)


class Model:
    """A model server that fails, or that holds back a section, when told to."""

    def __init__(self) -> None:
        self.failing = False
        self.goes_on = threading.Event()
        self.goes_on.set()

    def respond(self, request: dict[str, object]) -> Reply | str:
        if self.failing:
            return Reply(status=400, error="the model is out of order")
        if not is_triage(request) and f"\n{LATE}\n" in prompt_of(request):
            self.goes_on.wait(60)
        return obedient(request)


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def page(headwise, model, tmp_path) -> Iterator[ReadersPage]:
    """The page, just opened, of a server with an empty library."""
    skip_without_chromium()
    if not AXE.exists():
        pytest.skip("AXE does not name the file of axe-core")
    pictures = Path(os.environ.get("PAGE_PICTURES") or tmp_path / "pictures")
    with ExitStack() as stack:
        server = stack.enter_context(serving())
        server.respond = model.respond
        own = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-scripted"}
        environment = {**headwise.environment(), **own, "PYTHONPATH": str(ROOT)}
        options = ("--llm", "openai:scripted", "--uploads", tmp_path / "uploads")
        link = stack.enter_context(headwise_serve(*options, environment=environment))
        browser = stack.enter_context(chromium(tmp_path / "profile"))
        page = ReadersPage(browser, pictures)
        page.resize(*WIDTHS["wide"])
        browser.get(link)
        yield page


def test_a_reader_adds_papers_asks_reads_and_removes(page, model, headwise):
    first_visit(page)
    papers_are_added(page, Path(headwise.own["HEADWISE_LIBRARY"]))
    what_is_no_pdf_is_refused(page, headwise.folder / "notes.txt")
    sections_are_streamed(page, model)
    a_source_opens_its_page(page)
    the_model_fails(page, model)
    a_paper_is_removed(page)

    complaints = [entry for entry in page.browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert all("favicon" in entry["message"] for entry in complaints), complaints


def first_visit(page):
    """The token is not in the address, and the page says what to do."""
    page.wait_for_text("#no-documents", "The library is empty")
    assert "token" not in page.browser.current_url
    page.state("01-first-visit")

    page.type(QUESTION)
    page.wait_for_text("main", "add a PDF first")
    page.state("02-nothing-to-search")


def papers_are_added(page, library):
    """Their progress is shown; the first waits until another writer is done."""
    page.browser.execute_script(RECORD_PROGRESS)
    papers = "\n".join(str(ROOT / "notebooks" / "papers" / name) for name in PAPERS)
    with only_writer(library):
        page.wait_for("#files").send_keys(papers)
        page.wait_until(lambda: len(page.find("#uploads progress")) == 3, "not all are shown")
        page.state("03-uploading")
    page.wait_until(lambda: len(page.find("#documents > li")) == 3, "not all are listed")
    page.wait_until(lambda: not page.find("#uploads > li"), "uploads stay")
    progress = page.browser.execute_script("return window.progress")
    assert max(progress) == 1
    page.find("#documents summary")[1].click()
    page.wait_for(".outline li")
    page.state("04-documents")


def what_is_no_pdf_is_refused(page, wrong):
    wrong.write_text("no PDF")
    page.wait_for("#files").send_keys(str(wrong))
    page.wait_for_text("#uploads", "notes.txt: is no PDF")
    page.state("05-refused")
    page.click_on("#uploads button", "Dismiss")


def sections_are_streamed(page, model):
    """First extracts, which need no model, then a model's sections one by one."""
    page.type(QUESTION)
    page.wait_for_text("#state", "in the documents' own sentences")
    page.state("06-extracts")

    # A model: the first sections are there while a later one is still being written.
    page.find("#settings summary")[0].click()
    page.choose("#llm", "openai:scripted")
    page.browser.execute_script("setThreshold('0.4')")
    page.state("07-settings")
    model.goes_on.clear()
    page.type(QUESTION)
    page.wait_until(lambda: bool(page.find("#answer section")), "no section is streamed")
    assert page.find("#answer[aria-busy]")
    assert page.text("#answer h2").startswith(FIRST)
    assert LATE not in page.text("#answer h2")
    page.state("08-streaming")
    model.goes_on.set()
    page.wait_for_text("#state", "written by openai:scripted")
    assert LATE in page.text("#answer h2")
    page.state("09-answer")


def a_source_opens_its_page(page):
    """With the passage marked and in sight."""
    page.find("#answer .sources button")[0].click()
    page.wait_until(lambda: bool(page.find("#marks rect")), "nothing is marked")
    in_sight = page.browser.execute_script(
        "const box = document.querySelector('#marks rect').getBoundingClientRect();"
        "return box.top >= 0 && box.bottom <= innerHeight && box.width > 50"
    )
    assert in_sight
    assert page.browser.execute_script("return document.querySelector('#picture').naturalWidth")
    page.state("10-page")
    page.click_on("#viewer button", "Close")
    page.wait_until(lambda: not page.find("#viewer:not([hidden])"), "the page stays")


def the_model_fails(page, model):
    """That is one line, and the page goes on; the address holds question and settings."""
    model.failing = True
    page.type("How is a network trained?")
    page.wait_for_text("#problem", "out of order")
    page.wait_for_text("#problem", "choose another writer")
    page.state("11-model-fails")
    model.failing = False

    # The address holds the question and the settings.
    page.browser.back()
    page.wait_for_text("#state", "written by openai:scripted")
    assert page.find("#question")[0].get_property("value") == QUESTION


def a_paper_is_removed(page):
    """And is no longer found."""
    page.find("#documents summary")[0].click()
    page.click_on("#documents button", "Remove")
    page.browser.switch_to.alert.accept()
    page.wait_until(lambda: len(page.find("#documents > li")) == 2, "it is still listed")
    page.state("12-removed")
    page.type(QUESTION + " ")
    page.wait_for_text("#state", "written by openai:scripted")
    assert "introduction.pdf" not in page.text("#answer")
