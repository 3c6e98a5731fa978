"""Reading a reply: its text, the JSON in it, whether it is complete, and why not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import add_ai_message_chunks

CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS"})
"""Finish reasons of incomplete replies."""
BLOCKED = frozenset(
    {"content_filter", "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "refusal"}
)
MOST_OPENINGS = 500
"""Brackets of a reply that are tried as the beginning of a JSON value."""


def was_cut_off(reply: AIMessage) -> bool:
    """Whether the reply is incomplete."""
    return bool(_finish_reasons(reply) & CUT_OFF)


def was_blocked(reply: AIMessage) -> bool:
    """Whether the provider withheld the reply, or the model refused."""
    return bool(_finish_reasons(reply) & BLOCKED or reply.additional_kwargs.get("refusal"))


def _finish_reasons(reply: AIMessage) -> set[str]:
    metadata = reply.response_metadata
    reasons = [metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason")]
    feedback = metadata.get("prompt_feedback")  # Google's, of a blocked prompt
    reasons.append(feedback.get("block_reason") if isinstance(feedback, dict) else None)
    # Added up, chunks concatenate their reasons.
    return {
        known
        for reason in reasons
        if isinstance(reason, str)
        for known in CUT_OFF | BLOCKED
        if reason.endswith(known)
    }


def reply_of_length_error(error: Exception) -> AIMessage | None:
    """Return the incomplete reply that OpenAI's client raises as an error."""
    if type(error).__name__ != "LengthFinishReasonError":
        return None
    try:
        text = str(error.completion.choices[0].message.content or "")  # type: ignore[attr-defined]
    except (AttributeError, IndexError):
        text = ""
    return AIMessage(text, response_metadata={"finish_reason": "length"})


def text_of(message: AIMessage) -> str:
    """Return a reply's text; of a tool call, whatever its name, its arguments as JSON.

    Text before a tool call is ignored.
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


def joined_chunks(chunks: Sequence[AIMessage]) -> AIMessage:
    """Return the chunks of one reply as one message."""
    if len(chunks) == 1:
        return chunks[0]
    # All at once: adding them one by one takes quadratic time.
    first, *others = (
        chunk if isinstance(chunk, AIMessageChunk) else AIMessageChunk(content=chunk.content)
        for chunk in chunks
    )
    return add_ai_message_chunks(first, *others)


def json_values(reply: AIMessage | str) -> Iterator[Any]:
    """Yield the JSON objects and lists anywhere in a reply, outermost first."""
    text = reply if isinstance(reply, str) else text_of(reply)
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for _ in range(MOST_OPENINGS):
        openings = [at for at in (text.find("{", position), text.find("[", position)) if at >= 0]
        if not openings:
            return
        try:
            value, position = decoder.raw_decode(text, min(openings))
        except (ValueError, RecursionError):
            position = min(openings) + 1
        else:
            yield value
