"""The architecture page says what the code does: its drawings, and the path of a question."""

import re
import sys
import threading
from functools import cache
from pathlib import Path

import pytest

from docs import draw
from tests.conftest import ROOT

PAGE = draw.PAGE.read_text(encoding="utf-8")
PATH = re.findall(r"^\d+\. `([\w/]+\.py)`, `(\w+)`", PAGE, re.MULTILINE)
"""Files with the function that enters each, in the order of the page."""


def test_the_drawings_are_the_codes():
    assert draw.drawn(PAGE) == PAGE, "run make drawing"


def test_the_path_is_short_and_enters_no_file_twice():
    files = [file for file, _ in PATH]

    assert 8 <= len(files) <= 12
    assert len(set(files)) == len(files)


def test_a_question_takes_the_path(headwise, library_folder, monkeypatch):
    monkeypatch.setattr("headwise.chains.runtime.bridge._loops", {})  # its thread is traced too
    entries = {(ROOT / file, name) for file, name in PATH}
    names = {name for _, name in PATH}
    resolved = cache(lambda name: Path(name).resolve())
    entered = {}

    def trace(frame, event, _):
        name = frame.f_code.co_name
        if event == "call" and name in names:
            file = resolved(frame.f_code.co_filename)
            if (file, name) in entries:
                entered[file.relative_to(ROOT).as_posix(), name] = True

    threading.setprofile(trace)
    sys.setprofile(trace)
    try:
        done = headwise("ask", "What is pooling for?", "--library", library_folder)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)

    assert done.stdout.startswith("## ")
    assert list(entered) == PATH


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_between_pages_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#\s]+)", text):
        assert "://" in link or (page.parent / link).exists(), link
