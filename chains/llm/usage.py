"""Counting each call that was made."""

from __future__ import annotations

import time

from langchain_core.messages import AIMessage

from headwise.chains.llm.call import Ask, Call
from headwise.chains.llm.tokens import TokenCounter


def with_usage(ask: Ask, counter: TokenCounter) -> Ask:
    """Return what tells the call's run of each call, its tokens and its seconds.

    Args:
        ask: Makes the call.
        counter: Counts tokens where the model reports none.
    """

    async def counted(call: Call) -> AIMessage:
        begun = time.perf_counter()
        try:
            reply = await ask(call)
        except BaseException:
            call.run.usage.failed(call.step, time.perf_counter() - begun)
            raise
        call.run.usage.answered(
            call.step,
            reply,
            time.perf_counter() - begun,
            lambda: (counter.messages(call.messages), counter.text(reply.text)),
        )
        return reply

    return counted
