"""Killing a writer at random moments, and looking at what it left."""

import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from headwise import Library, UnknownCollectionError
from headwise.retrievers.database import checkpoint, writer
from headwise.retrievers.indexing import removing
from tests.support import processes
from tests.support.hashing import HashingEmbeddings
from tests.support.small_pdf import write_pdf

FILES = ("one", "two", "three", "four")
HEADINGS = ("Aims", "Methods in use", "Results", "What they mean", "Open questions", "Thanks")


def victim(library: str, folder: str, removed: str, ready: Connection) -> None:
    """Index a folder and remove a document, saving the index often."""
    checkpoint.LEAST_LOGGED = 60  # several checkpoints in a run that lasts a second
    removing.GRACE_SECONDS = writer.GRACE_SECONDS = 0.2  # nobody is searching
    shelf = Library(library, HashingEmbeddings())
    ready.send("ready")
    shelf.index(folder)
    if removed:
        with suppress(UnknownCollectionError):  # removed before the kill of an earlier run
            shelf.remove(removed)


class Trials:
    """Kills victims, each on the library that the one before left.

    Args:
        folder: Where the library and the files are kept.
        seed: Of the moments.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.library = folder / "library"
        self.files = folder / "files"
        self.files.mkdir()
        self.random = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.expected: dict[str, Counter[str]] = {}
        self.current: set[str] = set()
        self.seconds = 2.0

    def trial(self) -> None:
        """Change some files, kill the run that indexes them, and check; then let it complete."""
        if self.random.random() < 0.1:
            shutil.rmtree(self.library, ignore_errors=True)  # killed while it is made
        before = self._state()
        for name in FILES:
            if name not in self.current or self.random.random() < 0.5:
                self._write(name)
        removed = self.random.choice(("", *FILES))
        killed = self._run(removed, kill_after=self.random.uniform(0.0, self.seconds))
        self.counts["killed" if killed else "ended before"] += 1
        self._check(before, removed)
        begun = time.monotonic()
        assert not self._run(removed, kill_after=None)
        self.seconds = 0.5 * self.seconds + 0.5 * (time.monotonic() - begun)
        self._check_complete(removed)

    def _write(self, name: str) -> None:
        """Bring out another version of a file, of 20 to 60 passages."""
        version = self.random.getrandbits(64)
        sentence = f"File {name} in version {version:x} says what a reader may want to know"
        text = " ".join(f"{sentence} at place {place}." for place in range(30))
        count = self.random.randint(4, 12)
        headings = [
            f"{part + 1} {HEADINGS[part % 6]} {'again' * (part // 6)}" for part in range(count)
        ]
        write_pdf(
            self.files / f"{name}.pdf",
            f"Notes of {name}",
            [(heading, f"{heading}. {text}") for heading in headings],
        )
        self.current.add(name)

    def _run(self, removed: str, kill_after: float | None) -> bool:
        """Run a victim, and tell whether it was killed."""
        here, there = processes.pipe()
        process = processes.start(victim, str(self.library), str(self.files), removed, there)
        there.close()
        assert here.recv() == "ready"
        process.join(kill_after)
        if process.is_alive():
            process.kill()
            process.join()
        here.close()
        assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
        return process.exitcode != 0

    def _state(self) -> dict[str, str]:
        return {
            one.collection_name: one.document_id
            for one in Library(self.library, HashingEmbeddings()).documents()
        }

    def _check(self, before: dict[str, str], removed: str) -> None:
        """Every document is whole, in its old or its new version, and there once."""
        self.counts["in a checkpoint"] += (self.library / checkpoint.STATE).exists()
        library = Library(self.library, HashingEmbeddings())
        searched = library.searched()
        if searched is None:
            assert not before or set(before) == {removed}, f"lost: {before}"
            return
        store, documents = searched
        names = Counter(one.collection_name for one in documents)
        assert max(names.values()) == 1, f"doubled: {names}"
        assert set(before) - {removed} <= set(names), f"lost: {set(before) - set(names)}"
        for document in documents:
            found = store.passages.get(
                where={"document_id": document.document_id},
                include=["embeddings", "documents", "metadatas"],
            )
            assert len(found["ids"]) == len(found["embeddings"]) == document.passages, document
            texts = Counter(found["documents"])
            known = self.expected.setdefault(document.sha256, texts)
            assert known == texts, f"not whole: {document}"
            # Searching finds each of its passages by its own vector.
            place = self.random.randrange(len(found["ids"]))
            nearest = store.passages.query(
                query_embeddings=[found["embeddings"][place].tolist()],
                n_results=5,
                where={"document_id": document.document_id},
                include=["documents", "distances"],
            )
            assert min(nearest["distances"][0]) < 1e-3
        if set(before.values()) & {one.document_id for one in documents}:
            self.counts["some old"] += 1
        if {one.document_id for one in documents} - set(before.values()):
            self.counts["some new"] += 1

    def _check_complete(self, removed: str) -> None:
        library = Library(self.library, HashingEmbeddings())
        self._check({}, removed)
        names = [one.collection_name for one in library.documents()]
        assert sorted(names) == sorted({*FILES} - {removed}), names
        report = library.verify()
        kinds = {problem.kind for problem in report.problems}
        assert kinds <= {"leftovers"}, report.problems
        self.current.discard(removed)
