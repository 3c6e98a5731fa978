"""The records that pass between reading, indexing and retrieving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from headwise._shown import Shown
from headwise.retrievers.text.paging import Pages

SUB_HEADING_KEYS = ("sub_heading", "sub-heading", "sub-headding")
"""How hits from elsewhere may spell ``sub_heading``."""


class Section(Shown, BaseModel):
    """A heading and the text below it, up to the next heading."""

    model_config = ConfigDict(frozen=True)

    sub_heading: str
    """The heading as printed, with its number: ``2.2 Convolutional layer``."""
    heading: str
    """The heading without its leading number, letter or roman numeral."""
    number: str | None = None
    """The leading number as printed (``2.2``, ``IV.``, ``Appendix B``), if there is one."""
    level: int = Field(default=1, ge=1)
    """Depth in the document, 1 for the topmost headings."""
    heading_path: tuple[str, ...] = ()
    """The sub-headings above this one, outermost first, itself last."""
    page_start: int = Field(ge=1)
    """First page, 1-based, as counted in the file (not the printed page number)."""
    page_end: int = Field(ge=1)
    """Last page that the section's text reaches, 1-based and included."""
    page_labels: tuple[str, ...] = ()
    """What is printed as the number of each of its pages ("xii", "1205"), from ``page_start`` on.

    Empty where no other number is printed than the page has in the file."""
    text: str = ""
    """Body text in Markdown: paragraphs separated by blank lines. Without the heading."""
    page_offsets: Pages = ()
    """Where in ``text`` its pages begin: (offset, page), in order."""

    def outline_json(self) -> dict[str, Any]:
        """Return the section without its text, as ``headwise outline --json`` prints it."""
        return {
            **self.model_dump(include={"sub_heading", "heading", "number", "level"}),
            "page": self.page_start,
            "page_end": self.page_end,
            "page_labels": list(self.page_labels),
            "characters": len(self.text),
        }


class Document(Shown, BaseModel):
    """A PDF as the sections that were found in it."""

    model_config = ConfigDict(frozen=True)

    path: Path
    title: str
    pages: int = Field(ge=1)
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
    """What was left out or is unsure: pages without text, hidden text, unreadable fonts."""


class Hit(Shown, BaseModel):
    """A section (or passage) that is similar to a question.

    The first four fields are the fixed JSON form; hits from elsewhere need only those,
    and may spell ``sub_heading`` as ``sub-heading`` or ``sub-headding``.

    >>> Hit.model_validate(
    ...     {"text": "…", "sub-headding": "2 Method", "collection_name": "a", "similarity": 0.9}
    ... ).sub_heading
    '2 Method'
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    text: str
    sub_heading: str = Field(validation_alias=AliasChoices(*SUB_HEADING_KEYS))
    collection_name: str
    similarity: float = Field(allow_inf_nan=False)
    """Cosine on the embedding model's two-point scale, corrected by word overlap, 0 to 1; see
    ``similarity.Scale``."""
    cosine: float | None = None
    """Raw cosine of question and best passage, -1 to 1."""
    best_passage: str | None = None
    """The part of ``text`` that is most similar to the question, as it stands there."""
    page_start: int | None = None
    page_end: int | None = None
    page_labels: tuple[str, ...] = ()
    """What is printed as the numbers of its pages, from ``page_start`` on."""
    page_offsets: Pages | None = None
    """Where in ``text`` its pages begin, if they are several: (offset, page), in order."""
    source: str | None = None
    """Path of the PDF."""
    section_id: str | None = None
    """Identity of the printed section within its library."""
