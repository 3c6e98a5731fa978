"""`headwise index`: what is new, what failed, progress."""

import json
import os
import pty
import subprocess

import pytest

from tests.support.small_pdf import write_pdf


class TestIndex:
    def test_new_then_unchanged(self, headwise, papers):
        first = headwise("index", papers)
        second = headwise("index", papers)

        assert (first.returncode, second.returncode) == (0, 0)
        assert "3 new; 23 pages" in first.stderr
        assert second.stderr == "headwise: 3 unchanged\n"
        assert first.stdout == ""

    def test_status_1_if_any_file_failed_and_the_others_are_in(self, headwise, papers):
        done = headwise("index", "missing.pdf", papers / "theory.pdf")

        assert done.returncode == 1
        assert "missing.pdf" in done.stderr
        assert len(json.loads(headwise("list", "--json").stdout)) == 1

    def test_json_is_the_report(self, headwise, papers):
        report = json.loads(headwise("index", papers / "theory.pdf", "--json").stdout)

        assert (report["new"], report["failed"], report["pages"]) == (1, 0, 5)

    @pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
    def test_progress_bar_on_a_terminal_only(self, headwise, tmp_path):
        note = write_pdf(tmp_path / "note.pdf", "Notes", [("1 Tea", "Tea is made of leaves.")])
        master, slave = pty.openpty()
        process = subprocess.Popen(
            headwise.command("index", note),
            stderr=slave,
            stdout=subprocess.DEVNULL,
            env={**headwise.environment(), "TERM": "xterm", "COLUMNS": "80"},
        )
        os.close(slave)
        shown = b""
        while chunk := _read(master):
            shown += chunk
        os.close(master)
        assert process.wait(timeout=60) == 0
        assert b"note.pdf" in shown
        assert b"100%" in shown


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other side is closed
        return b""
