"""Noticing that a library's files are damaged, before Chroma reads them.

Chroma trusts its files: flipped bits in a vector index end the process with a segmentation
fault, and an empty database passes for a new one. So the index files, which change in a
`checkpoint` only, are kept with their checksums, and the database's header is compared with
its size.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

from headwise._files import make_file
from headwise.errors import LibraryError
from headwise.retrievers.database.failures import DAMAGED
from headwise.retrievers.database.folder import alone
from headwise.retrievers.database.sqlite import DATABASE

SEAL = "headwise.json"
"""Marks a folder as a library, and holds the checksums of its index files."""
_SAVED_LAST = "index_metadata.pickle"
_HEADER = b"SQLite format 3\0"
_CHUNK = 1 << 20

_known: dict[tuple[str, int, int], int] = {}
"""Checksums that this process has computed, by file, size and time of change."""


class DamagedIndexError(LibraryError):
    """A library's vector index is damaged; what it was made of is still there."""


def seal(folder: Path) -> None:
    """Keep the checksums of the index files as they are now."""
    files = _index_files(folder)
    _keep(folder, {str(file.relative_to(folder)): _checksum(file, anew=True) for file in files})


def unseal(folder: Path) -> None:
    """Forget the checksums, before the index files change: a kill must not look like damage."""
    _keep(folder, {})


def _keep(folder: Path, sums: dict[str, int]) -> None:
    part = folder / f"{SEAL}.part"
    part.unlink(missing_ok=True)
    make_file(part)
    with part.open("w", encoding="utf-8") as file:
        json.dump({"index": sums}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / SEAL)


def check(folder: Path) -> None:
    """Refuse a library whose files are damaged.

    Raises:
        DamagedIndexError: It is the index, which can be rebuilt.
        LibraryError: It is the database, or what is left of it.
    """
    kept = _kept(folder)
    _check_database(folder, is_library=kept is not None)
    for name, checksum in (kept or {}).items():
        file = folder / name
        if not file.is_file() or _checksum(file) != checksum:
            raise DamagedIndexError(
                f"{folder}: its search index is damaged ({name}); 'headwise verify' rebuilds it "
                "from the text that is stored"
            )


def _kept(folder: Path) -> dict[str, int] | None:
    """Return the checksums that are kept; ``None`` where there are none that can be read."""
    try:
        kept = json.loads((folder / SEAL).read_text(encoding="utf-8"))["index"]
        return {str(name): int(checksum) for name, checksum in kept.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {} if (folder / SEAL).exists() else None


def _check_database(folder: Path, *, is_library: bool) -> None:
    database = folder / DATABASE
    if not database.exists() or not database.stat().st_size:
        if is_library:
            raise LibraryError(f"{folder}: {DATABASE} is missing or empty; {DAMAGED}")
        return
    with alone(folder) as may_read:
        if not may_read:
            return
        # In this order: a writer that ends meanwhile adds its log to the file and removes it.
        has_log = (folder / f"{DATABASE}-wal").exists()
        with database.open("rb") as file:
            header = file.read(100)
            size = os.fstat(file.fileno()).st_size
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    is_noted = header[24:28] == header[92:96]  # the number of pages is that of the last write
    expected = pages * (65536 if page == 1 else page)
    if header[:16] != _HEADER or (is_noted and not has_log and size < expected):
        raise LibraryError(f"{folder}: {DATABASE} is cut off or overwritten; {DAMAGED}")


def _index_files(folder: Path) -> list[Path]:
    """Return the files of each index that Chroma has saved; it makes the others anew at opening."""
    saved = [file.parent for file in folder.glob(f"*-*-*-*-*/{_SAVED_LAST}")]
    return sorted(file for inside in saved for file in inside.iterdir() if file.is_file())


def _checksum(file: Path, *, anew: bool = False) -> int:
    status = file.stat()
    key = (str(file), status.st_size, status.st_mtime_ns)
    if anew or key not in _known:
        checksum = 0
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                checksum = zlib.crc32(chunk, checksum)
        _known[key] = checksum
    return _known[key]
