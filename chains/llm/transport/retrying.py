"""Retrying calls after transient errors."""

from __future__ import annotations

import asyncio
import random

from langchain_core.messages import AIMessage

from headwise.chains.llm.transport.call import Ask, Call
from headwise.providers.errors import is_transient, retry_after

MAX_RETRIES = 3
"""Further attempts of a call that failed with a transient error."""
FIRST_PAUSE = 0.5
"""Seconds before the first retry, if the server does not say; doubled for each next one."""
LONGEST_PAUSE = 60.0
"""Seconds. If the server asks for a longer pause, the call fails."""
MOST_STALE = 200
"""Connections of a closed event loop that a client may still hold."""


def with_retries(ask: Ask, retries: int) -> Ask:
    """Return what asks up to ``retries`` times more, after pauses, and raises the last error."""

    async def asked(call: Call) -> AIMessage:
        failed = stale = 0
        while True:
            try:
                return await ask(call)
            except Exception as error:
                if _is_stale(error) and stale < MOST_STALE:
                    stale += 1
                    continue
                failed += 1
                pause = _pause(error, failed) if failed <= retries else None
                if pause is None or pause >= call.run.remaining:
                    raise
            await asyncio.sleep(pause)

    return asked


def _pause(error: Exception, failed: int) -> float | None:
    """Return the seconds before the next attempt, or ``None`` if there is none."""
    if not is_transient(error):
        return None
    wanted = retry_after(error)
    if wanted is not None:
        return wanted if wanted <= LONGEST_PAUSE else None
    return float(FIRST_PAUSE * 2 ** (failed - 1) * random.uniform(0.75, 1.25))  # noqa: S311


def _is_stale(error: BaseException | None) -> bool:
    """Whether a client used a connection that was made in another event loop.

    Async clients share their connections among all loops of a process. Each one left over from
    an earlier ``asyncio.run`` fails once, and is then dropped.
    """
    while error is not None:
        message = str(error)
        if isinstance(error, RuntimeError) and (
            "loop is closed" in message or "different" in message
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
