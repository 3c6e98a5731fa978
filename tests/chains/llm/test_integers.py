"""Triage and combine want a few integers; whatever else comes changes nothing."""

import pytest

from headwise import sections_chain
from tests.chains.contract import keeps_contract
from tests.chains.failing import EVERY_WAY, MODEL, QUESTION, run_all
from tests.support.openai_server import Reply, chosen, is_combine, is_triage, obedient


def combine_gives(reply):
    return lambda: lambda request: reply if is_combine(request) else obedient(request)


def triage_gives(reply):
    return lambda: lambda request: reply if is_triage(request) else obedient(request)


UNUSABLE = [
    Reply(status=500),
    Reply(status=-1),
    Reply(raw=b"nonsense"),
    Reply(""),
    Reply("no JSON at all"),
    Reply('{"ids": [1, '),
    Reply(chosen(7, 8)),
    Reply(refusal="I cannot do that."),
    Reply("", finish_reason="content_filter"),
    Reply("[" * 20_000),
    Reply('{"sections": ' * 4_000),
]


class TestIntegers:
    """Triage and combine want a few integers; whatever else comes changes nothing."""

    @pytest.mark.parametrize("reply", UNUSABLE, ids=lambda r: f"{r.status} {r.text[:20]}")
    def test_a_triage_that_cannot_be_used_keeps_all(self, counted, openai_server, reply):
        openai_server.piece = max(12, len(reply.text) // 200)
        for answer in run_all(counted, openai_server, triage_gives(reply)):
            keeps_contract(answer, counted)
            assert len(answer.warnings) == 1
            assert len(answer.sections) == 2

    @pytest.mark.parametrize("reply", UNUSABLE, ids=lambda r: f"{r.status} {r.text[:20]}")
    def test_a_combine_that_cannot_be_used_drops_nothing(self, hits, openai_server, reply):
        openai_server.piece = max(12, len(reply.text) // 200)
        texts = [
            "A kernel slides over every position of an image.",
            "Over images, one kernel is moved position by position and pauses nowhere.",
        ]
        own = [{**hits[0], "sub_heading": f"{n} P", "text": text} for n, text in enumerate(texts)]
        for answer in run_all(own, openai_server, combine_gives(reply)):
            keeps_contract(answer, own)
            assert (
                len(answer.warnings) == (0 if reply.text == chosen(7, 8) else 1) or answer.warnings
            )
            assert [one.summary for one in answer.sections] == texts

    @pytest.mark.parametrize(
        "text",
        [
            "Gladly: " + chosen(2, 1) + " Done.",
            "```json\n" + chosen(2, 1) + "\n```",
            '{"ids": ["2", "1"]}',
            "[2, 1]",
            chosen(2, 9, 2, 1),
            '<think>{"ids": [1]}</think>' + chosen(2, 1),
        ],
    )
    def test_whatever_stands_around_it_the_json_is_found(self, counted, openai_server, text):
        for answer in run_all(counted, openai_server, triage_gives(Reply(text))):
            assert [one.sources[0].collection_name for one in answer.sections] == ["cnn2", "cnn1"]
            assert answer.warnings == ()

    @pytest.mark.parametrize(
        "refusal",
        [
            Reply(status=400, error="response_format is not supported"),
            Reply(status=404, error="No endpoints found that can handle the requested parameters."),
        ],
        ids=lambda reply: reply.error,
    )
    def test_tool_calls_where_there_is_no_json_schema(self, counted, openai_server, refusal):
        def respond(request):
            if "response_format" in request:
                return refusal
            return obedient(request)

        for answer in run_all(counted, openai_server, lambda: respond, EVERY_WAY):
            assert answer.warnings == ()
            assert len(answer.sections) == 2
        assert any("tools" in request for request in openai_server.requests)

    def test_a_tool_of_another_name(self, counted, openai_server):
        def respond(request):
            if "response_format" in request:
                return Reply(status=400)
            return Reply(chosen(2), tool_name="wrong") if is_triage(request) else obedient(request)

        for answer in run_all(counted, openai_server, lambda: respond, EVERY_WAY):
            assert [one.sources[0].collection_name for one in answer.sections] == ["cnn2"]

    def test_what_a_server_refused_once_it_is_not_asked_again(self, counted, openai_server):
        openai_server.respond = lambda request: (
            Reply(status=400)
            if "response_format" in request or "tools" in request
            else obedient(request)
        )
        chain = sections_chain(MODEL)
        for _ in range(2):
            chain.invoke({"question": QUESTION, "hits": counted})

        assert sum("response_format" in request for request in openai_server.requests) == 1
