"""Reading a PDF file into the sections under its printed headings."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

from headwise.errors import EncryptedPdfError, HeadwiseError, PdfError
from headwise.retrievers.models import Document, Section
from headwise.retrievers.pdf.body.sections import build_sections
from headwise.retrievers.pdf.checking import check_file
from headwise.retrievers.pdf.headings.contents import find_contents
from headwise.retrievers.pdf.headings.headings import find_headings
from headwise.retrievers.pdf.headings.outline import Bookmark, match_bookmarks, read_bookmarks
from headwise.retrievers.pdf.headings.run_in import part_numbered, part_unnumbered
from headwise.retrievers.pdf.headings.titles import find_title
from headwise.retrievers.pdf.marks import Reading, find_marks
from headwise.retrievers.pdf.page.characters import read_page
from headwise.retrievers.pdf.page.furniture import find_furniture
from headwise.retrievers.pdf.page.guessed import even_sizes
from headwise.retrievers.pdf.page.joining import Words
from headwise.retrievers.pdf.page.labels import file_labels, page_labels
from headwise.retrievers.pdf.page.line_numbers import without_line_numbers
from headwise.retrievers.pdf.page.lines import lines_of
from headwise.retrievers.pdf.page.records import Page
from headwise.retrievers.pdf.page.styles import body_of
from headwise.retrievers.pdf.page.watermarks import without_watermarks
from headwise.retrievers.pdf.scans import Pages

# pdfium keeps global state and must not be entered by two threads at once.
PDFIUM = threading.Lock()
_MOST_BROKEN = 1_000  # pages in a row that cannot be loaded; then there are no more

_NO_MORE_THAN_TITLES = 2  # headings of a document that has none in its text

_NO_HEADINGS = "no headings found, each page is a section"

_log = logging.getLogger(__name__)


def read_pdf(
    path: str | Path, *, password: str | None = None, ignore_outline: bool = False
) -> Document:
    """Return the sections of a PDF under their printed headings, in reading order.

    ``ignore_outline`` leaves the file's bookmarks unused. Safe to call from several
    threads (pdfium itself is not, so reading the file is done one at a time); use
    ``read_pdf_isolated`` for files that may crash or hang the parser. Pages that are
    pictures are read by OCR where the extra ``headwise[ocr]`` is installed, and else
    named in a logged warning.

    Raises:
        PdfError: the file is missing, a folder, empty, damaged or not a PDF.
        EncryptedPdfError: it needs a password, or the one given is wrong.
        NoTextError: it has pages but no text (a scan), and OCR is not installed.
    """
    return understand(path, password=password, ignore_outline=ignore_outline).document


def understand(
    path: str | Path,
    *,
    password: str | None = None,
    ignore_outline: bool = False,
    alive: Callable[[], None] = lambda: None,
) -> Reading:
    """Return what ``read_pdf`` returns, with where on the pages it stands.

    ``alive`` is called after each page that takes long (by OCR).
    """
    path = Path(path)
    check_file(path)
    try:
        with PDFIUM, opened(path, password) as pdf:
            pages = _read_pages(pdf, path, alive)
            bookmarks = [] if ignore_outline else read_bookmarks(pdf)
            metadata = pdf.get_metadata_dict().get("Title", "")
            labels = file_labels(pdf)
        reading = _reading(path, pages, bookmarks, metadata, labels)
    except HeadwiseError:
        raise
    except MemoryError:
        raise PdfError(f"{path}: takes too much memory to read, leave it out") from None
    except Exception as error:
        # What damaged files do to a parser is not foreseen in full; callers get one kind of error.
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise PdfError(f"{path}: cannot be read ({reason}), repair it or leave it out") from error
    for warning in reading.document.warnings:
        _log.warning("%s: %s", path, warning)
    return reading


def _reading(
    path: Path, read: Pages, bookmarks: list[Bookmark], metadata: str, labels: Sequence[str]
) -> Reading:
    """Return what positioned text and bookmarks say."""
    pages = [without_line_numbers(page) for page in without_watermarks(read.pages)]
    lines = every = lines_of(pages)
    even_sizes(lines)
    furniture = find_furniture(lines, [page.height for page in pages])
    lines = [[line for line in own if id(line) not in furniture] for own in lines]
    contents = find_contents(lines)
    lines = [[line for line in own if id(line) not in contents.lines] for own in lines]
    body = body_of(lines)
    lines = part_numbered(lines, [page.rules for page in pages], body)
    words = Words(line.text for own in lines for line in own)
    title = find_title(lines, body, metadata, path.stem, words)
    matches = match_bookmarks(bookmarks, lines)
    headings = find_headings(lines, contents, matches, body, words, title)
    if len(headings) <= _NO_MORE_THAN_TITLES and not matches:
        parted = part_unnumbered(lines, body)
        if parted != lines:
            lines = parted
            headings = find_headings(lines, contents, matches, body, words, title)
    sections = build_sections(pages, lines, headings, title, body, words)
    labels = page_labels(every, furniture, labels[: len(pages)])
    document = Document(
        path=path,
        title=title,
        pages=len(pages),
        sections=tuple(_labelled(section, labels) for section in sections),
        warnings=(*read.warnings(), *([] if headings else [_NO_HEADINGS])),
    )
    left_out = furniture | set(contents.lines)
    return Reading(document, find_marks(every, left_out, lines, headings), read.scanned)


def _labelled(section: Section, labels: Sequence[str]) -> Section:
    """Return a section with the printed numbers of its pages."""
    own = tuple(labels[section.page_start - 1 : section.page_end])
    return section.model_copy(update={"page_labels": own}) if any(own) else section


@contextmanager
def opened(path: Path, password: str | None = None) -> Iterator[pdfium.PdfDocument]:
    """Open a file, and close it whatever happens; raises what ``read_pdf`` raises."""
    pdf = _open(path, password)
    try:
        yield pdf
    finally:
        pdf.close()


def _open(path: Path, password: str | None) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path, password=password)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        reason = str(error)
    if code == raw.FPDF_ERR_PASSWORD and password:
        try:
            return _open(path, None)  # the password may be meant for other files of a run
        except EncryptedPdfError:
            message = f"{path}: the password is wrong, give its password with --password"
            raise EncryptedPdfError(message) from None
    if code == raw.FPDF_ERR_PASSWORD:
        raise EncryptedPdfError(f"{path}: is encrypted, give its password with --password")
    if code == raw.FPDF_ERR_SECURITY:
        raise EncryptedPdfError(f"{path}: is encrypted in an unknown way, save it without")
    raise PdfError(f"{path}: is damaged ({reason}), get the file again or repair it")


def _read_pages(pdf: pdfium.PdfDocument, path: Path, alive: Callable[[], None]) -> Pages:
    count = len(pdf)
    if count == 0:
        raise PdfError(f"{path}: has no pages, get the file again")
    if pdf.get_formtype() != raw.FORMTYPE_NONE:
        pdf.init_forms()
    pages = Pages()
    broken = 0
    for index in range(count):
        try:
            page = pdf[index]
        except pdfium.PdfiumError:
            # One broken page does not cost the others; it counts as an empty one. But a file
            # may also claim a million pages that it does not have.
            broken += 1
            if broken > _MOST_BROKEN:
                break
            pages.add(Page(index + 1, 612.0, 792.0))
            continue
        broken = 0
        try:
            pages.add(read_page(page, index + 1), page)
        finally:
            page.close()
    del pages.pages[len(pages.pages) - min(broken, _MOST_BROKEN) :]
    if not pages.pages:
        raise PdfError(f"{path}: none of its pages can be read, get the file again or repair it")
    pages.read_scans(pdf, path, alive)
    return pages
