"""SIGTERM and SIGHUP end as Ctrl-C does: what is done is kept, and the last line says so."""

import os
import signal
import subprocess
import sys
import time

import pytest

from headwise import Library
from tests.support.small_pdf import write_pdf


@pytest.fixture(params=[signal.SIGTERM, signal.SIGHUP])
def number(request):
    """A signal that child processes do not ignore, even if the tests run under ``nohup``."""
    before = signal.signal(request.param, signal.SIG_DFL)
    yield request.param
    signal.signal(request.param, before)


def test_it_ends_cleanly(number, tmp_path):
    for index in range(40):
        sections = [(f"1 Part {index}", f"The valve of pump {index} is closed at night." * 40)]
        write_pdf(tmp_path / f"{index}.pdf", f"Manual {index}", sections)
    command = [sys.executable, "-m", "headwise", "index", "."]
    process = subprocess.Popen(
        [*command, "--library", "library"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    while not (tmp_path / "library" / "headwise.writer").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    said = process.communicate()[1]
    assert process.returncode == 128 + number, said
    assert f"ended by {number.name}; documents indexed so far are kept" in said
    assert not (tmp_path / "library" / "headwise.writer").exists()
    assert not Library(tmp_path / "library").verify().unmended
