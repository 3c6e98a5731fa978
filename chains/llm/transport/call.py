"""One call of a chat model."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from pydantic import BaseModel

from headwise.chains.runtime.run import Run


@dataclass(frozen=True)
class Call:
    """What is sent, for which step, and what form the reply should have."""

    messages: Sequence[BaseMessage]
    step: str
    """``triage``, ``map``, ``reduce``, ``combine`` or ``repair``."""
    run: Run = field(default_factory=Run, compare=False)
    config: RunnableConfig = field(default_factory=RunnableConfig, compare=False)
    """The step's callbacks, tags and metadata."""
    schema: type[BaseModel] | None = None
    """Of a JSON reply; ``None`` for text."""

    @property
    def form(self) -> str:
        """Name of the reply's form."""
        return self.schema.__name__ if self.schema else "text"


Ask = Callable[[Call], Coroutine[Any, Any, AIMessage]]
"""Makes a call. The reply is one message whose content is text. A wrapper takes an `Ask` and
returns another one."""
