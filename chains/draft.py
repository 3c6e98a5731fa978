"""The answer while it is being written: what the steps pass to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from headwise.chains.answer import Answer, Source
from headwise.chains.runtime.run import Run
from headwise.retrievers.models import Hit

BLANK = Answer(question="", llm="", threshold=0.0)


@dataclass(frozen=True)
class HeadingGroup:
    """The hits that one section of the answer is written from."""

    id: int
    """From 1; what a language model sees instead of the heading."""
    heading: str
    """As printed, without its leading number."""
    hits: tuple[Hit, ...]
    sources: tuple[Source, ...]

    @property
    def document(self) -> str:
        """Name of the document, if known."""
        return self.hits[0].collection_name if self.hits else ""

    @property
    def path(self) -> str:
        """The printed heading, after those above it if known."""
        above = getattr(self.hits[0], "heading_path", None) if self.hits else None
        return " > ".join(above) if above else self.heading

    @property
    def text(self) -> str:
        """All its passages."""
        return "\n\n".join(hit.text for hit in self.hits)


@dataclass(frozen=True)
class Summary:
    """One section of the answer to be: a group's summary."""

    group: HeadingGroup
    text: str
    same_as: int | None = None
    """Id of the group whose summary says all that this one says, as far as combine knows."""
    merged: tuple[HeadingGroup, ...] = ()
    """Groups whose own summaries said the same and were left out for this one."""
    final: bool = True
    """Whether no later step of another section can shorten it."""

    @property
    def groups(self) -> tuple[HeadingGroup, ...]:
        """All groups that this summary covers."""
        return (self.group, *self.merged)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the summary comes from, each place once."""
        return tuple(dict.fromkeys(source for one in self.groups for source in one.sources))

    def absorb(self, other: Summary) -> Summary:
        """Return this summary, covering the groups of ``other`` too."""
        return replace(self, merged=tuple(dict.fromkeys((*self.merged, *other.groups))))


@dataclass(frozen=True)
class Draft:
    """A question, its heading groups and what has been written about them so far.

    Streamed, each part holds some of the summaries; parts add up. A summary of a group that
    came before takes its place; without any text it withdraws it.
    """

    question: str
    groups: tuple[HeadingGroup, ...]
    """In the order of the answer; their ids count from 1."""
    summaries: tuple[Summary, ...] = ()
    warnings: tuple[str, ...] = ()
    not_relevant: tuple[HeadingGroup, ...] = ()
    """Groups that do not bear on the question."""
    run: Run = field(default_factory=Run, compare=False)
    blank: Answer = field(default=BLANK, compare=False)
    """The answer as far as it is known before anything is written."""

    def part(
        self,
        summaries: Iterable[Summary] = (),
        warnings: Iterable[str] = (),
        not_relevant: tuple[HeadingGroup, ...] = (),
    ) -> Draft:
        """Return a part of the draft that holds these alone."""
        return replace(
            self,
            summaries=tuple(summaries),
            warnings=tuple(dict.fromkeys(warnings)),
            not_relevant=not_relevant,
        )

    def __add__(self, later: Draft) -> Draft:
        """Return this part and a later part as one, with all that happened in its order."""
        return replace(
            later,
            summaries=tuple(
                {one.group.id: one for one in (*self.summaries, *later.summaries)}.values()
            ),
            warnings=(*self.warnings, *later.warnings),
            not_relevant=tuple(dict.fromkeys((*self.not_relevant, *later.not_relevant))),
        )
