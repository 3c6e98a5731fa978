"""The files of an indexing run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from headwise.errors import PdfError
from headwise.retrievers.report import IndexFailure


def find_pdfs(paths: Sequence[str | Path]) -> tuple[list[Path], list[IndexFailure]]:
    """Return the PDF files among ``paths`` and in the folders among them, each once.

    A file is taken whatever its suffix (reading it tells whether it is a PDF); in a
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


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal.

    Raises:
        PdfError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PdfError(
            f"{path}: cannot be read ({error.strerror}); check its permissions"
        ) from error


def _is_visible_pdf(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() == ".pdf" and not hidden and file.is_file()


def _failure(path: Path, what: str) -> IndexFailure:
    return IndexFailure(source=str(path), error=f"{path}: {what}")
