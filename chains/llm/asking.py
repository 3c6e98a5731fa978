"""The model itself: one request, and its reply as one message of text."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from langchain_core.caches import BaseCache
from langchain_core.globals import get_llm_cache
from langchain_core.messages import AIMessage, BaseMessage

from headwise.chains.llm.call import Call
from headwise.chains.llm.failures import BlockedError
from headwise.chains.llm.replies import text_of, was_broken_off, whole_reply
from headwise.chains.llm.thoughts import without_thoughts
from headwise.chains.llm.timing import until_silent
from headwise.chains.llm.ways import Bound, Send

LONGEST_REPLY = 200_000
"""Characters after which a reply that goes on and on is not listened to any more."""
NO_CHUNKS = "No generation chunks were returned"
"""What LangChain raises if a stream has nothing in it: a reply, or an error, in another form."""


def sender(silence: float, *, streamed: bool) -> Send:
    """Return what sends messages to a model, and waits for its reply.

    What a reasoning model thought is taken out; of a tool call the arguments are the text.

    Args:
        silence: Seconds without anything of the reply after which it is not waited for.
        streamed: Whether the reply is asked for piece by piece, so that silence shows early.
    """

    async def send(model: Bound, messages: Sequence[BaseMessage], call: Call) -> AIMessage:
        in_pieces = streamed and not _has_cache(model)  # LangChain keeps whole replies only
        try:
            reply = await _reply(_pieces(model, messages, call, streamed=in_pieces), silence)
        except ValueError as error:
            if str(error) != NO_CHUNKS:
                raise
            reply = await _reply(_pieces(model, messages, call, streamed=False), silence)
        text = without_thoughts(text_of(reply))
        return AIMessage(
            content=text,
            response_metadata=reply.response_metadata,
            usage_metadata=reply.usage_metadata,
            additional_kwargs=reply.additional_kwargs,
        )

    return send


def _has_cache(model: Bound) -> bool:
    """Whether LangChain looks the model's replies up: in its own cache, or in everyone's."""
    own = getattr(getattr(model, "bound", model), "cache", None)
    return isinstance(own, BaseCache) or (own is not False and get_llm_cache() is not None)


async def _reply(pieces: AsyncGenerator[AIMessage], silence: float) -> AIMessage:
    taken: list[AIMessage] = []
    length = 0
    try:
        async with aclosing(pieces), aclosing(until_silent(pieces, silence)) as heard:
            async for piece in heard:
                taken.append(piece)
                length += len(text_of(piece))
                if length > LONGEST_REPLY:
                    break
    except Exception as error:
        if type(error).__name__ == "ContentFilterFinishReasonError":
            raise BlockedError("content filter") from None
        if (broken := was_broken_off(error)) is None:
            raise
        return broken
    return whole_reply(taken)


async def _pieces(
    model: Bound, messages: Sequence[BaseMessage], call: Call, *, streamed: bool
) -> AsyncGenerator[AIMessage]:
    if not streamed:
        yield await model.ainvoke(messages, call.config)
        return
    async for piece in model.astream(messages, call.config):
        yield piece
