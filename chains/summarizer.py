"""What writes the summaries: a language model, or the extractive default in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.runnables import Runnable

from headwise.chains.draft import HeadingGroup
from headwise.chains.runtime.run import Run


@dataclass(frozen=True)
class TriageInput:
    """The heading groups of which those are to be chosen that bear on the question."""

    question: str
    groups: Sequence[HeadingGroup]
    run: Run = field(default_factory=Run, compare=False)


@dataclass(frozen=True)
class Triaged:
    """The ids of the groups that bear on the question, best first."""

    ids: tuple[int, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class MapInput:
    """One heading group to be summarised for the question."""

    question: str
    group: HeadingGroup
    run: Run = field(default_factory=Run, compare=False)


@dataclass(frozen=True)
class Mapped:
    """The summary of one heading group, as plain text."""

    text: str
    warnings: tuple[str, ...] = ()
    failure: str | None = None
    """Why the language model was of no avail; something else wrote the text then."""
    relevant: bool = True
    """Whether the group says anything about the question."""


@dataclass(frozen=True)
class CombineInput:
    """Summaries that seem to repeat each other, sentence by sentence."""

    question: str
    summaries: Mapping[int, Sequence[str]]
    """Group id to its sentences, in the order of the answer."""
    run: Run = field(default_factory=Run, compare=False)


@dataclass(frozen=True)
class Combined:
    """What to leave out. Combining can only delete: no text is moved, rewritten or added."""

    drop: frozenset[int] = frozenset()
    """Sentences, counted from 1 through all summaries in their order."""
    same_as: Mapping[int, int] = field(default_factory=dict)
    """Group that says nothing of its own to the group that says it."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summarizer:
    """The steps that read or write text, as Runnables."""

    name: str
    """How the answer names what wrote it."""
    map: Runnable[MapInput, Mapped]
    triage: Runnable[TriageInput, Triaged] | None = None
    """``None`` keeps all groups in their order."""
    combine: Runnable[CombineInput, Combined] | None = None
    """``None`` if each section is final as soon as it is written."""
    prompts: str | None = None
    """Hash of the words that a model is given."""
    at_once: int | None = None
    """Most groups that it pays to write side by side; by default as many as allowed."""
