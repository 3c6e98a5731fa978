"""What ``ask`` and ``summarize`` print, and when: on a terminal and elsewhere."""

import json
import os
import pty
import re
import subprocess

import pytest

from tests.conftest import HITS
from tests.support.openai_server import Reply, chosen, is_triage, obedient

QUESTION = "How do convolutional layers work in a CNN?"


def on_terminal(headwise, arguments, shown):
    """Run on a pseudo-terminal; hand on to ``shown`` what comes on stdout; return the status."""
    mine, theirs = pty.openpty()
    process = subprocess.Popen(
        headwise.command(*arguments),
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=headwise.environment(),
    )
    os.close(theirs)
    while True:
        try:
            data = os.read(mine, 65_536)
        except OSError:  # the other side is closed
            break
        if not data:
            break
        shown(data.decode())
    os.close(mine)
    return process.wait()


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_the_sections_are_those_on_a_pipe(headwise):
    arguments = ("summarize", HITS, "--question", QUESTION, "--threshold", "0.83")
    piped = headwise(*arguments)

    printed = []
    status = on_terminal(headwise, arguments, printed.append)

    assert status == 0
    headings = re.findall(r"^## (.*)$", piped.stdout, re.MULTILINE)
    bold = re.findall(r"\x1b\[1m(.*?)\x1b\[0m", "".join(printed))
    assert len(headings) == 4
    assert [one for one in bold if one in headings] == headings


def test_a_run_that_fails_prints_nothing(headwise, openai_server):
    openai_server.respond = lambda _request: Reply(status=401, error="key sk-scripted is wrong")
    done = headwise("summarize", HITS, "--question", QUESTION, "--llm", "openai:scripted")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "refuses the key" in done.stderr
    assert "sk-scripted" not in done.stderr


def test_the_key_is_not_in_a_traceback_either(headwise, openai_server):
    openai_server.respond = lambda _request: Reply(status=401, error="key sk-scripted is wrong")
    arguments = ("summarize", HITS, "--question", QUESTION, "--llm", "openai:scripted")

    assert "sk-scripted" not in headwise(*arguments, HEADWISE_DEBUG="1").stderr


def test_dry_run_prints_what_would_be_sent_and_calls_nothing(headwise, openai_server):
    arguments = ("summarize", HITS, "--question", QUESTION, "--dry-run")
    done = headwise(*arguments, "--llm", "openai:scripted", OPENAI_API_KEY="")
    plan = json.loads(headwise(*arguments, "--llm", "openai:scripted", "--json").stdout)

    assert done.returncode == 0
    assert done.stdout.count("--- call ") == 4
    assert "4 calls" in done.stdout.splitlines()[-1]
    assert [call["step"] for call in plan["calls"]] == ["triage", "map", "map", "combine"]
    assert plan["input_tokens"] == sum(call["input_tokens"] for call in plan["calls"])
    assert openai_server.calls == 0


def test_the_language_of_the_answer_is_an_option(headwise, openai_server):
    done = headwise(
        *("summarize", HITS, "--question", QUESTION, "--dry-run", "--language", "de"),
        *("--llm", "openai:scripted"),
    )

    assert "Write in German, whatever the language of the question." in done.stdout


def test_ask_dry_run_finds_hits_and_calls_nothing(headwise, openai_server, library_folder):
    done = headwise(
        *("ask", "What is pooling for?", "--library", library_folder),
        *("--llm", "openai:scripted", "--dry-run"),
    )

    assert done.returncode == 0
    assert ": map of 'Pooling layer'" in done.stdout
    assert openai_server.calls == 0


def test_cache_and_limits_are_options(headwise, openai_server, tmp_path):
    arguments = ("summarize", HITS, "--question", QUESTION, "--llm", "openai:scripted", "--json")
    limits = ("--cache", tmp_path / "replies.db", "--context-window", "4096", "--timeout", "30")
    headwise(*arguments, *limits)
    usage = json.loads(headwise(*arguments, *limits).stdout)["usage"]

    assert openai_server.calls == 3
    assert (usage["calls"], usage["cached"]) == (0, 3)


def test_warnings_come_after_the_answer(headwise, openai_server):
    openai_server.respond = lambda request: "?" if is_triage(request) else obedient(request)
    done = headwise("summarize", HITS, "--question", QUESTION, "--llm", "openai:scripted")

    assert done.returncode == 0
    assert done.stdout.count("## ") == 2
    assert "was not judged" in done.stderr


def test_nothing_that_bears_on_the_question_is_said_so(headwise, openai_server):
    openai_server.respond = lambda request: chosen() if is_triage(request) else obedient(request)
    done = headwise("summarize", HITS, "--question", QUESTION, "--llm", "openai:scripted", "--json")

    answer = json.loads(done.stdout)
    assert done.returncode == 3
    assert "bears on it" in done.stderr
    assert "2.2 Convolutional layer (cnn1)" in done.stderr
    left_out = [one["sub_heading"] for one in answer["dropped"]["not_relevant"]]
    assert left_out == ["2.2 Convolutional layer", "1.5 Convolutional Neural Networks"]
