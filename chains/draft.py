"""The answer while it is being made: what the steps hand on to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from headwise.chains.answer import Source
from headwise.chains.runtime.run import Run
from headwise.retrievers.models import Hit


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
    def text(self) -> str:
        """All its passages, in reading order as far as the hits tell it."""
        return "\n\n".join(hit.text for hit in self.hits)


@dataclass(frozen=True)
class Summary:
    """One section of the answer to be: a group's summary."""

    group: HeadingGroup
    text: str
    merged: tuple[HeadingGroup, ...] = ()
    """Groups whose own summaries said the same and were given up for this one."""

    @property
    def groups(self) -> tuple[HeadingGroup, ...]:
        """All groups that this summary stands for."""
        return (self.group, *self.merged)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the summary comes from, each place once."""
        return tuple(dict.fromkeys(source for one in self.groups for source in one.sources))

    def absorb(self, other: Summary) -> Summary:
        """Return this summary standing for ``other``'s groups as well."""
        return replace(self, merged=(*self.merged, *other.groups))


@dataclass(frozen=True)
class Draft:
    """A question, its heading groups and what has been written about them so far.

    Streamed, each part holds some of the summaries; parts add up. A summary of a group that
    came before stands for more groups now, and has the same text.
    """

    question: str
    groups: tuple[HeadingGroup, ...]
    summaries: tuple[Summary, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    run: Run = field(default_factory=Run, compare=False)

    def with_summaries(self, summaries: Sequence[Summary], warnings: Sequence[str] = ()) -> Draft:
        """Return the draft with ``summaries`` in place of its own and ``warnings`` added."""
        return replace(
            self, summaries=tuple(summaries), warnings=(*self.warnings, *dict.fromkeys(warnings))
        )

    def part(self, summaries: Sequence[Summary], warnings: Sequence[str] = ()) -> Draft:
        """Return a part of the draft: these summaries and warnings alone."""
        return replace(self, summaries=tuple(summaries), warnings=tuple(dict.fromkeys(warnings)))

    def __add__(self, later: Draft) -> Draft:
        """Return this part and a later part as one, with all that happened in its order."""
        return replace(
            later,
            summaries=(*self.summaries, *later.summaries),
            warnings=(*self.warnings, *later.warnings),
        )
