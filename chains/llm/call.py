"""One call of a model that a step wants to be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.messages import BaseMessage
from pydantic import BaseModel

from headwise.chains.runtime.run import Run


@dataclass(frozen=True)
class Call:
    """What is sent, on whose behalf, and what is to come back."""

    messages: Sequence[BaseMessage]
    step: str
    """``map``, ``reduce``, ``combine`` or ``repair``."""
    run: Run = field(default_factory=Run, compare=False)
    record: type[BaseModel] | None = None
    """What the reply is to be as JSON, if it is not to be text."""

    @property
    def form(self) -> str:
        """Under which the reply is kept."""
        return self.record.__name__ if self.record else "text"
