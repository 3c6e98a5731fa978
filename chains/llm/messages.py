"""The exact messages that each step sends to a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from langchain_core.messages import BaseMessage, get_buffer_string

from headwise.chains.llm.budget import Window
from headwise.chains.llm.delimiting import delimited, numbered
from headwise.chains.llm.splitting import PER_TEXT, batches
from headwise.chains.llm.tokens import TokenCounter
from headwise.prompts import Prompts

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate


class Messages:
    """Fills the prompts in, and knows how much fits into one call of each step.

    Args:
        prompts: The words of the steps.
        counter: Counts tokens as the model does.
        window: The model's context window.
    """

    def __init__(self, prompts: Prompts, counter: TokenCounter, window: Window) -> None:
        self.prompts = prompts
        self.counter = counter
        self.window = window

    def read_at_once(self, tokens: int) -> None:
        """Take note that the model's server reads no more tokens than these."""
        if tokens < self.window.tokens:
            self.window = replace(self.window, tokens=tokens)

    def map(self, question: str, passages: Sequence[str]) -> list[BaseMessage]:
        """Return what is sent to have passages of one section summarised."""
        variables = {"question": question, "passages": delimited("passage", numbered(passages))}
        return self._templates["map"].format_messages(**variables)

    def reduce(self, question: str, summaries: Sequence[str]) -> list[BaseMessage]:
        """Return what is sent to have partial summaries of one section joined."""
        variables = {"question": question, "summaries": delimited("summary", numbered(summaries))}
        return self._templates["reduce"].format_messages(**variables)

    def combine(self, question: str, summaries: Mapping[int, str]) -> list[BaseMessage]:
        """Return what is sent to free the summaries of all sections of what they repeat."""
        variables = {"question": question, "sections": delimited("section", summaries)}
        return self._templates["combine"].format_messages(**variables)

    def repair(self, task: Sequence[BaseMessage], reply: str, reason: str) -> list[BaseMessage]:
        """Return what is sent to have a reply mended."""
        longest = max(4 * self.window.tokens // 8, 400)  # of a reply that never ends
        variables = {"task": get_buffer_string(task), "reply": reply[:longest], "reason": reason}
        return self._templates["repair"].format_messages(**variables)

    def map_batches(
        self, question: str, texts: Sequence[str], most: int | None = None
    ) -> list[list[str]]:
        """Return the passages of one section in batches, each for one map call.

        Args:
            question: Takes room too.
            texts: Passages.
            most: Tokens of passages in one call, if less than fit.
        """
        room = self.room_for("map", question)
        return batches(texts, min(room, most or room), self.counter.text)

    def reduce_batches(
        self, question: str, texts: Sequence[str], most: int | None = None
    ) -> list[list[str]]:
        """Return partial summaries in batches, each for one reduce call."""
        room = self.room_for("reduce", question)
        return batches(texts, min(room, most or room), self.counter.text)

    def room_for(self, name: str, question: str) -> int:
        """Return the tokens of text that one call of ``map`` or ``reduce`` takes."""
        empty = self.map(question, []) if name == "map" else self.reduce(question, [])
        return self.window.room_for_passages(self.counter.messages(empty), self.counter.margin)

    def room_to_combine(self, question: str) -> int:
        """Return the tokens of summaries that one combine call takes."""
        instructions = self.counter.messages(self.combine(question, {}))
        return self.window.room_for_summaries(instructions, self.counter.margin)

    def size(self, texts: Sequence[str]) -> int:
        """Return the tokens of texts in a prompt, with the tags around them."""
        return sum(self.counter.text(text) + PER_TEXT for text in texts)

    @cached_property
    def _templates(self) -> dict[str, ChatPromptTemplate]:
        return {
            step: getattr(self.prompts, step).template()
            for step in ("map", "reduce", "combine", "repair")
        }
