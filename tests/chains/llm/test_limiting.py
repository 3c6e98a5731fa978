"""How many calls a server gets at once."""

import asyncio

import pytest

from headwise.chains.llm.transport import limiting
from headwise.chains.llm.transport.limiting import Limit
from tests.chains.llm.asking import ask
from tests.support.openai_server import obedient_together


class Skipping(asyncio.SelectorEventLoop):
    """An event loop in which nobody waits: its clock jumps to the next thing to do."""

    def __init__(self):
        super().__init__()
        self.now = 0.0
        select = self._selector.select

        def jump(timeout=None):
            self.now += timeout or 0.0
            return select(0)

        self._selector.select = jump

    def time(self):
        return self.now


class TestLimit:
    @pytest.fixture
    def loop(self, monkeypatch):
        loop = Skipping()
        monkeypatch.setattr(limiting.time, "perf_counter", loop.time)
        yield loop
        loop.close()

    def together(self, loop, limit, calls, seconds_of):
        """Make calls that each take so long with so many under way; return most at once."""
        under_way = most = 0

        async def one():
            nonlocal under_way, most
            async with limit.slot():
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(seconds_of(under_way))
                under_way -= 1

        async def run():
            await asyncio.gather(*(one() for _ in range(calls)))

        loop.run_until_complete(run())
        return most

    def test_a_server_that_works_on_all_at_once_gets_more(self, loop):
        limit = Limit(16, first=2)
        self.together(loop, limit, 60, lambda _under_way: 0.05)

        assert limit.allowed == 16

    def test_one_that_works_on_one_after_the_other_does_not(self, loop):
        limit = Limit(16, first=2)
        free = 0.0

        def queued(_under_way):
            nonlocal free
            free = max(free, loop.now) + 0.06
            return free - loop.now

        most = self.together(loop, limit, 24, queued)

        assert limit.allowed == 2
        assert most <= 4

    def test_a_busy_server_gets_half_as_many(self):
        class BusyError(Exception):
            status_code = 429

        async def busy(limit):
            async with limit.slot():
                raise BusyError

        limit = Limit(8)
        with pytest.raises(BusyError):
            asyncio.run(busy(limit))

        assert limit.allowed == 4

    def test_a_server_on_this_machine_gets_two_calls_at_first(self, hits, openai_server):
        openai_server.seconds = 0.2
        ask(hits, threshold=0.0)

        assert openai_server.most_at_once <= 4

    def test_unless_the_user_says_how_many(self, hits, openai_server):
        openai_server.respond = obedient_together(openai_server, 6)
        many = [{**hits[0], "sub_heading": f"{n} Part {n}", "text": f"Fact {n}."} for n in range(6)]
        ask(many, max_concurrency=6)

        assert openai_server.most_at_once == 6
