"""The concerns around a call, each by itself, and what local servers do."""

import asyncio
import stat
import threading
import time

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from headwise import sections_chain
from headwise.chains.llm.transport import limiting
from headwise.chains.llm.transport.call import Call
from headwise.chains.llm.transport.limiting import Limit
from headwise.chains.llm.transport.reasoning import without_reasoning
from headwise.chains.llm.transport.retrying import with_retries
from headwise.chains.llm.transport.timeouts import CallTimeoutError, until_silent
from headwise.chains.runtime.bridge import iterate_from_sync, run_from_sync
from headwise.providers.errors import is_too_large, is_transient, message_of, remedy_for
from tests.support.openai_server import Reply, is_combine, obedient, obedient_together

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"


def ask(hits, **options):
    return sections_chain(MODEL, **options).invoke({"question": QUESTION, "hits": hits})


class TestThoughts:
    @pytest.mark.parametrize(
        "reply",
        [
            "<think>\nLet me see.\n</think>\n\nPumps move water.",
            "Let me see.\n</think>\nPumps move water.",
            "<think>One</think> and <think>two</think>Pumps move water.",
            "Hm. </thinking>Pumps move water.",
            "[THINK]Let me see.[/THINK]Pumps move water.",
            "◁think▷Let me see.◁/think▷Pumps move water.",
            "<seed:think>Let me see.</seed:think>Pumps move water.",
            (
                "<|channel|>analysis<|message|>Let me see.<|end|><|start|>assistant"
                "<|channel|>final<|message|>Pumps move water.<|return|>"
            ),
            (
                "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Pumps move water."
                "<|END_RESPONSE|>"
            ),
            "<think>Hm.</think><answer>Pumps move water.</answer>",
            "Pumps move water.<|im_end|>",
            "Pumps move water.",
        ],
    )
    def test_only_the_answer_is_left(self, reply):
        assert without_reasoning(reply) == "Pumps move water."

    @pytest.mark.parametrize(
        "reply", ["<think>Let me see", "[THINK]Let me", "<|channel|>analysis<|message|>Let me see"]
    )
    def test_a_thought_without_end_leaves_nothing(self, reply):
        assert without_reasoning(reply) == ""

    @pytest.mark.parametrize("text", ["a < b and [1] holds", "<b>bold</b>", "It costs < 5."])
    def test_other_text_with_such_signs_stays(self, text):
        assert without_reasoning(text) == text

    def test_in_streams_too(self, hits, openai_server):
        openai_server.respond = lambda request: (
            "Okay, let me check.\n</think>\n" + obedient(request)
        )
        for part in sections_chain(MODEL).stream({"question": QUESTION, "hits": hits}):
            assert "let me check" not in part.markdown
            assert "think" not in part.markdown


class TestSystemRole:
    @pytest.mark.parametrize(
        "refusal",
        [
            Reply(status=400, error="System role not supported"),
            Reply(status=400, error="Conversation roles must alternate user/assistant/user/…"),
            Reply(
                status=500, error="Jinja Exception: Only user and assistant roles are supported!"
            ),
            Reply(status=422, error="messages.0.role: Input should be 'user' or 'assistant'"),
        ],
        ids=lambda reply: reply.error,
    )
    def test_refused_once_it_is_folded_into_the_users_message(self, hits, openai_server, refusal):
        openai_server.respond = lambda request: (
            refusal if request["messages"][0]["role"] == "system" else obedient(request)
        )
        chain = sections_chain(MODEL, max_concurrency=1)
        for _ in range(2):
            answer = chain.invoke({"question": QUESTION, "hits": hits})
            assert answer.warnings == ()

        roles = [request["messages"][0]["role"] for request in openai_server.requests]
        assert roles.count("system") == 1
        system = openai_server.requests[0]["messages"][0]["content"]
        assert openai_server.requests[1]["messages"][0]["content"].startswith(system)

    def test_a_temperature_that_is_refused_is_left_out(self, hits, openai_server):
        openai_server.respond = lambda request: (
            Reply(status=400, error="Unsupported value: 'temperature' does not support 0.")
            if "temperature" in request
            else obedient(request)
        )
        assert ask(hits, max_concurrency=1).warnings == ()
        assert sum("temperature" in request for request in openai_server.requests) == 1


class TestErrorsWithinA200:
    @pytest.mark.parametrize(
        "raw",
        [
            b'{"error": {"message": "Provider returned error", "code": 502}}',
            b'{"id": "x", "choices": [{"mess',
            b'{"id": "x", "object": "chat.completion", "choices": []}',
            b"{",
            b"",
        ],
    )
    def test_what_may_pass_is_asked_again(self, hits, openai_server, raw):
        asked = []

        def respond(request):
            asked.append(request)
            return Reply(raw=raw) if len(asked) <= 2 else obedient(request)

        openai_server.respond = respond
        answer = ask(hits[:1])

        assert answer.warnings == ()
        assert "{" not in answer.markdown

    def test_what_will_not_is_said(self, hits, openai_server):
        raw = b'{"error": {"message": "No endpoints allow this", "code": 400}}'
        openai_server.respond = lambda request: (
            Reply(raw=raw) if not is_combine(request) else obedient(request)
        )
        with pytest.raises(Exception, match="HTTP 400: No endpoints allow this"):
            ask(hits[:1])


class TestErrors:
    def test_a_429_that_no_waiting_cures_is_too_large(self):
        class RateLimitError(Exception):
            status_code = 429

        large = RateLimitError(
            "Request too large for m on tokens per min (TPM): Limit 3000, "
            "Requested 5000. The input or output tokens must be reduced."
        )
        busy = RateLimitError(
            "Rate limit reached for m on tokens per min (TPM): Limit 3000, "
            "Used 2900, Requested 500. Please try again in 8s."
        )
        assert (is_too_large(large), is_transient(large)) == (True, False)
        assert (is_too_large(busy), is_transient(busy)) == (False, True)

    def test_the_servers_words_without_the_clients(self):
        assert message_of(ValueError({"error": {"message": "no\nsuch thing"}})) == "no such thing"
        assert message_of(ValueError('Error response 400: {"message": "no"}')) == "no"

    def test_a_remedy_names_the_variable(self):
        class AuthenticationError(Exception):
            status_code = 401

        remedy = remedy_for(AuthenticationError("invalid x-api-key"), "anthropic:claude")
        assert "check ANTHROPIC_API_KEY (HTTP 401: invalid x-api-key)" in remedy
        assert remedy_for(ValueError("odd"), "anthropic:claude") is None


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


class TestTime:
    def test_a_reply_may_take_long_if_it_is_never_silent(self, hits, openai_server):
        openai_server.drip = 0.1
        openai_server.piece = 8
        answer = ask(hits[:1], call_timeout=1.0)

        assert answer.warnings == ()
        assert answer.usage.seconds > 1.0

    def test_silence_ends_it(self):
        async def items():
            yield 1
            await asyncio.sleep(5)
            yield 2

        async def run():
            return [item async for item in until_silent(items(), 0.05)]

        with pytest.raises(CallTimeoutError):
            asyncio.run(run())

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


class TestRetries:
    def test_a_connection_of_another_event_loop_is_not_a_failure(self):
        stale = [RuntimeError("Event loop is closed")] * 5

        async def ask(_call):
            if stale:
                raise stale.pop()
            return AIMessage("yes")

        call = Call([HumanMessage("?")], "map")
        assert asyncio.run(with_retries(ask, 0)(call)).text == "yes"


class TestCutInSilence:
    def test_it_is_noticed_said_and_sent_again_in_parts(self, hits, openai_server):
        def respond(request):
            size = sum(len(m["content"]) for m in request["messages"]) // 4
            text = obedient(request)
            whole = {"prompt_tokens": min(size, 2048), "completion_tokens": 9, "total_tokens": 9}
            return Reply(text, tokens=whole)

        openai_server.respond = respond
        words = " ".join(f"Fact {n} is that this layer holds some more of it." for n in range(400))
        answer = ask([{**hits[0], "text": words}], passage_tokens=None)

        assert "read only 2048 of" in answer.warnings[-1]
        assert "--context-window 2048" in answer.warnings[-1]
        prompts = openai_server.prompts()
        passed = "".join(prompt for prompt in prompts if len(prompt) // 4 <= 2048)
        assert all(f"Fact {n} is" in passed for n in range(400))

    @pytest.mark.parametrize(
        "text", ["Длинный текст о свёрточных слоях сети. ", "卷积层有许多权重。"]
    )
    def test_letters_that_take_fewer_tokens_than_thought_are_no_cut(
        self, hits, openai_server, text
    ):
        openai_server.respond = lambda request: Reply(
            "Layers hold.",
            tokens={
                "prompt_tokens": sum(len(m["content"]) for m in request["messages"]) // 3,
                "completion_tokens": 9,
                "total_tokens": 9,
            },
        )
        long = {**hits[0], "text": text * (9000 // len(text))}
        answer = ask([long], passage_tokens=None)

        assert not any("read only" in warning for warning in answer.warnings)


def test_the_cache_is_the_owners_only_and_knows_the_server(
    hits, openai_server, tmp_path, monkeypatch
):
    file = tmp_path / "cache" / "replies.db"
    ask(hits[:1], cache=file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url.replace("127.0.0.1", "localhost"))
    assert ask(hits[:1], cache=file).usage.cached == 0
