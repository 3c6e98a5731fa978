"""What can go wrong between a chain and a model's server, each once: answer or one clear error."""

import asyncio
import random
import time
import traceback

import pytest

from headwise import ModelError, sections_chain
from headwise.chains.llm.models import resolve_model
from headwise.chains.llm.transport import sending
from tests.chains.contract import keeps_contract, whole
from tests.conftest import HITS
from tests.support.openai_server import (
    Reply,
    chosen,
    is_combine,
    is_triage,
    obedient,
    prompt_of,
)

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"
FIRST = "small kernel of learnable"
"""Stands in the first group's passages only."""
FRENCH = (
    "La couche de convolution est une partie du réseau qui applique un noyau sur les positions "
    "de l'image, et les cartes sont empilées dans la profondeur de la sortie."
)


def long_text():
    """Return sentences that the first group supports, more than a summary has."""
    words = HITS.read_text(encoding="utf-8").partition(FIRST)[2].split()[:60]
    some = random.Random(3)
    return " ".join(f"A {' '.join(some.sample(words, 8)).strip('.,')}." for _ in range(60))


EVERY_WAY = (0, 1, 2, 3)


def run_all(hits, server, respond, only=(0, 3), **options):
    """Return the answers of a chain run in some ways, each from the same state of the server."""
    asked = {"question": QUESTION, "hits": hits}

    async def added_up(chain):
        return whole([part async for part in chain.astream(asked)])

    ways = [
        lambda chain: chain.invoke(asked),
        lambda chain: whole(chain.stream(asked)),
        lambda chain: asyncio.run(chain.ainvoke(asked)),
        lambda chain: asyncio.run(added_up(chain)),
    ]
    answers = []
    for way in (ways[index] for index in only):
        server.respond = respond()
        answers.append(way(sections_chain(MODEL, **options)))
    return answers


def first_fails(reply):
    """The first group's calls are answered by ``reply``, all others as they should."""
    return lambda: (
        lambda request: (
            reply if FIRST in prompt_of(request) and not is_triage(request) else obedient(request)
        )
    )


def once(reply, when=lambda _request: True):
    """Only the first call that fits is answered by ``reply``."""

    def start():
        waiting = [reply]
        return lambda request: waiting.pop() if waiting and when(request) else obedient(request)

    return start


def combine_gives(reply):
    return lambda: lambda request: reply if is_combine(request) else obedient(request)


@pytest.fixture
def counted(hits):
    return [hit for hit in hits if hit["similarity"] >= 0.85]


class TestPassing:
    """Faults that another try cures leave no trace but in the usage."""

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(status=429, headers={"retry-after-ms": "20"}),
            Reply(status=429, headers={"retry-after": "0.1"}),
            Reply(status=429, headers={"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}),
            Reply(status=429),
            Reply(status=500),
            Reply(status=503),
            Reply(status=408),
            Reply(status=0),
            Reply(status=-1),
        ],
        ids=lambda reply: f"{reply.status} {list(reply.headers.values())}",
    )
    def test_a_fault_that_passes(self, counted, openai_server, reply):
        for answer in run_all(counted, openai_server, once(reply)):
            keeps_contract(answer, counted)
            assert answer.warnings == ()
            assert answer.usage.failed == 1
            assert answer.usage.calls == 3

    def test_the_server_says_when_to_come_back(self, counted, openai_server):
        begun = time.perf_counter()
        openai_server.respond = once(Reply(status=429, headers={"retry-after": "0.7"}))()
        sections_chain(MODEL).invoke({"question": QUESTION, "hits": counted})

        assert time.perf_counter() - begun >= 0.7

    def test_a_server_that_says_to_come_back_tomorrow_is_not_waited_for(
        self, counted, openai_server
    ):
        tomorrow = Reply(status=429, headers={"retry-after": "86400"})
        answer, *_ = run_all(counted, openai_server, first_fails(tomorrow))

        assert "429" in answer.warnings[0]


class TestOneGroup:
    """A group that the model fails on takes extracts, with a warning; the others stand."""

    @pytest.mark.parametrize(
        ("reply", "says"),
        [
            (Reply(status=400, error="bad input"), "HTTP 400: bad input"),
            (Reply(status=500), "HTTP 500"),
            (Reply(status=503), "HTTP 503"),
            (Reply(status=429), "HTTP 429"),
            (Reply(status=-1), "connection"),
            (Reply(raw=b"<html>gateway</html>"), "failed"),
            (Reply(raw=b'{"choices": []}'), "failed"),
            (Reply(""), "no running text"),
            (Reply("## Only a heading"), "no running text"),
            (Reply("I'm sorry, but I can't assist with that."), "refused"),
            (Reply(refusal="I cannot do that."), "no running text"),  # not in LangChain's streams
            (Reply("Half", finish_reason="content_filter"), "refused"),
            (Reply("", finish_reason="length"), "no running text"),
            (Reply("The question is not complete."), "talks about what it was given"),
            (Reply("G" * 768, finish_reason="length"), "repeats itself"),
            (Reply("the layer and " * 300, finish_reason="length"), "repeats itself"),
        ],
        ids=str,
    )
    def test_extracts_stand_in(self, counted, openai_server, reply, says):
        for answer in run_all(counted, openai_server, first_fails(reply)):
            keeps_contract(answer, counted)
            (warning,) = answer.warnings
            assert warning.startswith("Convolutional layer: ")
            assert says in warning
            assert "extracts" in warning

    @pytest.mark.parametrize(
        ("reply", "says"),
        [
            (Reply("A layer learns kernels. It is", finish_reason="length"), "breaks off"),
            (Reply(long_text()), "too long"),
            (Reply(FRENCH), "it is in French"),
            (Reply("卷积层对输入图像的每个位置计算加权和。"), "it is in Chinese or Japanese"),
        ],
        ids=["cut off", "long", "French", "Chinese"],
    )
    def test_what_is_not_as_it_should_be_is_used_with_a_warning(
        self, counted, openai_server, reply, says
    ):
        for answer in run_all(counted, openai_server, first_fails(reply)):
            keeps_contract(answer, counted)
            assert says in answer.warnings[0]
            assert len(answer.sections[0].summary) <= 1_600

    def test_a_sentence_that_comes_again_and_again_is_said_once(self, counted, openai_server):
        again = Reply("A layer learns many kernels. " * 4_000)
        for answer in run_all(counted, openai_server, first_fails(again), EVERY_WAY):
            keeps_contract(answer, counted)
            assert answer.sections[0].summary == "A layer learns many kernels."

    @pytest.mark.parametrize(
        "text",
        [
            "Sure! Here is the summary:\n\nA layer learns many kernels.",
            "# It\n\nIt works.\n\n## Next",
            "",
        ],
    )
    def test_prose_headings_and_nothing_are_mended(self, counted, openai_server, text):
        for answer in run_all(counted, openai_server, once(Reply(text))):
            keeps_contract(answer, counted)
            assert answer.warnings == ()


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


SLOW = {
    "says nothing": Reply(seconds=2),
    "drips": Reply(endless=True, drip=0.02),
    "streams for ever": Reply("Layers ", endless=True, drip=0.02),
}


class TestTime:
    """No reply, however slow, holds an answer up for longer than its time limits."""

    @pytest.mark.parametrize(("way", "reply"), list(enumerate(SLOW.values())), ids=SLOW)
    def test_a_slow_group_takes_extracts(self, counted, openai_server, way, reply):
        for answer in run_all(counted, openai_server, first_fails(reply), (way,), timeout=1.0):
            keeps_contract(answer, counted)
            assert any("within 1 s" in warning for warning in answer.warnings)

    def test_a_call_has_a_limit_of_its_own(self, counted, openai_server):
        slow = once(Reply(seconds=2))
        for answer in run_all(counted, openai_server, slow, call_timeout=0.5):
            assert answer.warnings == ()
            assert answer.usage.failed == 1

    def test_all_slow_is_one_error(self, counted, openai_server):
        openai_server.respond = lambda _request: Reply(seconds=3)

        with pytest.raises(ModelError, match=r"within 0\.5 s"):
            sections_chain(MODEL, timeout=0.5).invoke({"question": QUESTION, "hits": counted})

    def test_a_reply_without_end_is_not_listened_to_for_ever(
        self, counted, openai_server, monkeypatch
    ):
        monkeypatch.setattr(sending, "LONGEST_REPLY", 2_000)
        openai_server.respond = triage_gives(Reply("Layers " * 20, endless=True))()
        answer = whole(sections_chain(MODEL).stream({"question": QUESTION, "hits": counted}))

        keeps_contract(answer, counted)


def test_a_model_that_was_set_up_elsewhere_keeps_its_own_retries(counted, openai_server):
    openai_server.respond = lambda _request: Reply(status=500)
    model = resolve_model(MODEL).model_copy(update={"max_retries": 0})
    with pytest.raises(ModelError):
        sections_chain(model).invoke({"question": QUESTION, "hits": counted[:1]})

    assert openai_server.calls == 1
