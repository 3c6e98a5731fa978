"""Counting what an answer costs."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, LLMResult

from headwise.chains.answer import Usage


class UsageCounter(BaseCallbackHandler):
    """Adds up the calls of a chain's language models and the tokens they report."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls = self._input = self._output = 0

    def on_llm_end(
        self,
        response: LLMResult,
        *,
        run_id: UUID,  # noqa: ARG002 - given by LangChain
        parent_run_id: UUID | None = None,  # noqa: ARG002 - given by LangChain
        **kwargs: Any,  # noqa: ANN401, ARG002 - given by LangChain
    ) -> None:
        """Count one call that came to an end."""
        with self._lock:
            self._calls += 1
            for generations in response.generations:
                for generation in generations:
                    message = generation.message if isinstance(generation, ChatGeneration) else None
                    if isinstance(message, AIMessage) and message.usage_metadata:
                        self._input += message.usage_metadata["input_tokens"]
                        self._output += message.usage_metadata["output_tokens"]

    def usage(self, seconds: float) -> Usage:
        """Return the sums so far with the given wall time."""
        return Usage(
            calls=self._calls,
            input_tokens=self._input,
            output_tokens=self._output,
            seconds=round(seconds, 3),
        )
