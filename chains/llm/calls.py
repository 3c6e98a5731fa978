"""Every call of a model goes through here: cached, limited, timed, tried again, counted."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import add_ai_message_chunks
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config, merge_configs

from headwise.chains.llm.caching import KeptReplies
from headwise.chains.llm.failures import BlockedError, failure
from headwise.chains.llm.limiting import Limit
from headwise.chains.llm.retrying import is_stale, pause_before_retry
from headwise.chains.llm.structured import Forms, text_of
from headwise.chains.llm.timing import atimed, timed
from headwise.chains.llm.tokens import TokenCounter
from headwise.chains.run import Run

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

LONGEST_REPLY = 200_000
"""Characters after which a reply that goes on and on is not listened to any more."""
CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS", "broken"})
"""Reasons to finish that mean: there would have been more."""
MOST_STALE = 200
"""Connections of an event loop that has ended, which a client may still hold."""
NO_CHUNKS = "No generation chunks were returned"
"""What LangChain raises if a stream has nothing in it: an empty reply like any other."""
BLOCKED = frozenset({"content_filter", "SAFETY", "RECITATION", "refusal"})


@dataclass(frozen=True)
class Call:
    """One call of a model that a step wants to be made."""

    messages: Sequence[BaseMessage]
    step: str
    """``map``, ``reduce``, ``combine`` or ``repair``."""
    run: Run = field(default_factory=Run, compare=False)
    structured: bool = False
    """Whether the reply is to be a record."""


class Calls(Runnable[Call, AIMessage]):
    """Makes calls of one model for all steps. A reply may be a stream of chunks.

    Args:
        model: Is called.
        forms: The ways to ask it for a record.
        limit: How many calls may be under way at once.
        counter: Counts tokens where the model reports none.
        kept: Replies to the same messages from earlier.
        retries: Further tries of a call that failed for a reason that may pass.
        seconds: Longest time for one call.

    Invoked, it raises:
        ModelError: No call would succeed, or the time is over.
        CallFailedError: This one did not.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        forms: Forms,
        limit: Limit,
        counter: TokenCounter,
        kept: KeptReplies,
        retries: int,
        seconds: float,
    ) -> None:
        self._model = model
        self._forms = forms
        self._limit = limit
        self._counter = counter
        self._kept = kept
        self._retries = retries
        self._seconds = seconds
        self._secrets = _secrets_of(model)

    def invoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AIMessage:
        """Return the model's reply."""
        return _whole(list(self._replies(input, ensure_config(config), streamed=False)))

    async def ainvoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AIMessage:
        """Do as `invoke` does."""
        replies = self._areplies(input, ensure_config(config), streamed=False)
        return _whole([chunk async for chunk in replies])

    def stream(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Iterator[AIMessage]:
        """Yield the model's reply as it comes.

        A reply that breaks off ends with a chunk that says so; what came before it stands.
        """
        yield from self._replies(input, ensure_config(config), streamed=True)

    async def astream(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AsyncIterator[AIMessage]:
        """Do as `stream` does."""
        async for chunk in self._areplies(input, ensure_config(config), streamed=True):
            yield chunk

    def _replies(
        self, call: Call, config: RunnableConfig, *, streamed: bool
    ) -> Generator[AIMessage]:
        attempts = self._attempts(call)
        if attempts.kept is not None:
            yield attempts.kept
        while attempts.go_on:
            attempt = _Attempt()
            try:
                with closing(self._try(call, config, attempts.form, streamed=streamed)) as chunks:
                    for chunk in chunks:
                        yield attempt.take(chunk)
                        if attempt.too_long:
                            break
            except Exception as error:  # noqa: BLE001 - sorted by `failed`
                yield from attempts.failed(attempt, error)
            else:
                self._succeeded(call, attempts, attempt)
            if attempts.pause:
                call.run.nap(attempts.pause)
        if attempts.failure:
            raise attempts.failure

    async def _areplies(
        self, call: Call, config: RunnableConfig, *, streamed: bool
    ) -> AsyncGenerator[AIMessage]:
        attempts = self._attempts(call)
        if attempts.kept is not None:
            yield attempts.kept
        while attempts.go_on:
            attempt = _Attempt()
            try:
                async with aclosing(
                    self._atry(call, config, attempts.form, streamed=streamed)
                ) as chunks:
                    async for chunk in chunks:
                        yield attempt.take(chunk)
                        if attempt.too_long:
                            break
            except Exception as error:  # noqa: BLE001 - sorted by `failed`
                for end in attempts.failed(attempt, error):
                    yield end
            else:
                self._succeeded(call, attempts, attempt)
            if attempts.pause:
                await call.run.anap(attempts.pause)
        if attempts.failure:
            raise attempts.failure

    def _try(
        self, call: Call, config: RunnableConfig, form: int, *, streamed: bool
    ) -> Generator[AIMessage]:
        """Make the call once, as soon as there is room for it."""
        model, named = self._asked(call, form), _named(call, config)

        def ask() -> Iterator[AIMessage]:
            if streamed:
                return model.stream(call.messages, named)
            return iter([model.invoke(call.messages, named)])

        with self._limit.held(call.run), closing(timed(ask, self._seconds, call.run)) as chunks:
            yield from chunks

    async def _atry(
        self, call: Call, config: RunnableConfig, form: int, *, streamed: bool
    ) -> AsyncGenerator[AIMessage]:
        model, named = self._asked(call, form), _named(call, config)

        async def ask() -> AsyncGenerator[AIMessage]:
            if streamed:
                async for chunk in model.astream(call.messages, named):
                    yield chunk
            else:
                yield await model.ainvoke(call.messages, named)

        async with self._limit.aheld(call.run), aclosing(ask()) as chunks:
            async for chunk in atimed(chunks, self._seconds, call.run):
                yield chunk

    def _attempts(self, call: Call) -> _Attempts:
        kept = self._kept.find(call.messages, _form(call))
        if kept is not None:
            call.run.usage.from_cache(call.step)
        return _Attempts(call, self._forms, self._retries, self._secrets, kept)

    def _asked(self, call: Call, form: int) -> Runnable[Any, AIMessage]:
        return self._forms[form] if call.structured else self._model

    def _succeeded(self, call: Call, attempts: _Attempts, attempt: _Attempt) -> None:
        attempts.succeeded()
        whole = _whole(attempt.chunks)
        text = text_of(whole)
        call.run.usage.answered(
            call.step,
            whole,
            attempt.seconds,
            lambda: (self._counter.messages(call.messages), self._counter.text(text)),
        )
        if not was_cut_off(whole) and not was_blocked(whole):
            self._kept.keep(call.messages, _form(call), text)


class Texts(Runnable[Call, str]):
    """The text of each piece of a reply, for those who read it while it comes."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def invoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> str:
        """Return the whole text."""
        return text_of(self._calls.invoke(input, config))

    async def ainvoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> str:
        """Do as `invoke` does."""
        return text_of(await self._calls.ainvoke(input, config))

    def stream(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Iterator[str]:
        """Yield the text as it comes."""
        for chunk in self._calls.stream(input, config):
            yield text_of(chunk)

    async def astream(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AsyncIterator[str]:
        """Do as `stream` does."""
        async for chunk in self._calls.astream(input, config):
            yield text_of(chunk)


class _Attempt:
    """One try of a call: what came of it, and how long it took."""

    def __init__(self) -> None:
        self.chunks: list[AIMessage] = []
        self._characters = 0
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._begun

    @property
    def too_long(self) -> bool:
        return self._characters > LONGEST_REPLY

    def take(self, chunk: AIMessage) -> AIMessage:
        self.chunks.append(chunk)
        self._characters += len(text_of(chunk))
        return chunk


class _Attempts:
    """Decides after each try of a call whether there is another one, and how it is made."""

    def __init__(
        self,
        call: Call,
        forms: Forms,
        retries: int,
        secrets: Sequence[str],
        kept: AIMessage | None,
    ) -> None:
        self.kept = kept
        """The reply to the same messages from earlier, which makes trying needless."""
        self.go_on = kept is None
        self.form = forms.best
        self.pause = 0.0
        self.failure: Exception | None = None
        """To be raised in the end. Kept until no exception is being handled, so that it does not
        drag the provider's along, which may repeat the key."""
        self._call = call
        self._forms = forms
        self._retries = retries
        self._secrets = secrets
        self._failed = 0
        self._stale = 0

    def succeeded(self) -> None:
        self.go_on, self.pause = False, 0.0
        if self._call.structured:
            self._forms.best = max(self.form, self._forms.best)

    def failed(self, attempt: _Attempt, error: Exception) -> Iterator[AIMessage]:
        """Take note of a failed try; yield what ends a reply that had begun."""
        self.pause = 0.0
        run = self._call.run
        if self._stale < MOST_STALE and is_stale(error) and not attempt.chunks:
            self._stale += 1
            return
        run.usage.failed(self._call.step, attempt.seconds)
        cut = "" if str(error) == NO_CHUNKS else _cut_off_reply(error)
        if cut is not None or attempt.chunks:
            self.go_on = False
            text = "" if attempt.chunks else cut or ""
            yield AIMessageChunk(content=text, response_metadata={"finish_reason": "broken"})
            return
        following = self._forms.after(self.form, error) if self._call.structured else None
        if following is not None:
            self.form = following
            return
        self._failed += 1
        pause = pause_before_retry(error, self._failed, self._retries)
        if pause is not None and pause < run.remaining and not run.cancelled:
            self.pause = pause
            return
        self.go_on = False
        blocked = type(error).__name__ == "ContentFilterFinishReasonError"
        self.failure = BlockedError("content filter") if blocked else failure(error, self._secrets)


def was_cut_off(reply: AIMessage) -> bool:
    """Whether the reply broke off before its end."""
    return bool(_finish_reasons(reply) & CUT_OFF)


def was_blocked(reply: AIMessage) -> bool:
    """Whether the provider kept the reply back, or the model refused."""
    return bool(_finish_reasons(reply) & BLOCKED or reply.additional_kwargs.get("refusal"))


def _finish_reasons(reply: AIMessage) -> set[str]:
    data = reply.response_metadata
    said = (data.get("finish_reason"), data.get("stop_reason"), data.get("done_reason"))
    # Chunks that are added up join their reasons.
    return {
        known
        for reason in said
        if isinstance(reason, str)
        for known in CUT_OFF | BLOCKED
        if reason == known or reason.endswith(known)
    }


def _cut_off_reply(error: Exception) -> str | None:
    """Return the text of a reply that OpenAI's client raises because it broke off."""
    if type(error).__name__ != "LengthFinishReasonError":
        return None
    completion = getattr(error, "completion", None)
    try:
        return str(completion.choices[0].message.content or "")  # type: ignore[union-attr]
    except (AttributeError, IndexError):
        return ""


def _whole(chunks: Sequence[AIMessage]) -> AIMessage:
    """Return the chunks of one reply as one message."""
    if len(chunks) == 1:
        return chunks[0]
    # All at once: one by one, a reply of many pieces would be copied as often.
    first, *others = (
        chunk if isinstance(chunk, AIMessageChunk) else AIMessageChunk(content=chunk.content)
        for chunk in chunks
    )
    return add_ai_message_chunks(first, *others)


def _named(call: Call, config: RunnableConfig) -> RunnableConfig:
    """Return the config with which a call shows up in traces and events as its step's."""
    own: RunnableConfig = {
        "tags": [f"headwise:{call.step}"],
        "metadata": {"headwise_step": call.step},
    }
    return merge_configs(config, own)


def _form(call: Call) -> str:
    return "record" if call.structured else "text"


def _secrets_of(model: BaseChatModel) -> list[str]:
    """Return the keys that a model holds, so that they can be kept out of messages."""
    return [
        secret
        for value in vars(model).values()
        if hasattr(value, "get_secret_value")
        for secret in [value.get_secret_value()]
        if isinstance(secret, str) and secret
    ]
