"""Time limits of calls."""

import asyncio

import pytest

from headwise.chains.llm.timing import CallTimeoutError, until_silent


async def taken(items, silence, limit):
    """Take what is heard within ``limit`` seconds; the items that were taken, and how it ended."""
    heard = []
    try:
        async with asyncio.timeout(limit):
            async for item in until_silent(items, silence):
                heard.append(item)
    except (TimeoutError, CallTimeoutError) as error:
        return heard, type(error)
    return heard, None


async def pieces(count, seconds=0.0):
    for number in range(count):
        await asyncio.sleep(seconds)
        yield number


async def deaf(count):
    """Pieces of a client that swallows cancellations, as `asyncio.wait_for` may."""
    for number in range(count):
        try:
            await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            pass
        yield number


def test_all_items_come():
    assert asyncio.run(taken(pieces(3), 1, 1)) == ([0, 1, 2], None)


def test_silence_ends_it():
    heard, ending = asyncio.run(taken(pieces(3, seconds=5), 0.01, 9))

    assert (heard, ending) == ([], CallTimeoutError)


@pytest.mark.parametrize("silence", [5, 0.005])
def test_a_cancellation_that_the_client_swallows_still_ends_it(silence):
    heard, ending = asyncio.run(taken(deaf(1_000), silence, 0.1))

    assert ending is TimeoutError
    assert len(heard) < 1_000
