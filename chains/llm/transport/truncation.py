"""Noticing that a server silently read only a part of the prompt."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.messages import AIMessage

from headwise.chains.llm.tokens import TokenCounter
from headwise.chains.llm.transport.call import Ask, Call
from headwise.chains.llm.transport.failures import ContextTooLongError

USUAL_SHARE = 0.8
"""Least ratio of the tokens that a server reports to those that we estimate: on English text the
common tokenizers give 0.87 to 0.90. Once known, a server's own ratio replaces it."""
TRUNCATED = 0.8
"""Share of the expected tokens below which a part of the prompt was not read."""
SMALLEST_PROMPT = 1_000
"""Tokens; no server truncates shorter prompts, and their ratio is too uncertain."""
NOT_REPORTED = 0.1
"""Share of the expected tokens below which the figure is no count of them: some servers leave out
what they have cached."""

OnTruncation = Callable[[int], None]


def with_truncation_check(ask: Ask, counter: TokenCounter, on_truncation: OnTruncation) -> Ask:
    """Return what raises a `ContextTooLongError` if the prompt was truncated.

    The run gets a note for the user.

    Args:
        ask: Makes the call.
        counter: Counts what was sent.
        on_truncation: Gets the number of tokens that the server reads, so that no more are sent.
    """
    share = USUAL_SHARE

    async def asked(call: Call) -> AIMessage:
        nonlocal share
        reply = await ask(call)
        sent = counter.at_least(call.messages)
        read = reply.usage_metadata["input_tokens"] if reply.usage_metadata else 0
        if sent < SMALLEST_PROMPT or read < NOT_REPORTED * sent:
            return reply
        if read >= TRUNCATED * share * sent:
            share = max(share, min(read / sent, 1.0))
            return reply
        on_truncation(read)
        call.run.note(
            f"the model's server read only {read} of about {sent} tokens, without "
            "saying so; the text was sent again in parts of that size (let the server read more "
            f"at once, or say --context-window {read})"
        )
        raise ContextTooLongError(f"the server reads only {read} tokens at once")

    return asked
