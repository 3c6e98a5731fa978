"""The prompts as data: a system and a human part for each step that calls a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate

STEPS = {
    "triage": ("question", "sections"),
    "map": ("question", "passages"),
    "reduce": ("question", "summaries"),
    "combine": ("question", "sections"),
    "repair": ("reason",),
}
"""Every step that calls a model, with the variables that its prompt is given."""
VARIABLES = {**STEPS, "judge": ("sentences", "passages")}
"""Those of each prompt: of the steps, and of `check_support`, which is none."""


class Prompt(BaseModel):
    """The words of one step; ``{name}`` stands for a variable, ``{{`` and ``}}`` for braces."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """The step."""
    description: str = ""
    """For readers of the file; no model sees it."""
    variables: tuple[str, ...]
    system: str
    human: str

    def template(self) -> ChatPromptTemplate:
        """Return the prompt as a LangChain template.

        It makes two messages; that of ``repair`` makes one, which follows those that were
        sent, and the reply to them. Braces in the variables' values are text, whatever stands
        between them.
        """
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages(self.messages)

    @property
    def messages(self) -> list[tuple[str, str]]:
        """The roles and texts of which `template` is made."""
        if self.name != "repair":
            return [("system", self.system), ("human", self.human)]
        return [
            ("placeholder", "{sent}"),
            ("ai", "{reply}"),
            ("human", f"{self.system}\n\n{self.human}"),
        ]


class Prompts(BaseModel):
    """The prompts of all steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    triage: Prompt
    map: Prompt
    reduce: Prompt
    combine: Prompt
    repair: Prompt

    @property
    def sha256(self) -> str:
        """Hash, in hexadecimal, of all the words that a model sees.

        It tells which prompts an answer was made with: it is that of the JSON object
        ``{step: [system, human]}``, and neither a description nor the folder changes it.
        """
        words = {prompt.name: [prompt.system, prompt.human] for prompt in self.steps()}
        return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()

    def steps(self) -> Iterator[Prompt]:
        """Yield the prompt of each step, in the order in which they come into play."""
        yield from (self.triage, self.map, self.reduce, self.combine, self.repair)

    def of(self, step: str) -> Prompt:
        """Return the prompt of ``step``, one of `STEPS`."""
        return {prompt.name: prompt for prompt in self.steps()}[step]

    def replaced(self, prompt: Prompt) -> Prompts:
        """Return the prompts with ``prompt`` in place of that of its step."""
        return self.model_copy(update={prompt.name: prompt})
