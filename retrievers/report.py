"""What an indexing run tells: its progress while it goes on, its result at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from headwise.retrievers import display
from headwise.retrievers.register import IndexedDocument

Outcome = Literal["new", "changed", "unchanged", "failed"]


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


Progress = Callable[[IndexEvent], None]


class IndexFailure(BaseModel):
    """A file that could not be indexed, and why."""

    source: str
    error: str
    """One line: which file, what is wrong, what to do."""


class IndexReport(BaseModel):
    """What an indexing run did."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failures: list[IndexFailure] = Field(default_factory=list)
    documents: list[IndexedDocument] = Field(default_factory=list)
    """The documents that the run's files stand for, indexed now or before."""
    pages: int = 0
    """Pages read in this run."""
    sections: int = 0
    """Sections indexed in this run."""
    seconds: float = 0.0

    def __repr__(self) -> str:
        return display.report_line(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return display.report_html(self)

    @property
    def failed(self) -> int:
        """How many files could not be indexed."""
        return len(self.failures)

    def add(self, outcome: Outcome, document: IndexedDocument) -> None:
        """Count a file that ended well."""
        self.documents.append(document)
        if outcome == "unchanged":
            self.unchanged += 1
            return
        if outcome == "new":
            self.new += 1
        else:
            self.changed += 1
        self.pages += document.pages
        self.sections += document.sections
