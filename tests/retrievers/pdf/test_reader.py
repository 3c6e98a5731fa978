from collections.abc import Callable
from pathlib import Path

import pytest

from headwise.errors import EncryptedPdfError, NoTextError, PdfError
from headwise.retrievers.models import Document
from headwise.retrievers.pdf import read_pdf, read_pdf_isolated
from tests.retrievers.pdf.making import LOREM, Typeset, encrypted_pdf

SENTENCE = "These words can be read by whoever knows how."
READERS = pytest.mark.parametrize("read", [read_pdf, read_pdf_isolated])
Read = Callable[[Path], Document]


def one_line(error: pytest.ExceptionInfo[PdfError], path: Path) -> str:
    message = str(error.value)
    assert "\n" not in message
    assert str(path) in message
    return message


@READERS
def test_missing_file(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "none.pdf"
    with pytest.raises(PdfError) as error:
        read(path)
    assert "no such file" in one_line(error, path)


@READERS
def test_a_folder_is_refused_as_one(read: Read, tmp_path: Path) -> None:
    with pytest.raises(PdfError) as error:
        read(tmp_path)
    assert "folder" in one_line(error, tmp_path)


@READERS
@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"just some words", "not a PDF"), (b"%PDF-1.7\n%nothing", "damaged")],
)
def test_what_is_no_pdf_is_refused_with_the_reason(
    read: Read, content: bytes, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(content)
    with pytest.raises(PdfError) as error:
        read(path)
    assert reason in one_line(error, path)


@READERS
def test_truncated_file(read: Read, typeset: Typeset) -> None:
    path = typeset(LOREM * 50)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(PdfError) as error:
        read(path)
    one_line(error, path)


@READERS
def test_pages_without_text_need_ocr(read: Read, typeset: Typeset) -> None:
    path = typeset("#rect(fill: red)\n#pagebreak()\n#circle()")
    with pytest.raises(NoTextError) as error:
        read(path)
    assert "OCR" in one_line(error, path)


@READERS
def test_encrypted_file(read: Callable[..., Document], tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(encrypted_pdf(SENTENCE, user="secret", owner="boss"))
    with pytest.raises(EncryptedPdfError) as error:
        read(path)
    assert "give its password" in one_line(error, path)
    with pytest.raises(EncryptedPdfError) as error:
        read(path, password="guess")
    assert "wrong" in one_line(error, path)
    assert read(path, password="secret").sections[0].text == SENTENCE


@READERS
def test_owner_locked_file_is_read(read: Callable[..., Document], tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(encrypted_pdf(SENTENCE, user="", owner="boss"))
    assert read(path).sections[0].text == SENTENCE


def test_handles_are_closed(typeset: Typeset) -> None:
    path = typeset(f"= Roots\n{LOREM}")
    for _ in range(50):
        read_pdf(path)
    path.unlink()
    with pytest.raises(PdfError):
        read_pdf(path)


def test_paths_as_strings(typeset: Typeset) -> None:
    path = typeset(f"= Roots\n{LOREM}")
    assert read_pdf(str(path)) == read_pdf(path)
    assert read_pdf(path).path == path
