"""The files of an indexing run: which there are, and telling whether one has changed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

from headwise._files import refused_as
from headwise.errors import PdfError
from headwise.retrievers.indexing.report import IndexFailure
from headwise.retrievers.pdf.checking import open_file, shown

SETTLED_SECONDS = 2.0
"""Age from which a file's times can be trusted to show the next change: file systems keep
times in steps of up to 2 s (FAT), and a change within the same step would not be seen."""


def find_pdfs(paths: Sequence[str | Path]) -> tuple[list[Path], list[IndexFailure]]:
    """Return the PDF files among ``paths`` and in the folders among them, each once.

    A file is taken whatever its suffix (reading it shows whether it is a PDF); in a
    folder the suffix decides, and hidden files are left out. Paths that do not exist and
    folders without a PDF are returned as failures.
    """
    files: dict[Path, None] = {}
    failures = []
    for path in (Path(path).expanduser() for path in paths):
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if _is_visible_pdf(file, path))
            files.update(dict.fromkeys(inside))
            if not inside:
                failures.append(_failure(path, "no PDF in this folder or below it"))
        elif path.exists():
            files[path] = None
        else:
            failures.append(_failure(path, "no such file or folder"))
    return list(files), failures


def source_of(path: Path) -> str:
    """Return how the register names the file at ``path``: absolute, links resolved."""
    return shown(path.expanduser().resolve())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal.

    Raises:
        PdfError: The file cannot be read.
    """
    with refused_as(PdfError, path, "read"), open_file(path) as file:
        digest = hashlib.file_digest(file, "sha256")
    return digest.hexdigest()


def stamp_of(path: Path) -> str:
    """Return what tells, without reading it, that a file is still the same.

    Its size, times and inode. The time of its last change of any kind is among them, which
    no copying tool can set back. Empty for a file that was changed just now, that is gone, or
    that may not be read: such a file is to be hashed.
    """
    try:
        status = path.stat()
    except OSError:
        return ""
    latest = max(status.st_mtime, status.st_ctime)
    if abs(time.time() - latest) < SETTLED_SECONDS or not os.access(path, os.R_OK):
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def size_of(path: Path) -> int:
    """Return a file's size in bytes, 0 if it cannot be read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_visible_pdf(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() == ".pdf" and not hidden and file.is_file()


def _failure(path: Path, what: str) -> IndexFailure:
    return IndexFailure(source=shown(path), error=f"{shown(path)}: {what}")
