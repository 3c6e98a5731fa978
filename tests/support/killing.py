"""Killing a writer at random moments, and looking at what it left.

``python -m tests.support.killing LIBRARY FOLDER REMOVED`` is the victim: it indexes the
folder, removes a document, and saves the index often. `Trials` starts and kills it.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from headwise import Library, UnknownCollectionError
from headwise.retrievers import checkpoint, removing, writer
from tests.support.hashing import HashingEmbeddings

ROOT = Path(__file__).resolve().parents[2]
FILES = ("one", "two", "three", "four")
READY = "ready"


def victim(library: str, folder: str, removed: str) -> None:
    checkpoint.LEAST_LOGGED = 60  # several checkpoints in a run that lasts a second
    removing.GRACE_SECONDS = writer.GRACE_SECONDS = 0.2  # nobody is searching
    shelf = Library(library, HashingEmbeddings())
    import chromadb  # noqa: F401  its import is not what is to be interrupted

    print(READY, flush=True)
    shelf.index(folder)
    if removed:
        with suppress(UnknownCollectionError):  # removed before the kill of an earlier run
            shelf.remove(removed)
    print("done", flush=True)


class Trials:
    """Kills victims, each on the library that the one before left.

    Args:
        folder: Where the library and the files are kept.
        papers: At least three PDFs, the versions of the files.
        seed: Of the moments.
    """

    def __init__(self, folder: Path, papers: list[Path], seed: int) -> None:
        self.library = folder / "library"
        self.files = folder / "files"
        self.files.mkdir()
        self.papers = papers
        self.random = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.expected: dict[str, Counter[str]] = {}
        self.current: dict[str, str] = {}
        self.seconds = 3.0

    def trial(self) -> None:
        """Change some files, kill the run that indexes them, and check; then let it complete."""
        if self.random.random() < 0.1:
            shutil.rmtree(self.library, ignore_errors=True)  # killed while it is made
        before = self._state()
        for name in FILES:
            if name not in self.current or self.random.random() < 0.5:
                paper = self.random.choice(self.papers)
                shutil.copyfile(paper, self.files / f"{name}.pdf")
                # Four files with four contents: the same bytes twice would be one document.
                with (self.files / f"{name}.pdf").open("ab") as file:
                    file.write(f"\n% {name} {self.random.random()}\n".encode())
                self.current[name] = paper.stem
        removed = self.random.choice(("", *FILES))
        killed = self._run(removed, kill_after=self.random.uniform(0.0, self.seconds))
        self.counts["killed" if killed else "ended before"] += 1
        self._check(before, removed)
        begun = time.monotonic()
        assert not self._run(removed, kill_after=None)
        self.seconds = 0.5 * self.seconds + 0.5 * (time.monotonic() - begun)
        self._check_complete(removed)

    def _run(self, removed: str, kill_after: float | None) -> bool:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.support.killing"),
                *(str(self.library), str(self.files), removed),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().strip() == READY, process.stderr.read()
        if kill_after is not None:
            try:
                process.wait(timeout=kill_after)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        error = process.stderr.read()
        process.wait()
        process.stdout.close()
        process.stderr.close()
        assert process.returncode in (0, -signal.SIGKILL), error
        return process.returncode != 0

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
        self.current.pop(removed, None)


if __name__ == "__main__":
    victim(*sys.argv[1:4])
