"""What a reply's message tells of itself: whether it is whole, and why not."""

from __future__ import annotations

import json
from collections.abc import Sequence

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import add_ai_message_chunks

CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS"})
"""Reasons to finish that mean: there would have been more."""
BLOCKED = frozenset(
    {"content_filter", "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "refusal"}
)


def was_cut_off(reply: AIMessage) -> bool:
    """Whether the reply broke off before its end."""
    return bool(_finish_reasons(reply) & CUT_OFF)


def was_blocked(reply: AIMessage) -> bool:
    """Whether the provider kept the reply back, or the model refused."""
    return bool(_finish_reasons(reply) & BLOCKED or reply.additional_kwargs.get("refusal"))


def _finish_reasons(reply: AIMessage) -> set[str]:
    data = reply.response_metadata
    feedback = data.get("prompt_feedback")  # of a prompt that Google's filters keep back
    said = [data.get(name) for name in ("finish_reason", "stop_reason", "done_reason")]
    said.append(feedback.get("block_reason") if isinstance(feedback, dict) else None)
    # Chunks that are added up join their reasons.
    return {
        known
        for reason in said
        if isinstance(reason, str)
        for known in CUT_OFF | BLOCKED
        if reason == known or reason.endswith(known)
    }


def was_broken_off(error: Exception) -> AIMessage | None:
    """Return the reply that OpenAI's client raises as an error because it broke off."""
    if type(error).__name__ != "LengthFinishReasonError":
        return None
    try:
        text = str(error.completion.choices[0].message.content or "")  # type: ignore[attr-defined]
    except (AttributeError, IndexError):
        text = ""
    return AIMessage(text, response_metadata={"finish_reason": "length"})


def text_of(message: AIMessage) -> str:
    """Return a reply's text; of a tool call, whatever its name, its arguments as JSON.

    What a model says before it calls a tool does not count.
    """
    if isinstance(message, AIMessageChunk) and message.tool_call_chunks:
        first = message.tool_call_chunks[0].get("index")
        return "".join(
            chunk["args"] or "" for chunk in message.tool_call_chunks if chunk.get("index") == first
        )
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return message.text


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
