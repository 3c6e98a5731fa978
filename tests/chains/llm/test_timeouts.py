"""Time limits of calls."""

import asyncio
import contextlib

import pytest

from headwise.chains.llm.transport.timeouts import CallTimeoutError, until_silent


async def taken(items, silence, limit):
    """Take what is heard within ``limit`` seconds."""
    async with asyncio.timeout(limit):
        return [item async for item in until_silent(items, silence)]


async def pieces(count, seconds=0.0):
    for number in range(count):
        await asyncio.sleep(seconds)
        yield number


async def deaf(count):
    """Pieces of a client that swallows cancellations, as `asyncio.wait_for` may."""
    for number in range(count):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0.01)
        yield number


def test_all_items_come():
    assert asyncio.run(taken(pieces(3), 1, 1)) == [0, 1, 2]


def test_silence_ends_it():
    with pytest.raises(CallTimeoutError):
        asyncio.run(taken(pieces(3, seconds=5), 0.01, 9))


@pytest.mark.parametrize("silence", [5, 0.005])
def test_a_cancellation_that_the_client_swallows_still_ends_it(silence):
    with pytest.raises(TimeoutError):
        asyncio.run(taken(deaf(1_000), silence, 0.1))
