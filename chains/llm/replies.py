"""What a reply's message tells of itself: whether it is whole, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import add_ai_message_chunks

CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS", "broken"})
"""Reasons to finish that mean: there would have been more."""
BLOCKED = frozenset({"content_filter", "SAFETY", "RECITATION", "refusal"})


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


def whole_reply(chunks: Sequence[AIMessage]) -> AIMessage:
    """Return the chunks of one reply as one message."""
    if len(chunks) == 1:
        return chunks[0]
    # All at once: one by one, a reply of many pieces would be copied as often.
    first, *others = (
        chunk if isinstance(chunk, AIMessageChunk) else AIMessageChunk(content=chunk.content)
        for chunk in chunks
    )
    return add_ai_message_chunks(first, *others)
