"""The concerns around a call, each by itself, and what local servers do."""

import asyncio
import stat

from langchain_core.messages import AIMessage, HumanMessage

from headwise.chains.llm.transport.call import Call
from headwise.chains.llm.transport.retrying import with_retries
from headwise.providers.errors import is_too_large, is_transient, message_of, remedy_for
from tests.chains.llm.asking import ask


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


class TestRetries:
    def test_a_connection_of_another_event_loop_is_not_a_failure(self):
        stale = [RuntimeError("Event loop is closed")] * 5

        async def ask(_call):
            if stale:
                raise stale.pop()
            return AIMessage("yes")

        call = Call([HumanMessage("?")], "map")
        assert asyncio.run(with_retries(ask, 0)(call)).text == "yes"


def test_the_cache_is_the_owners_only_and_knows_the_server(
    hits, openai_server, tmp_path, monkeypatch
):
    file = tmp_path / "cache" / "replies.db"
    ask(hits[:1], cache=file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url.replace("127.0.0.1", "localhost"))
    assert ask(hits[:1], cache=file).usage.cached == 0
