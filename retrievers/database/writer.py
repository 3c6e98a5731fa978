"""Writing to a library: one writer at a time in a folder, one per file on a server."""

from __future__ import annotations

import hashlib
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from headwise.retrievers.database import checkpoint
from headwise.retrievers.database.failures import chroma_errors
from headwise.retrievers.database.locking import only_writer
from headwise.retrievers.database.register import (
    GRACE_SECONDS,
    Claim,
    Held,
    IndexedDocument,
    Register,
)
from headwise.retrievers.database.server import is_url
from headwise.retrievers.database.snapshot import Snapshots
from headwise.retrievers.database.sqlite import logged
from headwise.retrievers.database.store import COLLECTIONS, Store, open_store

CLAIM_SECONDS = 300.0
"""How long a claim on a server counts without being renewed, which every batch of passages
does. A batch takes seconds; a document that is read by OCR may take minutes before its first."""


_active: set[str] = set()
"""Owners at work in this process: another owner with its number has ended."""


class Writer:
    """A store that this process may write to, and what is in it."""

    def __init__(self, store: Store, snapshots: Snapshots) -> None:
        self.store = store
        self.register = Register(store)
        self.owner = f"{_this_machine()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        _active.add(self.owner)
        self._snapshots = snapshots
        self._logged: int | None = None
        self.refresh()
        self._left = [claim for claim in self.held.claims if self._is_dead(claim)]

    def refresh(self) -> None:
        """Read the register again, for what other writers did."""
        self.held: Held = self.register.held()
        self.documents = {one.document_id: one for one in self.held.documents}

    @property
    def folder(self) -> Path | None:
        """The library's folder; ``None`` for a server, where others may write too."""
        return self.store.folder

    def begin(self, document_id: str, source: str) -> Claim | None:
        """Note that this writer is at work on a file; ``None`` if another one is."""
        claim = self._claim(document_id, source)
        if self.folder is not None:
            self.register.renew(claim)
            return claim
        if self.register.claim(claim):
            return claim
        for other in self.register.held().claims:
            if other.source == source and self._is_dead(other):
                self.register.release(other)
                return claim if self.register.claim(claim) else None
        return None

    def renew(self, claim: Claim) -> None:
        """Keep a claim on a server from running out."""
        if self.folder is None:
            self.register.renew(claim.model_copy(update={"until": time.time() + CLAIM_SECONDS}))

    def publish(
        self, new: Sequence[IndexedDocument], replaced: Sequence[IndexedDocument] = ()
    ) -> None:
        """Make ``new`` searchable and ``replaced`` not, in one step."""
        self.register.publish(new, replaced)
        for old in replaced:
            self.documents.pop(old.document_id, None)
        self.documents.update((one.document_id, one) for one in new)
        self.save_if_due()

    def save_if_due(self) -> None:
        """Have the index of a folder written to its files if its log has grown long."""
        if self.folder is None:
            return
        if self._logged is None:
            self._logged = logged(self.folder)
        if self._logged is None:
            return
        passages = sum(one.passages for one in self.documents.values())
        if not checkpoint.is_due(self._logged, passages):
            return
        self._logged = None
        with chroma_errors(self.folder):
            if not checkpoint.checkpoint(self.folder, COLLECTIONS):
                return
        store = open_store(self.folder)
        if store is not None:
            self.store, self.register = store, Register(store)
            self._snapshots.adopt(store, writing=True)

    def wrote(self, passages: int) -> None:
        """Count passages written, which lengthen the log of a folder."""
        if self._logged is not None:
            self._logged += passages

    def clean(self) -> list[str]:
        """Delete what is not searched: replaced versions, and what dead writers left.

        Returns:
            The ids of the documents whose passages were deleted.
        """
        held = self.register.held()
        searched = {one.document_id for one in held.documents}
        long_ago = time.time() - GRACE_SECONDS
        gone = [one.document_id for one in held.replaced if one.replaced_at < long_ago]
        mine = {claim.document_id for claim in held.claims if not self._is_dead(claim)}
        left = [one.document_id for one in self._left]
        gone += [one for one in left if one not in searched | mine]
        self.register.delete(gone)
        for claim in self._left:
            self.register.release(claim)
        self._left = []
        return gone

    def end(self) -> None:
        """Note that this writer is not at work any more; what it has claimed is free."""
        _active.discard(self.owner)

    def _claim(self, document_id: str, source: str) -> Claim:
        until = time.time() + CLAIM_SECONDS
        return Claim(document_id=document_id, source=source, owner=self.owner, until=until)

    def _is_dead(self, claim: Claim) -> bool:
        if claim.owner == self.owner:
            return False
        if self.folder is not None or claim.until < time.time():
            return True
        host, pid, _ = claim.owner.rsplit(":", 2)
        if host != _this_machine():
            return False
        if int(pid) == os.getpid():
            return claim.owner not in _active
        return not _is_running(int(pid))


@contextmanager
def writing(
    location: str | Path,
    snapshots: Snapshots,
    make: Callable[[], Store] | None,
    check: Callable[[Store], None],
    wait: float | None = None,
) -> Iterator[Writer | None]:
    """Hold the library at ``location`` for writing.

    Args:
        location: Folder or URL.
        snapshots: The same process's searches, which see what is written.
        make: Makes the store where there is none; ``None``: nothing is made.
        check: Raises if the store must not be written to.
        wait: Seconds to wait for another writer; see `locking.only_writer`.

    Yields:
        ``None`` where there is no library and none is to be made.
    """
    if is_url(location):
        writer = _writer(location, snapshots, make, check)
        try:
            yield writer
        finally:
            if writer:
                writer.end()
        return
    path = Path(location).expanduser()
    if make is None and not path.exists():
        yield None
        return
    with only_writer(path, wait):
        # Opened under the lock: the index of an older client lacks what others have written.
        writer = _writer(path, snapshots, make, check)
        if writer is None:
            yield None
            return
        try:
            yield writer
        except BaseException:
            snapshots.forget()
            raise
        snapshots.adopt(writer.store, writing=False)


def _writer(
    location: str | Path,
    snapshots: Snapshots,
    make: Callable[[], Store] | None,
    check: Callable[[Store], None],
) -> Writer | None:
    store = open_store(location)
    if store is None and make is not None:
        store = make()
    if store is None:
        return None
    check(store)
    snapshots.adopt(store, writing=True)
    return Writer(store, snapshots)


@cache
def _this_machine() -> str:
    """Return a name for the machine, or the container, whose process numbers these are.

    Two machines may have the same host name, but not the same boot id and namespace.
    """
    about = [str(uuid.getnode())]
    with suppress(OSError):  # Linux
        about = [Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")]
        about.append(str(Path("/proc/self/ns/pid").readlink()))
    digest = hashlib.sha256("\0".join(about).encode()).hexdigest()
    return f"{socket.gethostname()}-{digest[:12]}"


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
