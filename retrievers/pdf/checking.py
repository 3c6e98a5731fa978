"""Whether a path can be a PDF at all, asked before any parser is loaded."""

from __future__ import annotations

from pathlib import Path

from headwise.errors import PdfError

_HEAD = 1024  # bytes within which a PDF's header stands, as readers have always allowed


def check_file(path: Path) -> None:
    """Raise the error that says why a path cannot be a PDF, if it cannot."""
    if path.is_dir():
        raise PdfError(f"{path}: is a folder, name a PDF file")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise PdfError(f"{path}: no such file, check the path") from None
    except OSError as error:
        reason = error.strerror or error
        raise PdfError(f"{path}: cannot be read ({reason}), check its permissions") from error
    if not head:
        raise PdfError(f"{path}: is empty, get the file again")
    if b"%PDF-" not in head:
        raise PdfError(f"{path}: is not a PDF file, convert it to PDF first")
