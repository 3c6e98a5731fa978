"""Reading PDFs into the sections under their printed headings."""

from headwise.retrievers.pdf.isolation import PdfReader, read_pdf_isolated
from headwise.retrievers.pdf.reader import read_pdf

__all__ = ["PdfReader", "read_pdf", "read_pdf_isolated"]
