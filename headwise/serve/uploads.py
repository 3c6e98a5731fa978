"""PDFs that arrive over HTTP: kept in a folder, then indexed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from headwise.errors import HeadwiseError, PdfError

MOST_BYTES = 200_000_000
SILENCE = 30.0
"""Seconds without a byte, after which an upload is over."""
LONGEST_NAME = 120
_MAGIC, _MAGIC_WITHIN = b"%PDF-", 1024


class TooLargeError(HeadwiseError):
    """An upload is larger than allowed."""


def safe_name(name: str) -> str:
    r"""Return the file name to keep an upload under: no path, nothing hidden or unprintable.

    Raises:
        PdfError: Nothing usable is left, or it is not the name of a PDF.

    >>> safe_name("../../etc/paper one.PDF"), safe_name("C:\\x\\a.pdf")
    ('paper one.pdf', 'a.pdf')
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    printable = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable())
    stem, dot, suffix = printable.rpartition(".")
    stem = re.sub(r'[<>:"|?*\\/]', "_", stem).strip(" .")[:LONGEST_NAME]
    if not dot or suffix.lower() != "pdf" or not stem:
        raise PdfError(f"{printable or 'upload'}: is not the name of a PDF; name it something.pdf")
    return f"{stem}.pdf"


async def keep(
    name: str, chunks: AsyncIterator[bytes], folder: Path, most: int = MOST_BYTES
) -> Path:
    """Write an upload into ``folder`` and return its path; a file of that name is replaced.

    Nothing is there before all of it is.

    Raises:
        PdfError: It is no PDF.
        TooLargeError: It is larger than ``most`` bytes.
        TimeoutError: For `SILENCE` seconds nothing came.
    """
    target = folder / safe_name(name)
    with _partial(target) as file:
        size, head = 0, b""
        while (chunk := await _next(chunks)) is not None:
            size += len(chunk)
            head = (head + chunk)[:_MAGIC_WITHIN]
            if size > most:
                raise too_large(name, most)
            if len(head) == _MAGIC_WITHIN and _MAGIC not in head:
                break
            file.write(chunk)
        if _MAGIC not in head:
            raise PdfError(f"{target.name}: is no PDF")
    return target


def too_large(name: str, most: int) -> TooLargeError:
    """Return the error for an upload of more than ``most`` bytes."""
    return TooLargeError(f"{safe_name(name)}: is larger than {most / 1e6:g} MB")


@contextlib.contextmanager
def _partial(target: Path) -> Iterator[BinaryIO]:
    """Yield a file that becomes ``target`` at the end, or vanishes after an exception."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(prefix=".upload-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    try:
        return await asyncio.wait_for(anext(chunks), SILENCE)
    except StopAsyncIteration:
        return None
