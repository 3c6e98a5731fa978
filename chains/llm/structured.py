"""Structured output where a model has it, and JSON found in its text where not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import BaseModel, ValidationError

from headwise.chains.llm.failures import Rescued, status_of
from headwise.chains.llm.limiting import Limit, Limited
from headwise.chains.llm.steps import given, step

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Record = TypeVar("Record", bound=BaseModel)

UNSUPPORTED = (400, 404, 405, 415, 422, 501)
"""HTTP statuses with which servers answer a structured-output request they do not know."""


def structured(
    model: BaseChatModel, limit: Limit, record: type[BaseModel]
) -> Runnable[LanguageModelInput, AIMessage]:
    """Return the model, bound to the schema of ``record`` where it knows how to follow one.

    Either way the reply is a message whose text `parsed` reads. A server that refuses the
    schema is asked again without it.
    """
    plain = Limited(model, limit)
    try:
        # The schema as a dict: given the class, OpenAI's client parses by itself, and a reply
        # that does not fit is an exception without its text.
        bound = model.with_structured_output(record.model_json_schema(), include_raw=True)
    except (NotImplementedError, ValueError, TypeError):
        return plain
    following: Runnable[LanguageModelInput, AIMessage | None] = Limited(
        bound, limit
    ) | RunnableLambda(_as_text)

    def refused(_asked: LanguageModelInput, error: Exception) -> AIMessage | None:
        if status_of(error) in UNSUPPORTED:
            return None
        raise error

    def ask(asked: LanguageModelInput) -> Runnable[Any, AIMessage]:
        def or_plain(reply: AIMessage | None) -> AIMessage | Runnable[Any, AIMessage]:
            return reply if reply is not None else given(asked) | plain

        return Rescued(following, refused) | step(or_plain)

    return step(ask)


def parsed(text: str, record: type[Record], list_key: str) -> Record | None:
    """Return the first JSON value in ``text`` that is a ``record``, or ``None``.

    A bare list is taken for the value of ``list_key``.
    """
    for value in _json_values(text):
        try:
            return record.model_validate({list_key: value} if isinstance(value, list) else value)
        except ValidationError:
            continue
    return None


def _as_text(output: Any) -> AIMessage:  # noqa: ANN401 - LangChain types it as dict or model
    """Return the raw message, with the parsed object as its text if there is one."""
    raw: AIMessage = output["raw"]
    if output["parsed"] is None:
        return raw
    return raw.model_copy(update={"content": json.dumps(output["parsed"])})


def _json_values(text: str) -> Iterator[Any]:
    """Yield the JSON objects and lists that stand somewhere in ``text``, outermost first."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    while (position := _next_opening(text, position)) >= 0:
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            position += 1
        else:
            yield value


def _next_opening(text: str, start: int) -> int:
    return min((at for at in (text.find("{", start), text.find("[", start)) if at >= 0), default=-1)
