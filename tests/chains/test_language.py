"""In which language a model is asked to write, and what other languages are objected to."""

import pytest

from headwise import load_prompts, plan_calls, sections_chain
from tests.chains.test_failures import FRENCH

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"


@pytest.fixture
def french(openai_server):
    openai_server.respond = lambda _request: FRENCH


def ask(hits, **options):
    return sections_chain(MODEL, **options).invoke({"question": QUESTION, "hits": hits[:1]})


@pytest.mark.parametrize("language", ["fr", "French", "french"])
def test_the_language_that_was_asked_for_is_right(hits, openai_server, french, language):
    answer = ask(hits, language=language)

    assert answer.warnings == ()
    assert openai_server.calls == 1
    assert "Write in French, whatever the language of the question." in openai_server.prompts()[0]


def test_another_one_is_not(hits, openai_server, french):
    (warning,) = ask(hits, language="de").warnings

    assert "it is in French, not in German" in warning
    assert openai_server.calls == 2  # with one repair


def test_a_language_that_is_not_recognised_is_not_checked(hits, openai_server, french):
    assert ask(hits, language="Finnish").warnings == ()


def test_by_default_it_is_the_questions(hits, openai_server, french):
    (warning,) = ask(hits).warnings

    assert "it is in French, not in English" in warning
    assert "whatever the language" not in openai_server.prompts()[0]


def test_a_tuned_prompt_that_asks_for_another_is_not_opposed(hits, openai_server, french):
    prompts = load_prompts()
    words = prompts.map.system.replace("the language of the question", "French")
    tuned = prompts.replaced(prompts.map.model_copy(update={"system": words}))

    assert ask(hits, prompts=tuned).warnings == ()


def test_a_plan_shows_it(hits):
    (call,) = plan_calls(QUESTION, hits[:1], MODEL, language="sv").calls

    assert "Write in Swedish" in call.text
