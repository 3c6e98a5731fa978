"""The validated result of a chain, and its JSON form."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from headwise.chains import display
from headwise.retrievers.models import Hit


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Source(_Record):
    """A printed section that a summary draws on."""

    collection_name: str
    sub_heading: str
    page_start: int | None = None
    page_end: int | None = None
    similarity: float

    @classmethod
    def of(cls, hit: Hit) -> Source:
        """Return where ``hit`` comes from."""
        return cls(
            collection_name=hit.collection_name,
            sub_heading=hit.sub_heading,
            page_start=hit.page_start,
            page_end=hit.page_end,
            similarity=hit.similarity,
        )

    def __repr__(self) -> str:
        return display.source_line(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return display.source_html(self)


class AnswerSection(_Record):
    """A heading and what its section says about the question."""

    heading: str
    """The printed heading without its leading number."""
    summary: str
    """Plain text, without headings."""
    sources: tuple[Source, ...]

    def __repr__(self) -> str:
        return display.section_line(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return display.section_html(self)

    def _repr_markdown_(self) -> str:
        return display.section_markdown(self)


class Dropped(_Record):
    """How many hits were left out, and why."""

    below_threshold: int = 0
    duplicates: int = 0
    over_max_hits: int = 0


class Usage(_Record):
    """What an answer cost in calls of the language model; all 0 without one."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    """Wall time of the whole chain."""


class Answer(_Record):
    """The answer to a question: sections under the documents' own headings.

    Its ``model_dump(mode="json")`` is the JSON that the command line prints.
    """

    question: str
    sections: tuple[AnswerSection, ...] = ()
    """Empty if nothing was similar enough."""
    markdown: str = ""
    """``## Heading``, newline, summary, blank line, and so on."""
    llm: str
    """``provider:model``, or ``extractive`` for summaries made of the documents' sentences."""
    embeddings: str | None = None
    """Embedding model of the search, where known."""
    threshold: float
    hits: int = 0
    """Hits that the summaries were made from; those left out are counted in ``dropped``."""
    dropped: Dropped = Dropped()
    nearest: tuple[Source, ...] = ()
    """Without sections: the best sections below the threshold."""
    warnings: tuple[str, ...] = ()
    usage: Usage = Field(default=Usage())

    def __str__(self) -> str:
        """Return the Markdown, or that nothing is similar enough: what an agent reads."""
        return display.answer_text(self)

    def __repr__(self) -> str:
        return display.answer_line(self)

    def _repr_html_(self) -> str:
        return display.answer_html(self)

    def _repr_markdown_(self) -> str:
        return display.answer_markdown(self)
