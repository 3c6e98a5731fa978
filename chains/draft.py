"""The answer while it is being made: what the steps hand on to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from headwise.chains.answer import Source
from headwise.chains.group import HeadingGroup


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
    """A question, its heading groups and what has been written about them so far."""

    question: str
    groups: tuple[HeadingGroup, ...]
    summaries: tuple[Summary, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def with_summaries(self, summaries: Sequence[Summary], warnings: Sequence[str] = ()) -> Draft:
        """Return the draft with ``summaries`` in place of its own and ``warnings`` added."""
        return replace(
            self, summaries=tuple(summaries), warnings=(*self.warnings, *dict.fromkeys(warnings))
        )
