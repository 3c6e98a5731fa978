"""Other ways to put a request, for servers that do not support the first one."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableSequence
from pydantic import BaseModel

from headwise.chains.llm.transport.call import Ask, Call
from headwise.providers.errors import is_too_large, message_of, remedy_for, status_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Bound = Runnable[LanguageModelInput, AIMessage]
Send = Callable[[Bound, Sequence[BaseMessage], Call], Awaitable[AIMessage]]

UNSUPPORTED = (400, 404, 405, 415, 422, 500, 501)
"""HTTP statuses for what a server does not support; 500 if its chat template fails."""
_ABOUT_ROLES = re.compile(
    r"\b(?:system|developer)\b.{0,40}(?:role|message|prompt|instruction|support)"
    r"|\broles?\b.{0,60}(?:must|only|not|invalid|support|should)"
    r"|(?:unsupported|invalid|unknown|unexpected|only).{0,40}\broles?\b",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT_FORM = re.compile(
    r"\btools?\b|\bfunctions?\b|response_format|\bjson\b|schema|structured|\bparameters?\b",
    re.IGNORECASE,
)
_ABOUT_TEMPERATURE = re.compile(r"\btemperature\b", re.IGNORECASE)


@dataclass(frozen=True)
class Way:
    """How a request is put."""

    form: int = 0
    """Index into `_forms`."""
    system: bool = True
    """Whether the system prompt is a message of its own."""
    temperature: bool = True
    """Whether the model's temperature is sent."""


def with_fallbacks(send: Send, model: BaseChatModel) -> Ask:
    """Return what puts a request another way if the server refuses it, and later ones as well."""
    forms: dict[str, int] = {}
    known = Way()

    @cache
    def bound(schema: type[BaseModel] | None, *, temperature: bool) -> list[Bound]:
        own = model
        if not temperature and hasattr(model, "temperature"):
            own = model.model_copy(update={"temperature": None})
        return _forms(own, schema) if schema else [own]

    async def ask(call: Call) -> AIMessage:
        nonlocal known
        way = replace(known, form=forms.get(call.form, 0))
        while True:
            choices = bound(call.schema, temperature=way.temperature)
            messages = call.messages if way.system else _without_system(call.messages)
            try:
                reply = await send(choices[way.form], messages, call)
            except Exception as error:
                following = _following(way, error, len(choices))
                if following is None:
                    raise
                way = following
            else:
                # Only now: the refusal may have had another reason.
                forms[call.form] = max(way.form, forms.get(call.form, 0))
                known = Way(
                    system=known.system and way.system,
                    temperature=known.temperature and way.temperature,
                )
                return reply

    return ask


def _following(way: Way, error: Exception, forms: int) -> Way | None:
    """Return the way to try after ``way`` failed with ``error``, or ``None``."""
    status, words = status_of(error), str(error)
    if status not in UNSUPPORTED or is_too_large(error):
        return None
    if way.system and _ABOUT_ROLES.search(words):
        return replace(way, system=False)
    if way.temperature and _ABOUT_TEMPERATURE.search(words):
        return replace(way, temperature=False)
    # Routers answer 404 for a model without tools too.
    about_model = remedy_for(error, "") is not None and not _ABOUT_FORM.search(message_of(error))
    if status == 500 or way.form + 1 >= forms or about_model:
        return None
    return replace(way, form=way.form + 1)


def _without_system(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Return the messages with the system prompt at the beginning of the user's first."""
    system = [message.text for message in messages if isinstance(message, SystemMessage)]
    rest = [message for message in messages if not isinstance(message, SystemMessage)]
    first = "\n\n".join([*system, *(message.text for message in rest[:1])])
    return [HumanMessage(first), *rest[1:]]


def _forms(model: BaseChatModel, schema: type[BaseModel]) -> list[Bound]:
    """Return the ways to get JSON: the model's own, a tool call, and the prompt's words alone."""
    # The schema as a dict: given the class, OpenAI's client raises an error without the text
    # for a reply that does not match.
    fields = strict(schema.model_json_schema())
    own: dict[str, Any] = {"method": "json_schema", "strict": True} if _is_openai(model) else {}
    forms: list[Bound] = []
    for form in (
        _bound(model, fields, **own),
        _bound(model, fields, method="function_calling"),
        model,
    ):
        settings = getattr(form, "kwargs", None)
        if form is not None and all(getattr(one, "kwargs", None) != settings for one in forms):
            forms.append(form)
    return forms


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON schema as strict modes require it: all fields required, no others allowed.

    >>> class Point(BaseModel):
    ...     x: int = 0
    >>> strict(Point.model_json_schema())["required"]
    ['x']
    """
    made: dict[str, Any] = {
        key: strict(value)
        if isinstance(value, dict)
        else [strict(one) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for key, value in schema.items()
        if key != "default"
    }
    if isinstance(properties := made.get("properties"), dict):
        made |= {"required": list(properties), "additionalProperties": False}
    return made


def _is_openai(model: BaseChatModel) -> bool:
    return any(kind.__name__ in {"ChatOpenAI", "AzureChatOpenAI"} for kind in type(model).__mro__)


def _bound(
    model: BaseChatModel,
    schema: dict[str, Any],
    **how: Any,  # noqa: ANN401 - as LangChain types it
) -> Bound | None:
    """Return the model bound to ``schema``, without LangChain's output parser."""
    try:
        chain = model.with_structured_output(schema, **how)
    except (NotImplementedError, ValueError, TypeError, ImportError):
        return None
    return chain.first if isinstance(chain, RunnableSequence) else None
