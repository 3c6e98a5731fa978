"""What it means when Chroma, the disk or a server fails, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headwise._files import cause_of, why_not_writable
from headwise._inert import without_secrets
from headwise.errors import LibraryError
from headwise.retrievers.database.server import is_url

DAMAGED = (
    "its database is damaged: put back a copy of the folder from a backup, or move the folder "
    "away and index the documents again"
)

_ON_SERVERS = {
    ("401", "403", "unauthorized", "forbidden"): (
        "set HEADWISE_CHROMA_TOKEN or HEADWISE_CHROMA_HEADERS, and HEADWISE_CHROMA_URL if they "
        "are for several servers"
    ),
    ("certificate",): "name the certificates to trust with HEADWISE_CHROMA_CA",
}
_IN_FOLDERS = {
    ("full", "no space left"): (
        "make room on the disk and index again; what was indexed before is kept"
    ),
    ("malformed", "not a database", "corrupt"): DAMAGED,
}


@contextmanager
def chroma_errors(location: str | Path) -> Iterator[None]:
    """Turn whatever Chroma raises inside the block into a `LibraryError` on one line."""
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:  # Chroma's layers raise their own, httpx's, sqlite's and ValueError
        cause = error.__context__ if is_url(location) else None  # what chromadb's words leave out
        reason = " ".join(str(cause or error).split()) or type(error).__name__
        raise LibraryError(
            without_secrets(
                f"{location}: the library cannot be used ({reason}); {_remedy(location, reason)}"
            )
        ) from error


def _remedy(location: str | Path, reason: str) -> str:
    if is_url(location):
        return _named(reason, _ON_SERVERS) or "is a Chroma server running there?"
    # SQLite says "disk I/O error" of most causes; the system knows which it was.
    if cause := why_not_writable(Path(location).expanduser()):
        return f"{cause}; what was indexed before is kept"
    return _named(reason, _IN_FOLDERS) or (
        "run 'headwise verify', or name another library with --library"
    )


def _named(reason: str, remedies: dict[tuple[str, ...], str]) -> str | None:
    said = reason.lower()
    return next(
        (remedy for words, remedy in remedies.items() if any(w in said for w in words)), None
    )


def check_readable(path: Path) -> None:
    """Raise the `LibraryError` that says why a folder cannot be read, if it cannot."""
    try:
        exists = path.exists()
        if exists and not path.is_dir():
            raise LibraryError(f"{path}: a library is a folder, but this is a file")
        if exists:
            next(path.iterdir(), None)
    except OSError as error:
        raise LibraryError(
            f"{path}: the library cannot be read ({cause_of(error)}), "
            "or name another with --library"
        ) from error
