"""Reading a PDF file into the sections under its printed headings."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.errors import EncryptedPdfError, NoTextError, PdfError
from headwise.retrievers.models import Document
from headwise.retrievers.pdf.characters import read_page
from headwise.retrievers.pdf.contents import find_contents
from headwise.retrievers.pdf.furniture import find_furniture, without_line_numbers
from headwise.retrievers.pdf.headings import find_headings
from headwise.retrievers.pdf.lines import lines_of
from headwise.retrievers.pdf.outline import Bookmark, match_bookmarks, read_bookmarks
from headwise.retrievers.pdf.records import Page
from headwise.retrievers.pdf.sections import build_sections
from headwise.retrievers.pdf.styles import body_of
from headwise.retrievers.pdf.text import Words
from headwise.retrievers.pdf.titles import find_title

# pdfium keeps global state and must not be entered by two threads at once.
_PDFIUM = threading.Lock()
_MIN_LETTERS = 20  # a document with fewer letters in all has no text layer worth the name


def read_pdf(
    path: str | Path, *, password: str | None = None, ignore_outline: bool = False
) -> Document:
    """Return the sections of a PDF under their printed headings, in reading order.

    ``ignore_outline`` leaves the file's bookmarks unused. Safe to call from several
    threads (pdfium itself is not, so reading the file is done one at a time); use
    ``read_pdf_isolated`` for files that may crash or hang the parser.

    Raises:
        PdfError: the file is missing, a folder, empty, damaged or not a PDF.
        EncryptedPdfError: it needs a password, or the one given is wrong.
        NoTextError: it has pages but no text (a scan).
    """
    path = Path(path)
    check_file(path)
    with _PDFIUM, opened(path, password) as pdf:
        pages = _read_pages(pdf, path)
        bookmarks = [] if ignore_outline else read_bookmarks(pdf)
        metadata = pdf.get_metadata_dict().get("Title", "")
    letters = sum(map(str.isalnum, (c for p in pages for s in p.spans for c in s.text)))
    if letters < _MIN_LETTERS:
        raise NoTextError(
            f"{path}: no text on its {len(pages)} page(s), it is probably a scan: "
            "run OCR on it first"
        )
    return _document(path, pages, bookmarks, metadata)


def _document(path: Path, pages: list[Page], bookmarks: list[Bookmark], metadata: str) -> Document:
    """Return the document that positioned text and bookmarks make."""
    pages = [without_line_numbers(page) for page in pages]
    lines = lines_of(pages)
    furniture = find_furniture(lines, [page.height for page in pages])
    lines = [[line for line in own if id(line) not in furniture] for own in lines]
    contents = find_contents(lines)
    lines = [[line for line in own if id(line) not in contents.lines] for own in lines]
    body = body_of(lines)
    words = Words(line.text for own in lines for line in own)
    title = find_title(lines, body, metadata, path.stem, words)
    matches = match_bookmarks(bookmarks, lines)
    headings = find_headings(lines, contents, matches, body, words, title)
    sections = build_sections(pages, lines, headings, title, body, words)
    return Document(path=path, title=title, pages=len(pages), sections=tuple(sections))


def check_file(path: Path) -> None:
    """Raise the error that says why a path cannot be a PDF, if it cannot."""
    if path.is_dir():
        raise PdfError(f"{path}: is a folder, name a PDF file")
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except FileNotFoundError:
        raise PdfError(f"{path}: no such file, check the path") from None
    except OSError as error:
        reason = error.strerror or error
        raise PdfError(f"{path}: cannot be read ({reason}), check its permissions") from error
    if not head:
        raise PdfError(f"{path}: is empty, get the file again")
    if b"%PDF-" not in head:
        raise PdfError(f"{path}: is not a PDF file, convert it to PDF first")


@contextmanager
def opened(path: Path, password: str | None) -> Iterator[pdfium.PdfDocument]:
    """Open a file, and close it whatever happens; raises what ``read_pdf`` raises."""
    try:
        pdf = pdfium.PdfDocument(path, password=password)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            state = "the password is wrong" if password else "is encrypted"
            raise EncryptedPdfError(f"{path}: {state}, give its password") from None
        raise PdfError(f"{path}: is damaged ({error}), get the file again or repair it") from None
    try:
        yield pdf
    finally:
        pdf.close()


def _read_pages(pdf: pdfium.PdfDocument, path: Path) -> list[Page]:
    count = len(pdf)
    if count == 0:
        raise PdfError(f"{path}: has no pages, get the file again")
    pages: list[Page] = []
    for index in range(count):
        try:
            page = pdf[index]
        except pdfium.PdfiumError:
            # One broken page does not cost the others; it counts as an empty one.
            pages.append(Page(index + 1, 612.0, 792.0))
            continue
        try:
            pages.append(read_page(page, index + 1))
        finally:
            page.close()
    return pages
