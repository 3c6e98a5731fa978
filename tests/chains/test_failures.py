"""What can go wrong between a chain and a model's server, each once: answer or one clear error."""

import random
import time

import pytest

from headwise import sections_chain
from tests.chains.contract import keeps_contract
from tests.chains.failing import EVERY_WAY, FIRST, MODEL, QUESTION, first_fails, once, run_all
from tests.conftest import HITS
from tests.support.openai_server import Reply

FRENCH = (
    "La couche de convolution est une partie du réseau qui applique un noyau sur les positions "
    "de l'image, et les cartes sont empilées dans la profondeur de la sortie."
)


def long_text():
    """Return sentences that the first group supports, more than a summary has."""
    words = HITS.read_text(encoding="utf-8").partition(FIRST)[2].split()[:60]
    some = random.Random(3)
    return " ".join(f"A {' '.join(some.sample(words, 8)).strip('.,')}." for _ in range(60))


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
