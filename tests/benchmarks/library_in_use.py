"""A library of small PDFs, and the command line at work on it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from headwise import Library
from tests.support.small_pdf import write_pdf

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "How often is the valve of pump 3 serviced?"


class MissingError(Exception):
    """This machine has not what the mishap needs."""


def pdf(path: Path, number: int, pumps: int = 3) -> Path:
    """Write a PDF that no other number gives."""
    sections = [
        (f"{n} Pump {n}", f"The valve of pump {n} is serviced every {number + n} months.")
        for n in range(1, pumps + 1)
    ]
    return write_pdf(path, f"Manual {number}", sections)


def pdfs(folder: Path, count: int) -> Path:
    """Fill a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        pdf(folder / f"manual{number:04}.pdf", number)
    return folder


def start(*arguments: object, before: Sequence[str] = ()) -> subprocess.Popen[str]:
    """Start the command line."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "headwise", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def told(process: subprocess.Popen[str], *statuses: int) -> str:
    """Return what a command printed, which ended with one of these statuses and without a bug."""
    out, err = process.communicate(timeout=1800)
    assert process.returncode in statuses, (process.returncode, err)
    assert "Traceback" not in err, err
    assert "unexpected" not in err, err
    return out + err


def whole(library: Path, documents: int) -> None:
    """Assert that a library has so many documents and nothing to mend."""
    report = Library(library).verify()
    assert {one.kind for one in report.problems} <= {"leftovers"}, report.problems
    assert report.documents == documents, report.documents
