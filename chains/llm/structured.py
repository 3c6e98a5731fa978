"""Structured output where a model has it, and the text of a reply in whatever form it comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.runnables import Runnable, RunnableSequence
from pydantic import BaseModel

from headwise.chains.llm.failures import is_too_long, status_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

UNSUPPORTED = (400, 404, 405, 415, 422, 501)
"""HTTP statuses with which servers answer a structured-output request they do not know."""
MOST_OPENINGS = 500
"""Brackets of a reply that are tried as the beginning of a JSON value."""


class Forms:
    """The ways to ask one model for a record, best first: its own way, a tool, plain words.

    A server that refuses one way is asked the next way, and once that has worked, not the
    first way again.
    """

    def __init__(self, model: BaseChatModel, record: type[BaseModel]) -> None:
        # The schema as a dict: given the class, OpenAI's client parses by itself, and a reply
        # that does not fit is an exception without its text.
        schema = record.model_json_schema()
        ways = (_bound(model, schema), _bound(model, schema, method="function_calling"), model)
        self._forms: list[Runnable[LanguageModelInput, AIMessage]] = []
        for way in ways:
            if way is not None and not any(_same(way, form) for form in self._forms):
                self._forms.append(way)
        self.best = 0
        """Which of the forms to begin with."""

    def __getitem__(self, index: int) -> Runnable[LanguageModelInput, AIMessage]:
        return self._forms[index]

    def after(self, index: int, error: Exception) -> int | None:
        """Return the form to be tried after one that failed so, or ``None``."""
        more = index + 1 < len(self._forms)
        refused = status_of(error) in UNSUPPORTED and not is_too_long(error)
        return index + 1 if more and refused else None


def _bound(
    model: BaseChatModel,
    schema: dict[str, Any],
    **how: Any,  # noqa: ANN401 - as LangChain types it
) -> Runnable[LanguageModelInput, AIMessage] | None:
    """Return the model, made to follow ``schema``, without LangChain's parser behind it."""
    try:
        chain = model.with_structured_output(schema, **how)
    except (NotImplementedError, ValueError, TypeError, ImportError):
        return None
    return chain.first if isinstance(chain, RunnableSequence) else None


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - bindings of any kind
    return bool(getattr(one, "kwargs", None) == getattr(other, "kwargs", None))


def text_of(message: AIMessage) -> str:
    """Return a reply's text; of a tool call, whatever its name, its arguments as JSON."""
    if text := message.text:
        return text
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        first = message.tool_call_chunks[0].get("index")
        return "".join(
            chunk["args"] or "" for chunk in message.tool_call_chunks if chunk.get("index") == first
        )
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return ""


def json_values(text: str) -> Iterator[Any]:
    """Yield the JSON objects and lists that stand somewhere in ``text``, outermost first."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for _ in range(MOST_OPENINGS):
        position = _next_opening(text, position)
        if position < 0:
            return
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            position += 1
        else:
            yield value


def _next_opening(text: str, start: int) -> int:
    return min((at for at in (text.find("{", start), text.find("[", start)) if at >= 0), default=-1)
