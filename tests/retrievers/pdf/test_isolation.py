import os
import signal
import threading
import time
from pathlib import Path

import pytest

from headwise.errors import PdfError
from headwise.retrievers.pdf import PdfReader, read_pdf, read_pdf_isolated
from tests.retrievers.pdf.making import LOREM, Typeset

pytestmark = [
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs POSIX signals"),
    pytest.mark.usefixtures("unshared"),
]


@pytest.fixture
def good(typeset: Typeset) -> Path:
    return typeset(f"= Roots\n{LOREM}")


def pid_of(reader: PdfReader) -> int:
    assert reader._worker is not None
    return reader._worker.pid


def test_the_worker_reads_what_the_process_reads(good: Path) -> None:
    assert read_pdf_isolated(good) == read_pdf(good)


def test_one_worker_reads_many_files(good: Path, typeset: Typeset) -> None:
    other = typeset(f"= Stems\n{LOREM}")
    with PdfReader() as reader:
        first = reader.read(good)
        worker = pid_of(reader)
        second = reader.read(other)
        assert pid_of(reader) == worker
    assert [first.sections[0].heading, second.sections[0].heading] == ["Roots", "Stems"]
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_a_bad_file_costs_only_itself(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7\nnothing more")
    with PdfReader() as reader:
        with pytest.raises(PdfError):
            reader.read(bad)
        assert reader.read(good).sections


def test_a_hang_is_stopped_and_the_worker_replaced(good: Path) -> None:
    with PdfReader(timeout=60.0) as reader:
        reader.read(good)
        reader._timeout = 1.0
        worker = pid_of(reader)
        os.kill(worker, signal.SIGSTOP)
        with pytest.raises(PdfError, match="longer than 1 s"):
            reader.read(good)
        reader._timeout = 60.0
        assert reader.read(good).sections
        assert pid_of(reader) != worker


def test_a_crash_is_that_files_error_and_the_worker_replaced(good: Path) -> None:
    with PdfReader(timeout=60.0) as reader:
        reader.read(good)
        worker = pid_of(reader)
        os.kill(worker, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (worker, signal.SIGKILL)).start()
        with pytest.raises(PdfError, match="crashed"):
            reader.read(good)
        assert reader.read(good).sections


def test_a_worker_that_died_between_files_blames_none(good: Path) -> None:
    with PdfReader() as reader:
        reader.read(good)
        os.kill(pid_of(reader), signal.SIGKILL)
        time.sleep(0.2)
        assert reader.read(good).sections


def test_too_little_memory_is_that_files_error(good: Path) -> None:
    with PdfReader(memory=1 << 20) as reader, pytest.raises(PdfError):
        reader.read(good)


def test_closing_ends_a_read_in_another_thread(good: Path) -> None:
    reader = PdfReader(timeout=60.0)
    reader.read(good)
    os.kill(pid_of(reader), signal.SIGSTOP)
    threading.Timer(0.3, reader.close).start()
    with pytest.raises(PdfError, match="crashed"):
        reader.read(good)
    assert reader.read(good).sections
    reader.close()
