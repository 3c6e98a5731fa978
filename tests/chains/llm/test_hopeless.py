"""What no other try cures is one error at once."""

import asyncio
import traceback

import pytest

from headwise import ModelError, sections_chain
from headwise.chains.llm.models import resolve_model
from tests.chains.contract import whole
from tests.chains.failing import MODEL, QUESTION, first_fails, run_all
from tests.support.openai_server import Reply, obedient, prompt_of


class TestContextLength:
    def limited(self, most):
        """A server that reads at most ``most`` characters at once."""

        def respond(request):
            if len(prompt_of(request)) > most:
                return Reply(
                    status=400,
                    error="This model's maximum context length is exceeded.",
                    code="context_length_exceeded",
                )
            return obedient(request)

        return lambda: respond

    def test_a_group_is_split_until_it_fits(self, hits, openai_server):
        words = " ".join(f"Fact {number} is that layer {number} holds." for number in range(300))
        own = [{**hits[0], "text": words}]
        for answer in run_all(own, openai_server, self.limited(5_000), passage_tokens=None):
            assert answer.warnings == ()
            assert len(answer.sections) == 1
        sent = "".join(p for p in openai_server.prompts() if len(p) <= 5_000)
        assert all(f"Fact {number} is" in sent for number in range(300))

    def test_a_server_that_reads_nothing_is_one_error(self, counted, openai_server):
        openai_server.respond = self.limited(10)()

        with pytest.raises(ModelError, match="too long"):
            sections_chain(MODEL).invoke({"question": QUESTION, "hits": counted})


class TestHopeless:
    @pytest.mark.parametrize(
        ("reply", "says"),
        [
            (Reply(status=401, error="Incorrect API key provided: sk-scripted"), "key"),
            (Reply(status=403, error="no: sk-scripted"), "key"),
            (Reply(status=404, error="no model for sk-scripted"), "does not know this model"),
            (Reply(status=400, error="Invalid model: sk-scripted"), "does not know this model"),
            (Reply(status=429, error="sk-scripted", code="insufficient_quota"), "quota"),
        ],
    )
    def test_one_error_at_once_without_the_key(self, counted, openai_server, reply, says):
        openai_server.respond = lambda _request: reply
        chain = sections_chain(MODEL, max_concurrency=1)
        asked = {"question": QUESTION, "hits": counted}
        ways = [
            lambda: chain.invoke(asked),
            lambda: whole(chain.stream(asked)),
            lambda: asyncio.run(chain.ainvoke(asked)),
        ]
        for way in ways:
            openai_server.requests.clear()
            with pytest.raises(ModelError, match=says) as caught:
                way()
            assert openai_server.calls == 1
            shown = "".join(traceback.format_exception(caught.value))
            assert "sk-scripted" not in shown
            linked = caught.value
            while linked is not None:  # debuggers and logs look further than tracebacks
                assert "sk-scripted" not in repr(linked)
                linked = linked.__cause__ or linked.__context__

    def test_a_key_in_any_other_message_is_taken_out(self, counted, openai_server):
        openai_server.respond = first_fails(Reply(status=400, error="for sk-scripted: no"))()
        answer = sections_chain(MODEL).invoke({"question": QUESTION, "hits": counted})

        assert "HTTP 400: for …: no" in answer.warnings[0]

    def test_a_server_that_is_not_there(self, counted, openai_server, monkeypatch):
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")

        with pytest.raises(ModelError, match="cannot be reached"):
            sections_chain(MODEL).invoke({"question": QUESTION, "hits": counted})


def test_a_model_that_was_set_up_elsewhere_keeps_its_own_retries(counted, openai_server):
    openai_server.respond = lambda _request: Reply(status=500)
    model = resolve_model(MODEL).model_copy(update={"max_retries": 0})
    with pytest.raises(ModelError):
        sections_chain(model).invoke({"question": QUESTION, "hits": counted[:1]})

    assert openai_server.calls == 1
