"""One request to the model, and its reply as one message of text."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from langchain_core.caches import BaseCache
from langchain_core.globals import get_llm_cache
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables.config import merge_configs

from headwise.chains.llm.transport.call import Call
from headwise.chains.llm.transport.failures import BlockedError
from headwise.chains.llm.transport.fallbacks import Bound, Send
from headwise.chains.llm.transport.reasoning import without_reasoning
from headwise.chains.llm.transport.replies import (
    joined_chunks,
    reply_of_length_error,
    text_of,
)
from headwise.chains.llm.transport.timeouts import until_silent

LONGEST_REPLY = 200_000
"""Characters after which no more of an endless reply is read."""
NO_CHUNKS = "No generation chunks were returned"
"""LangChain's error for a stream without content: the reply, or an error, has another form."""


def sender(silence: float, *, streamed: bool) -> Send:
    """Return what sends messages to a model, and waits for its reply.

    Reasoning is removed; of a tool call the arguments are the text.

    Args:
        silence: Seconds without any part of the reply after which the request is cancelled.
        streamed: Whether the reply is streamed, so that silence shows early.
    """

    async def send(model: Bound, messages: Sequence[BaseMessage], call: Call) -> AIMessage:
        stream = streamed and not _has_cache(model)  # LangChain caches whole replies only
        try:
            reply = await _reply(_chunks(model, messages, call, stream=stream), silence)
        except ValueError as error:
            if str(error) != NO_CHUNKS:
                raise
            reply = await _reply(_chunks(model, messages, call, stream=False), silence)
        return AIMessage(
            content=without_reasoning(text_of(reply)),
            response_metadata=reply.response_metadata,
            usage_metadata=reply.usage_metadata,
            additional_kwargs=reply.additional_kwargs,
        )

    return send


def _has_cache(model: Bound) -> bool:
    """Whether LangChain caches the model's replies, in its own cache or the global one."""
    own = getattr(getattr(model, "bound", model), "cache", None)
    return isinstance(own, BaseCache) or (own is not False and get_llm_cache() is not None)


async def _reply(chunks: AsyncGenerator[AIMessage], silence: float) -> AIMessage:
    received: list[AIMessage] = []
    length = 0
    try:
        async with aclosing(chunks), aclosing(until_silent(chunks, silence)) as stream:
            async for chunk in stream:
                received.append(chunk)
                length += len(text_of(chunk))
                if length > LONGEST_REPLY:
                    break
    except Exception as error:
        if type(error).__name__ == "ContentFilterFinishReasonError":
            raise BlockedError("content filter") from None
        if (truncated := reply_of_length_error(error)) is None:
            raise
        return truncated
    return joined_chunks(received)


async def _chunks(
    model: Bound, messages: Sequence[BaseMessage], call: Call, *, stream: bool
) -> AsyncGenerator[AIMessage]:
    config = merge_configs(
        call.config,
        {"tags": [f"headwise:{call.step}"], "metadata": {"headwise_step": call.step}},
    )
    if not stream:
        yield await model.ainvoke(messages, config)
        return
    async for chunk in model.astream(messages, config):
        yield chunk
