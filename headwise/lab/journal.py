"""Which calls an answer needs, and the replies that are known already.

LangChain looks a call up in the model's cache before it makes it, by the exact messages and
by the model with all its settings. A `Journal` is such a cache, made for one run of a chain.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from langchain_core.caches import BaseCache
from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, Generation

from headwise.errors import ModelError
from headwise.prompts.models import Prompt, Prompts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NOT_WRITTEN = "(not written yet: reply"
"""Begins what stands for a reply that is not known, where no call is to be made."""

STOPPED = "stopped; the replies so far are kept for the next run"

Key = tuple[str, str]
"""A call: its messages and the model, as LangChain writes them down."""
Replies = dict[Key, tuple[AIMessage, float]]
"""Every reply of a model so far, to be used again, and the seconds that it took."""


class StoppedError(ModelError):
    """A run was ended by `PromptLab.stop`."""


@dataclass(frozen=True)
class Message:
    """One message as a model gets it."""

    role: str
    """``system`` or ``human``."""
    text: str


@dataclass(frozen=True)
class Call:
    """One call of the model that an answer needs."""

    step: str
    messages: tuple[Message, ...]
    reply: str | None
    """``None`` if it is not known, and was not asked for."""
    reused: bool
    """Whether the reply was known from an earlier run."""
    input_tokens: int = 0
    output_tokens: int = 0
    """As the model reported them when it was called."""
    seconds: float = 0.0
    """How long the call took when it was made."""


class Journal(BaseCache):
    """The calls of one run, in the order in which they came to an end.

    Args:
        replies: Looked up, and added to.
        prompts: Tell which step a call belongs to.
        behind: Another cache, the model's own, that is asked next.
        dry: Make no call: a reply that is not known is `NOT_WRITTEN`.
        stopped: Asked before each call; once it is true, none is made any more.
    """

    def __init__(
        self,
        replies: Replies,
        prompts: Prompts,
        *,
        behind: BaseCache | None = None,
        dry: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.calls: list[Call] = []
        self.was_stopped = False
        """Whether a call was not made because of that."""
        self._replies = replies
        self._behind = behind
        self._dry = dry
        self._stopped = stopped
        self._begun: dict[Key, float] = {}
        self._beginnings = {prompt.name: _beginning(prompt) for prompt in prompts.steps()}

    def watched(self, model: BaseChatModel) -> BaseChatModel:
        """Return ``model`` with this journal as its cache."""
        return model.model_copy(update={"cache": self})

    def lookup(self, prompt: str, llm_string: str) -> Sequence[Generation] | None:
        """Return the reply to a call if it is known."""
        key = (prompt, llm_string)
        found = self._replies.get(key) or self._from_behind(key)
        if found:
            self._add(key, found, reused=True)
            return [_generation(found[0])]
        if self._dry:
            self._add(key, None, reused=False)
            # Numbered, as summaries that are alike would be made one before they are combined.
            return [_generation(AIMessage(f"{NOT_WRITTEN} {len(self.calls)}; run the lab first)"))]
        if self._stopped():
            self.was_stopped = True
            raise StoppedError(STOPPED)
        self._begun[key] = time.perf_counter()
        return None

    def update(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        """Keep the reply to a call."""
        key = (prompt, llm_string)
        seconds = time.perf_counter() - self._begun.pop(key, time.perf_counter())
        first = return_val[0]
        if isinstance(first, ChatGeneration) and isinstance(first.message, AIMessage):
            made = (first.message, seconds)
            self._replies[key] = made
            self._add(key, made, reused=False)
        if self._behind:
            self._behind.update(prompt, llm_string, return_val)

    async def alookup(self, prompt: str, llm_string: str) -> Sequence[Generation] | None:
        """Do as `lookup` does."""
        return self.lookup(prompt, llm_string)

    async def aupdate(self, prompt: str, llm_string: str, return_val: Sequence[Generation]) -> None:
        """Do as `update` does."""
        self.update(prompt, llm_string, return_val)

    def clear(self, **kwargs: Any) -> None:  # noqa: ANN401, ARG002 - LangChain's signature
        """Forget all replies."""
        self._replies.clear()

    def _from_behind(self, key: Key) -> tuple[AIMessage, float] | None:
        found = self._behind.lookup(*key) if self._behind else None
        if not found or not isinstance(found[0], ChatGeneration):
            return None
        message = found[0].message
        if not isinstance(message, AIMessage):
            return None
        return self._replies.setdefault(key, (message, 0.0))

    def _add(self, key: Key, found: tuple[AIMessage, float] | None, *, reused: bool) -> None:
        messages = _messages(key[0])
        reply, seconds = found or (None, 0.0)
        usage = reply.usage_metadata if reply else None
        call = Call(
            step=self._step(messages),
            messages=messages,
            reply=_said(reply) if reply else None,
            reused=reused,
            input_tokens=usage["input_tokens"] if usage else 0,
            output_tokens=usage["output_tokens"] if usage else 0,
            seconds=seconds,
        )
        self.calls.append(call)

    def _step(self, messages: Sequence[Message]) -> str:
        if any(message.role == "ai" for message in messages):
            return "repair"  # of a reply in the same conversation
        begun = {n: len(b) for n, b in self._beginnings.items() if messages[0].text.startswith(b)}
        return max(begun, key=lambda name: begun[name], default="other")


def _beginning(prompt: Prompt) -> str:
    """Return what the messages of a prompt begin with, up to its first variable."""
    begin = ""
    for literal, variable, *_ in Formatter().parse(prompt.system):
        begin += literal
        if variable is not None:
            break
    return begin


def _messages(dumped: str) -> tuple[Message, ...]:
    """Return the messages that LangChain dumped as JSON for the look-up."""
    values = [message["kwargs"] for message in json.loads(dumped)]
    return tuple(Message(value["type"], _text(value["content"])) for value in values)


def _text(content: Any) -> str:  # noqa: ANN401 - text, or a list of blocks
    if isinstance(content, str):
        return content
    return "".join(block.get("text", "") for block in content if isinstance(block, dict))


def _said(reply: AIMessage) -> str:
    """Return a reply's text; of a tool call, which structured output may be, its arguments."""
    return reply.text or "\n".join(json.dumps(call["args"]) for call in reply.tool_calls)


def _generation(reply: AIMessage) -> ChatGeneration:
    """Return a reply as LangChain takes it from a cache.

    LangChain adds a price to the usage it finds there, and leaves one without token counts
    where the model gave none; so every reply gets them.
    """
    usage = reply.usage_metadata or UsageMetadata(input_tokens=0, output_tokens=0, total_tokens=0)
    return ChatGeneration(message=reply.model_copy(update={"usage_metadata": usage}))
