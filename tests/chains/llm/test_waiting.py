"""What callers no longer wait for is cancelled."""

import asyncio
import threading
import time

import pytest

from headwise.chains.runtime.bridge import iterate_from_sync, run_from_sync
from tests.chains.llm.asking import ask
from tests.support.openai_server import Reply


class TestTime:
    def test_a_reply_may_take_long_if_it_is_never_silent(self, hits, openai_server):
        openai_server.drip = 0.1
        openai_server.piece = 8
        answer = ask(hits[:1], call_timeout=1.0)

        assert answer.warnings == ()
        assert answer.usage.seconds > 1.0

    def test_what_an_interrupted_caller_waited_for_is_cancelled(self, monkeypatch):
        ended = threading.Event()

        async def work():
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

        def interrupted(*_):
            time.sleep(0.05)
            raise KeyboardInterrupt

        monkeypatch.setattr("headwise.chains.runtime.bridge.wait", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_from_sync(work())
        assert ended.wait(10)

    def test_what_a_caller_stops_reading_is_cancelled(self):
        ended = threading.Event()

        async def items():
            try:
                yield 1
                await asyncio.sleep(60)
            finally:
                ended.set()

        reading = iterate_from_sync(items())
        assert next(reading) == 1
        reading.close()
        assert ended.wait(10)

    def test_an_abandoned_request_is_closed(self, hits, openai_server):
        openai_server.respond = lambda _request: Reply("On ", endless=True, drip=0.02)
        with pytest.raises(Exception, match="within"):
            ask(hits[:1], timeout=0.5)
        for _ in range(200):
            if not openai_server.under_way:
                break
            time.sleep(0.02)

        assert openai_server.under_way == 0
