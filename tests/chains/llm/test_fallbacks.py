"""Other ways to put a request, for servers that do not take the first."""

import pytest

from headwise import sections_chain
from tests.chains.llm.asking import MODEL, QUESTION, ask
from tests.support.openai_server import Reply, is_combine, obedient


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
