"""The exact messages that each step sends to a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from langchain_core.messages import BaseMessage, HumanMessage

from headwise.chains.draft import HeadingGroup
from headwise.chains.llm.delimiting import delimited, harmless, numbered
from headwise.chains.llm.splitting import PER_TEXT, batches
from headwise.chains.llm.tokens import TokenCounter, Window
from headwise.prompts import Prompts
from headwise.prompts.models import STEPS
from headwise.retrievers.text.language import LANGUAGES, language_name, language_of

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

T = TypeVar("T")

OF_THE_QUESTION = "language of the question"
"""How the prompts ask for the usual language."""
LONGEST_REPAIRED = 2_000
"""Characters of an unusable reply that are sent back: enough to see what was wrong."""


class Messages:
    """Fills the prompts in, and knows how much fits into one call of each step.

    Args:
        prompts: The words of the steps.
        counter: Counts tokens as the model does.
        window: The model's context window.
        language: Of the summaries, by name or code; ``None`` leaves it to the prompts.
    """

    def __init__(
        self,
        prompts: Prompts,
        counter: TokenCounter,
        window: Window,
        language: str | None = None,
    ) -> None:
        self.prompts = prompts
        self.counter = counter
        self.window = window
        self.language = language_name(language) if language else None

    def languages(self, question: str, texts: Sequence[str]) -> list[str]:
        """Return the languages that a summary may be in; none if that is not known.

        Those of the question and of the texts, unless the user or other prompts ask for another.
        """
        if self.language:
            return [self.language] if self.language in LANGUAGES else []
        if OF_THE_QUESTION not in self.prompts.map.system:
            return []
        found = (language_of(question), language_of(" ".join(texts)))
        return list(dict.fromkeys(one for one in found if one))

    def limit_window(self, tokens: int) -> None:
        """Send no more tokens than the model's server reads."""
        if tokens < self.window.tokens:
            self.window = replace(self.window, tokens=tokens)

    def triage(
        self, question: str, groups: Iterable[HeadingGroup], shown: Mapping[int, str]
    ) -> list[BaseMessage]:
        """Return what is sent to have the groups chosen that bear on the question."""
        texts = {group.id: f"{group.path}\n{shown[group.id]}" for group in groups}
        return self._filled("triage", question=question, sections=delimited("section", texts))

    def map(
        self, question: str, passages: Sequence[str], group: HeadingGroup | None = None
    ) -> list[BaseMessage]:
        """Return what is sent to have passages of one section summarised."""
        source = f"{group.document}\n{group.path}" if group else ""
        texts = f"{delimited('source', numbered([source]))}\n\n" if source else ""
        texts += delimited("passage", numbered(passages))
        return self._filled("map", question=question, passages=texts)

    def reduce(self, question: str, summaries: Sequence[str]) -> list[BaseMessage]:
        """Return what is sent to have partial summaries of one section joined."""
        parts = delimited("part", numbered(summaries))
        return self._filled("reduce", question=question, summaries=parts)

    def combine(
        self, question: str, summaries: Mapping[int, Mapping[int, str]]
    ) -> list[BaseMessage]:
        """Return what is sent to have repetitions found among numbered sentences."""
        texts = {
            id_: "\n".join(f"[{number}] {' '.join(one.split())}" for number, one in own.items())
            for id_, own in summaries.items()
        }
        return self._filled("combine", question=question, sections=delimited("summary", texts))

    def repair(self, sent: Sequence[BaseMessage], reply: str, reason: str) -> list[BaseMessage]:
        """Return what continues the conversation to have a reply repaired."""
        shown = harmless(reply[:LONGEST_REPAIRED]) or "(nothing)"
        return self._filled("repair", sent=list(sent), reply=shown, reason=harmless(reason))

    def triage_batches(
        self, question: str, groups: Sequence[HeadingGroup], shown: Mapping[int, str]
    ) -> list[list[HeadingGroup]]:
        """Return the groups in batches, each for one triage call."""
        room = self.room("triage", question)
        sizes = [self.size([group.path, shown[group.id]]) for group in groups]
        return _filled_up(groups, sizes, room)

    def text_batches(
        self, step: str, question: str, texts: Sequence[str], most: int | None = None
    ) -> list[list[str]]:
        """Return the passages or partial summaries of one section, each batch for one call.

        Args:
            step: ``map`` or ``reduce``.
            question: Takes room too.
            texts: Long ones are split.
            most: Tokens of texts in one call, if less than fit.
        """
        room = self.room(step, question)
        return batches(texts, min(room, most or room), self.counter.text)

    def combine_batches(
        self, question: str, summaries: Mapping[int, Sequence[str]]
    ) -> list[dict[int, dict[int, str]]]:
        """Return the sentences, numbered through, in batches, each for one combine call."""
        room = self.room("combine", question)
        counted: dict[int, dict[int, str]] = {}
        number = 0
        for id_, own in summaries.items():
            counted[id_] = dict(enumerate(own, start=number + 1))
            number += len(own)
        sizes = [self.size([*own.values()]) for own in counted.values()]
        parts = _filled_up(list(counted), sizes, room)
        return [{id_: counted[id_] for id_ in part} for part in parts if len(part) > 1]

    def size(self, texts: Sequence[str]) -> int:
        """Return the tokens of texts in a prompt, with the tags around them."""
        return sum(self.counter.text(text) + PER_TEXT for text in texts)

    def room(self, step: str, question: str) -> int:
        """Return the tokens of text that fit beside the instructions of ``step``."""
        empty = self._filled(step, **dict.fromkeys(STEPS[step], "") | {"question": question})
        return self.window.room(self.counter.messages(empty), self.counter.margin)

    def _filled(self, step: str, **variables: object) -> list[BaseMessage]:
        messages = self._templates[step].format_messages(**variables)
        if self.language and step in ("map", "reduce"):
            order = f"Write in {self.language}, whatever the language of the question."
            messages[-1] = HumanMessage(f"{messages[-1].text}\n\n{order}")
        return messages

    @cached_property
    def _templates(self) -> dict[str, ChatPromptTemplate]:
        return {step: self.prompts.of(step).template() for step in STEPS}


def _filled_up(items: Sequence[T], sizes: Sequence[int], room: int) -> list[list[T]]:
    """Return ``items`` in batches of at most ``room`` each, in their order."""
    made: list[list[T]] = [[]]
    filled = 0
    for item, size in zip(items, sizes, strict=True):
        if made[-1] and filled + size > room:
            made.append([])
            filled = 0
        made[-1].append(item)
        filled += size
    return made
