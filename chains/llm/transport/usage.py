"""Counting each call that is made."""

from __future__ import annotations

import time

from langchain_core.messages import AIMessage

from headwise.chains.answer import StepUsage
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
            failed = StepUsage(failed=1, seconds=time.perf_counter() - started)
            call.run.usage.add(call.step, failed)
            raise
        used = _usage(call, reply, counter, time.perf_counter() - started)
        call.run.usage.add(call.step, used)
        return reply

    return asked


def _usage(call: Call, reply: AIMessage, counter: TokenCounter, seconds: float) -> StepUsage:
    reported = reply.usage_metadata
    if reported and reported.get("total_cost") == 0:
        return StepUsage(cached=1)  # it came from LangChain's own cache
    taken, given = (reported["input_tokens"], reported["output_tokens"]) if reported else (0, 0)
    estimated = not (taken or given)
    if estimated:
        taken, given = counter.messages(call.messages), counter.text(reply.text)
    return StepUsage(
        calls=1, input_tokens=taken, output_tokens=given, seconds=seconds, estimated=estimated
    )
