"""What an indexing run tells: its progress while it goes on, its result at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, Field, PrivateAttr

from headwise._shown import Shown
from headwise._wording import counted
from headwise.retrievers.database.register import IndexedDocument

Outcome = Literal["new", "changed", "moved", "duplicate", "unchanged", "failed"]
"""What became of a file. ``moved``: the document is known, its file was elsewhere before.
``duplicate``: another file has the same bytes."""
OUTCOMES = get_args(Outcome)


@dataclass(frozen=True)
class IndexEvent:
    """Progress of a run: a file begun, passages embedded, or a file ended."""

    path: Path
    number: int
    """Position of the file in the run, from 1."""
    total: int
    """Files in the run."""
    fraction: float = 0.0
    """Share of this file's work that is done, 0 to 1."""
    outcome: Outcome | None = None
    """Set once, when the file has ended."""
    seconds_left: float | None = None
    """Estimate for the rest of the run, from the bytes of the files; ``None`` at the start."""


Progress = Callable[[IndexEvent], None]


class IndexFailure(BaseModel):
    """A file that could not be indexed, and why."""

    source: str
    error: str
    """One line: which file, what is wrong, what to do."""


class Duplicate(BaseModel):
    """A file whose content is in the library already, from another file."""

    source: str
    """Path of the file that was left out."""
    of: str
    """Path of the file that represents both."""
    collection_name: str
    """Where the document is."""


class IndexReport(Shown, BaseModel):
    """What an indexing run did."""

    new: int = 0
    changed: int = 0
    moved: int = 0
    duplicate: int = 0
    unchanged: int = 0
    failures: list[IndexFailure] = Field(default_factory=list)
    duplicates: list[Duplicate] = Field(default_factory=list)
    documents: list[IndexedDocument] = Field(default_factory=list)
    """The documents of the run's files, each once, indexed now or before."""
    gone: list[IndexedDocument] = Field(default_factory=list)
    """Documents of the run's folders whose files are not there any more."""
    pruned: int = 0
    """How many of these were taken out of the library."""
    pages: int = 0
    """Pages read in this run."""
    sections: int = 0
    """Sections indexed in this run."""
    reused: int = 0
    """Passages whose vector was taken from an older version or an interrupted run."""
    seconds: float = 0.0
    notes: list[str] = Field(default_factory=list)
    """What to know of the documents' languages and the embedding model, a line each."""
    _places: dict[str, int] = PrivateAttr(default_factory=dict)
    """Where in ``documents`` each of them is."""

    @property
    def failed(self) -> int:
        """How many files could not be indexed."""
        return len(self.failures)

    @property
    def summary(self) -> str:
        """What became of the files, in words: ``3 new; 23 pages, 41 sections``."""
        counts = {name: getattr(self, name) for name in OUTCOMES}
        files = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        if not self.pages:
            return files or "no files"
        return f"{files}; {counted(self.pages, 'page')}, {counted(self.sections, 'section')}"

    def add(
        self, outcome: Outcome, document: IndexedDocument, source: str, *, was_read: bool
    ) -> None:
        """Count a file that ended well."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        place = self._places.setdefault(document.document_id, len(self.documents))
        self.documents[place : place + 1] = [document]
        if outcome == "duplicate":
            self.duplicates.append(
                Duplicate(
                    source=source, of=document.source, collection_name=document.collection_name
                )
            )
        if was_read and outcome in {"new", "changed"}:
            self.pages += document.pages
            self.sections += document.sections
