"""Counting each call that is made."""

from __future__ import annotations

import time

from langchain_core.messages import AIMessage

from headwise.chains.llm.tokens import TokenCounter
from headwise.chains.llm.transport.call import Ask, Call


def with_usage(ask: Ask, counter: TokenCounter) -> Ask:
    """Return what adds each call, its tokens and its seconds to the usage of its run.

    Args:
        ask: Makes the call.
        counter: Counts tokens where the model reports none.
    """

    async def asked(call: Call) -> AIMessage:
        started = time.perf_counter()
        try:
            reply = await ask(call)
        except BaseException:
            call.run.usage.failed(call.step, time.perf_counter() - started)
            raise
        call.run.usage.answered(
            call.step,
            reply,
            time.perf_counter() - started,
            lambda: (counter.messages(call.messages), counter.text(reply.text)),
        )
        return reply

    return asked
