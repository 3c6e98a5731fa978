"""Noticing that a server read only a part of what it was sent, without saying so."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.messages import AIMessage

from headwise.chains.llm.call import Ask, Call
from headwise.chains.llm.failures import ContextTooLongError
from headwise.chains.llm.tokens import TokenCounter

USUAL_SHARE = 0.8
"""Tokens that a server reports, of those that we estimate at least: on English text the common
tokenizers give 0.87 to 0.90. A server's own share, once seen, is used in place of this."""
FAR_BELOW = 0.8
"""Share of the expected tokens below which a part of the text was not read."""
SMALLEST_PROMPT = 1_000
"""Tokens of a prompt below which no server cuts; in so little text the share says nothing."""
NOT_REPORTED = 0.1
"""Share of the expected tokens below which the number is no count: some servers leave out what
they had read before."""

OnCut = Callable[[int], None]


def with_notice_of_cuts(ask: Ask, counter: TokenCounter, on_cut: OnCut) -> Ask:
    """Return what raises a `ContextTooLongError` for a reply to a prompt that was cut.

    The window is noted for the user in the call's run.

    Args:
        ask: Makes the call.
        counter: Counts what was sent.
        on_cut: Is told how many tokens the server reads, so that no more are sent.
    """
    share = USUAL_SHARE

    async def checked(call: Call) -> AIMessage:
        nonlocal share
        reply = await ask(call)
        sent = counter.at_least(call.messages)
        read = reply.usage_metadata["input_tokens"] if reply.usage_metadata else 0
        if sent < SMALLEST_PROMPT or read < NOT_REPORTED * sent:
            return reply
        if read >= FAR_BELOW * share * sent:
            share = max(share, min(read / sent, 1.0))
            return reply
        on_cut(read)
        call.run.note(
            f"the model's server read only {read} of about {sent} tokens, without "
            "saying so; the text was sent again in parts of that size (let the server read more "
            f"at once, or say --context-window {read})"
        )
        raise ContextTooLongError(f"the server reads only {read} tokens at once")

    return checked
