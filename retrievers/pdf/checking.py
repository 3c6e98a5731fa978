"""Whether a path can be a PDF at all, asked before any parser is loaded."""

from __future__ import annotations

import os
import stat
from io import BufferedReader
from pathlib import Path

from headwise._files import cause_of
from headwise.errors import PdfError

_HEAD = 1024  # bytes within which a PDF's header stands, as readers have always allowed
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def check_file(path: Path) -> None:
    """Raise the error that says why a path cannot be a PDF, if it cannot."""
    with open_file(path) as file:
        head = file.read(_HEAD)
    if not head:
        raise PdfError(f"{path}: is empty, get the file again")
    if b"%PDF-" not in head:
        raise PdfError(f"{path}: is not a PDF file, convert it to PDF first")


def open_file(path: Path) -> BufferedReader:
    """Open a file to be read; a pipe, device or socket, which may never end, is refused.

    Raises:
        PdfError: It is not there, cannot be read or is no file.
    """
    if shown(path) != str(path):
        raise PdfError(f"{shown(path)}: its name is not UTF-8, rename it")
    try:
        # Opened without waiting, then asked what it is: it may be another file by then.
        descriptor = os.open(path, os.O_RDONLY | _WITHOUT_WAITING)
    except FileNotFoundError:
        raise PdfError(f"{path}: no such file, check the path") from None
    except IsADirectoryError:
        raise PdfError(f"{path}: is a folder, name a PDF file") from None
    except OSError as error:
        if path.is_dir():  # Windows
            raise PdfError(f"{path}: is a folder, name a PDF file") from error
        raise PdfError(f"{path}: cannot be read ({cause_of(error)})") from error
    except ValueError as error:
        raise PdfError(f"{path!s}: is no path ({error})") from error
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    what = "a folder" if stat.S_ISDIR(kind) else "a pipe, a device or a socket"
    raise PdfError(f"{path}: is {what}, name a PDF file")


def shown(path: Path) -> str:
    """Return a path as text that can be kept; what is not UTF-8 in it is replaced."""
    return os.fsencode(path).decode("utf-8", "replace")
