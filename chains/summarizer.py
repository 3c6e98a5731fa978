"""What writes the summaries: a language model, or the extractive default in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from langchain_core.runnables import Runnable

from headwise.chains.draft import HeadingGroup
from headwise.chains.runtime.run import Run


@dataclass(frozen=True)
class MapInput:
    """One heading group to be summarised for the question."""

    question: str
    group: HeadingGroup
    run: Run = field(default_factory=Run, compare=False)


@dataclass(frozen=True)
class Mapped:
    """The summary of one heading group."""

    text: str
    warnings: tuple[str, ...] = ()
    failure: str | None = None
    """Why the language model did not write it; something else did then."""


@dataclass(frozen=True)
class CombineInput:
    """All summaries, to be freed of what they repeat of each other."""

    question: str
    summaries: Mapping[int, str]
    """Group id to summary, in the order of the answer."""
    run: Run = field(default_factory=Run, compare=False)
    before: Mapping[int, str] = field(default_factory=dict)
    """Those that are combined already, and stay as they are, for a summarizer that looks back."""


@dataclass(frozen=True)
class Combined:
    """The summaries after combining; a group that is in neither mapping keeps its own.

    Streamed, each part holds the groups that are done; parts add up.
    """

    summaries: Mapping[int, str]
    same_as: Mapping[int, int]
    """Group that said nothing of its own to the group that says it."""
    warnings: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    """The groups of both mappings as they were decided, one after the other."""

    def in_order(self) -> Iterator[int]:
        """Yield the groups of both mappings, each once."""
        yield from dict.fromkeys((*self.order, *self.summaries, *self.same_as))

    def __add__(self, later: Combined) -> Combined:
        """Return both parts as one."""
        return Combined(
            {**self.summaries, **later.summaries},
            {**self.same_as, **later.same_as},
            (*self.warnings, *later.warnings),
            (*self.in_order(), *later.in_order()),
        )


@dataclass(frozen=True)
class Summarizer:
    """The two steps that write text, as Runnables."""

    name: str
    """How the answer names what wrote it."""
    map: Runnable[MapInput, Mapped]
    combine: Runnable[CombineInput, Combined]
    prompts: str | None = None
    """Hash of the words that a model is given."""
    looks_back: bool = False
    """Whether combining a section takes only those before it; then each is combined as soon
    as it is written."""
    at_once: int | None = None
    """Most groups that it pays to write side by side; by default as many as allowed."""
