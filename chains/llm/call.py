"""One call of a model that a step wants to be made."""

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
    """What is sent, on whose behalf, and what is to come back."""

    messages: Sequence[BaseMessage]
    step: str
    """``map``, ``reduce``, ``combine`` or ``repair``."""
    run: Run = field(default_factory=Run, compare=False)
    record: type[BaseModel] | None = None
    """What the reply is to be as JSON, if it is not to be text."""
    config: RunnableConfig = field(default_factory=RunnableConfig, compare=False)
    """The caller's callbacks, tags and metadata; set by `Calls`."""

    @property
    def form(self) -> str:
        """Under which the reply is kept."""
        return self.record.__name__ if self.record else "text"


Ask = Callable[[Call], Coroutine[Any, Any, AIMessage]]
"""Makes a call. Its reply is one message whose content is text; what else is in it, LangChain's
metadata says. Each concern is a function that takes an `Ask` and returns another one."""
