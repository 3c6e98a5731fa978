"""Ways to ask one and the same thing, for servers that refuse some of them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableSequence
from pydantic import BaseModel

from headwise.chains.llm.call import Ask, Call
from headwise.providers.errors import is_too_large, remedy_for, status_of, words_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Bound = Runnable[LanguageModelInput, AIMessage]
Send = Callable[[Bound, Sequence[BaseMessage], Call], Awaitable[AIMessage]]

UNSUPPORTED = (400, 404, 405, 415, 422, 500, 501)
"""HTTP statuses with which servers answer what they do not know; 500 if a template fails."""
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
    """How a call is put."""

    form: int = 0
    """Which of a record's forms: the model's own way, a tool, plain words."""
    system: bool = True
    """Whether the system's words are a message of their own."""
    temperature: bool = True
    """Whether the model's temperature is sent."""


def with_other_ways(send: Send, model: BaseChatModel) -> Ask:
    """Return what asks in the next way where the server refuses one, and from then on so."""
    bound = _BoundModels(model)
    forms: dict[str, int] = {}
    known = Way()

    async def ask(call: Call) -> AIMessage:
        nonlocal known
        way: Way | None = replace(known, form=forms.get(call.form, 0))
        while way is not None:
            try:
                messages = call.messages if way.system else _folded(call.messages)
                reply = await send(bound.model(call.record, way), messages, call)
            except Exception as error:
                way = _after(way, error, bound.count(call.record, way))
                if way is None:
                    raise
            else:
                # Not before it has worked: what was refused may have been something else.
                forms[call.form] = max(way.form, forms.get(call.form, 0))
                known = Way(
                    system=known.system and way.system,
                    temperature=known.temperature and way.temperature,
                )
                return reply
        raise AssertionError  # for the type checker: the loop returns or raises

    return ask


def _after(way: Way, error: Exception, forms: int) -> Way | None:
    """Return the way to be tried after one that failed so, or ``None``."""
    status, said = status_of(error), str(error)
    if status not in UNSUPPORTED or is_too_large(error):
        return None
    if way.system and _ABOUT_ROLES.search(said):
        return replace(way, system=False)
    if way.temperature and _ABOUT_TEMPERATURE.search(said):
        return replace(way, temperature=False)
    if status == 500 or way.form + 1 >= forms or _meets_every_form(error):
        return None
    return replace(way, form=way.form + 1)


def _meets_every_form(error: Exception) -> bool:
    """Whether it is about the key or the model; routers say 404 of a model without tools too."""
    return remedy_for(error, "") is not None and not _ABOUT_FORM.search(words_of(error))


def _folded(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Return the messages with the system's words at the head of the user's first."""
    system = [message.text for message in messages if isinstance(message, SystemMessage)]
    rest = [message for message in messages if not isinstance(message, SystemMessage)]
    first = "\n\n".join([*system, *(message.text for message in rest[:1])])
    return [HumanMessage(first), *rest[1:]]


class _BoundModels:
    """The model as each way needs it."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model
        self._made: dict[tuple[str, bool], list[Bound]] = {}

    def model(self, record: type[BaseModel] | None, way: Way) -> Bound:
        return self._forms(record, way)[way.form if record else 0]

    def count(self, record: type[BaseModel] | None, way: Way) -> int:
        return len(self._forms(record, way))

    def _forms(self, record: type[BaseModel] | None, way: Way) -> list[Bound]:
        key = (record.__name__ if record else "", way.temperature)
        if key not in self._made:
            model = self._model
            if not way.temperature and hasattr(model, "temperature"):
                model = model.model_copy(update={"temperature": None})
            self._made[key] = [model] if record is None else _forms_of(model, record)
        return self._made[key]


def _forms_of(model: BaseChatModel, record: type[BaseModel]) -> list[Bound]:
    # The schema as a dict: given the class, OpenAI's client parses by itself, and a reply
    # that does not fit is an exception without its text.
    schema = strict(record.model_json_schema())
    ways = (
        _bound(model, schema, method="json_schema", strict=True)
        if _is_openai(model)
        else _bound(model, schema),
        _bound(model, schema, method="function_calling"),
        model,
    )
    forms: list[Bound] = []
    for way in ways:
        if way is not None and not any(_same(way, form) for form in forms):
            forms.append(way)
    return forms


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON schema as strict modes want it: all fields required, no others allowed.

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
    """Return the model, made to follow ``schema``, without LangChain's parser behind it."""
    try:
        chain = model.with_structured_output(schema, **how)
    except (NotImplementedError, ValueError, TypeError, ImportError):
        return None
    return chain.first if isinstance(chain, RunnableSequence) else None


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - bindings of any kind
    return bool(getattr(one, "kwargs", None) == getattr(other, "kwargs", None))
