"""Reading PDFs into the sections under their printed headings."""

from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports

if TYPE_CHECKING:
    from headwise.retrievers.pdf.isolation import PdfReader, read_pdf_isolated
    from headwise.retrievers.pdf.reader import read_pdf

__all__ = ["PdfReader", "read_pdf", "read_pdf_isolated"]

# Whoever reads in a worker process has no need of pdfium in this one.
__getattr__, __dir__ = lazy_exports(
    __name__, {"isolation": ["PdfReader", "read_pdf_isolated"], "reader": ["read_pdf"]}
)
