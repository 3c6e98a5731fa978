"""What writes the summaries: a language model, or the extractive default in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from langchain_core.runnables import Runnable

from headwise.chains.group import HeadingGroup


@dataclass(frozen=True)
class MapInput:
    """One heading group to be summarised for the question."""

    question: str
    group: HeadingGroup


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


@dataclass(frozen=True)
class Combined:
    """The summaries after combining; a group that is in neither mapping keeps its own."""

    summaries: Mapping[int, str]
    same_as: Mapping[int, int]
    """Group that said nothing of its own to the group that says it."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summarizer:
    """The two steps that write text, as Runnables."""

    name: str
    """How the answer names what wrote it."""
    map: Runnable[MapInput, Mapped]
    combine: Runnable[CombineInput, Combined]
