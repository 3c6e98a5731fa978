"""Every call of a model goes through here: cached, limited, timed, tried again, counted."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config, merge_configs

from headwise.chains.llm.attempts import Attempt, Attempts
from headwise.chains.llm.caching import KeptReplies
from headwise.chains.llm.call import Call
from headwise.chains.llm.limiting import Limit
from headwise.chains.llm.replies import was_blocked, was_cut_off, whole_reply
from headwise.chains.llm.structured import Forms, text_of
from headwise.chains.llm.timing import atimed, timed
from headwise.chains.llm.tokens import TokenCounter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class Calls(Runnable[Call, AIMessage]):
    """Makes calls of one model for all steps. A reply may be a stream of chunks.

    Args:
        model: Is called.
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
        limit: Limit,
        counter: TokenCounter,
        kept: KeptReplies,
        retries: int,
        seconds: float,
    ) -> None:
        self._model = model
        self._forms: dict[str, Forms] = {}
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
        return whole_reply(list(self._replies(input, ensure_config(config), streamed=False)))

    async def ainvoke(
        self,
        input: Call,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **_kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AIMessage:
        """Do as `invoke` does."""
        replies = self._areplies(input, ensure_config(config), streamed=False)
        return whole_reply([chunk async for chunk in replies])

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
            attempt = Attempt()
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
            attempt = Attempt()
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

    def _attempts(self, call: Call) -> Attempts:
        kept = self._kept.find(call.messages, call.form)
        if kept is not None:
            call.run.usage.from_cache(call.step)
        return Attempts(call, self._forms_of(call), self._retries, self._secrets, kept)

    def _forms_of(self, call: Call) -> Forms | None:
        if call.record is None:
            return None
        if call.form not in self._forms:
            self._forms[call.form] = Forms(self._model, call.record)
        return self._forms[call.form]

    def _asked(self, call: Call, form: int) -> Runnable[Any, AIMessage]:
        forms = self._forms_of(call)
        return forms[form] if forms else self._model

    def _succeeded(self, call: Call, attempts: Attempts, attempt: Attempt) -> None:
        attempts.succeeded()
        whole = whole_reply(attempt.chunks)
        text = text_of(whole)
        call.run.usage.answered(
            call.step,
            whole,
            attempt.seconds,
            lambda: (self._counter.messages(call.messages), self._counter.text(text)),
        )
        if not was_cut_off(whole) and not was_blocked(whole):
            self._kept.keep(call.messages, call.form, text)


def _named(call: Call, config: RunnableConfig) -> RunnableConfig:
    """Return the config with which a call shows up in traces and events as its step's."""
    own: RunnableConfig = {
        "tags": [f"headwise:{call.step}"],
        "metadata": {"headwise_step": call.step},
    }
    return merge_configs(config, own)


def _secrets_of(model: BaseChatModel) -> list[str]:
    """Return the keys that a model holds, so that they can be kept out of messages."""
    return [
        secret
        for value in vars(model).values()
        if hasattr(value, "get_secret_value")
        for secret in [value.get_secret_value()]
        if isinstance(secret, str) and secret
    ]
