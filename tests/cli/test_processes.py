"""What only a process of its own shows: signals, encodings, exit status."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

QUESTION = "What is pooling?"


class TestProcess:
    """What the other tests, which run in this process, do not show."""

    def test_hits_and_their_status_on_a_terminal_that_knows_ascii_only(self, headwise, library):
        done = headwise.process(
            *("search", QUESTION, *library), PYTHONUTF8="0", PYTHONIOENCODING="ascii"
        )

        here = headwise("search", QUESTION, *library)
        assert json.loads(done.stdout) == json.loads(here.stdout)
        assert done.stdout.isascii()
        assert not here.stdout.isascii()
        assert (done.returncode, done.stderr) == (here.returncode, here.stderr) == (0, "")

    def test_a_failure_is_one_line(self, headwise):
        done = headwise.process("ask", QUESTION)

        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("headwise: ")
        assert done.stderr.count("\n") == 1

    @pytest.mark.skipif(os.name == "nt", reason="needs signals")
    def test_interrupted(self, headwise, openai_server, library):
        asked = threading.Event()
        go_on = threading.Event()

        def respond(_request):
            asked.set()
            go_on.wait(60)
            return "Late."

        openai_server.respond = respond
        code = (  # ended by Ctrl-C although these tests may run where it is ignored
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "from headwise.cli import main; main()"
        )
        arguments = ("ask", QUESTION, *library, "--llm", "openai:scripted")
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=headwise.environment(),
            text=True,
        )
        with process:
            assert asked.wait(60)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate()
        go_on.set()

        assert (process.returncode, out) == (130, "")
        assert err.strip() == "headwise: interrupted; documents indexed so far are kept"

    def test_a_reader_that_goes_away_is_no_error(self, headwise, library):
        process = subprocess.Popen(
            headwise.command("search", QUESTION, *library),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=headwise.environment(),
        )
        process.stdout.close()
        with process.stderr:
            errors = process.stderr.read()
        process.wait(timeout=60)
        assert errors == b""
