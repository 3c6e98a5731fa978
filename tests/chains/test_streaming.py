"""Sections reach the caller as they are finished, with progress before them."""

import asyncio
import threading

from langchain_core.callbacks import BaseCallbackHandler

from headwise import sections_chain
from headwise.chains.steps.map import PROGRESS
from tests.chains.contract import same, whole
from tests.support.openai_server import is_combine, is_triage, obedient, prompt_of, repeated

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"


def asked(hits):
    return {"question": QUESTION, "hits": hits}


class TestOrder:
    def test_a_section_is_there_as_soon_as_it_is_written(self, hits, openai_server):
        """Before the next one is: the server answers for the fourth section last."""
        waits = threading.Event()

        def respond(request):
            if "scattering view" in prompt_of(request) and not is_triage(request):
                waits.wait(5)
            return obedient(request)

        openai_server.respond = respond
        seen = []
        for part in sections_chain(MODEL, threshold=0.83).stream(asked(hits)):
            seen += [section.id for section in part.sections]
            if seen == [1, 2, 3]:
                waits.set()

        assert seen[:4] == [1, 2, 3, 4]

    def test_async_and_events(self, hits, openai_server):
        async def run():
            events, sections = [], []
            async for event in sections_chain(MODEL, threshold=0.83).astream_events(asked(hits)):
                if event["event"] == "on_custom_event":
                    events.append(event["data"])
                if event["event"] == "on_chain_stream" and event["name"] == "headwise sections":
                    sections += [one.heading for one in event["data"]["chunk"].sections]
            return events, sections

        events, sections = asyncio.run(run())

        assert [event["done"] for event in events] == [1, 2, 3, 4]
        assert all((event["step"], event["of"]) == ("map", 4) for event in events)
        assert sections[0] == "Convolutional layer"
        assert len(set(sections)) == 4

    def test_what_combine_shortens_or_withdraws_comes_again(self, hits, openai_server):
        texts = [
            "A kernel slides over every position of an image. Its depth is that of the input.",
            "Over images, one kernel is moved position by position. The weights are learned.",
            "No position of images is left out by kernels that go from left to right.",
        ]
        own = [{**hits[n], "sub_heading": f"{n} P", "text": text} for n, text in enumerate(texts)]
        openai_server.respond = lambda request: (
            repeated(3, 5)
            if is_combine(request)
            else obedient(request)
            if is_triage(request)
            else next(text for text in texts if text in prompt_of(request))
        )
        chain = sections_chain(MODEL, threshold=0.8)
        parts = list(chain.stream(asked(own)))
        shown = [(one.id, one.final, one.summary) for part in parts for one in part.sections]

        assert shown == [
            *((n, False, text) for n, text in enumerate(texts, start=1)),
            (1, True, texts[0]),
            (2, True, "The weights are learned."),
            (3, False, ""),
        ]
        assert len(whole(parts).sections[0].sources) == 2
        assert same(whole(parts), chain.invoke(asked(own)))

    def test_one_section_is_final_at_once(self, hits, openai_server):
        parts = list(sections_chain(MODEL).stream(asked(hits[:1])))

        assert [one.final for part in parts for one in part.sections] == [True]


class TestExtracts:
    def test_each_section_as_soon_as_it_is_extracted(self, hits):
        chain = sections_chain(threshold=0.83)
        parts = list(chain.stream(asked(hits)))

        assert [len(part.sections) for part in parts] == [1, 1, 1, 1, 0]
        assert same(whole(parts), chain.invoke(asked(hits)))

    def test_nothing_similar_is_one_part(self, hits):
        (answer,) = sections_chain(threshold=0.99).stream(asked(hits))

        assert answer.sections == ()
        assert len(answer.nearest) == 3


def test_progress_reaches_callbacks_and_tags_tell_the_steps(hits, openai_server):
    seen, steps = [], []

    class Handler(BaseCallbackHandler):
        def on_custom_event(self, name, data, **kwargs):
            assert name == PROGRESS
            seen.append(data)

        def on_chat_model_start(self, serialized, messages, *, tags: list[str], **kwargs):
            steps.append(tags)

    sections_chain(MODEL).invoke(asked(hits), {"callbacks": [Handler()]})

    assert [(one["done"], one["of"]) for one in seen] == [(1, 2), (2, 2)]
    assert [next(tag for tag in one if tag.startswith("headwise:")) for one in steps] == [
        *("headwise:triage", "headwise:map", "headwise:map")
    ]


def test_a_trace_shows_each_step_by_its_name(hits, openai_server):
    names = []

    class Handler(BaseCallbackHandler):
        def on_chain_start(self, serialized, inputs, **kwargs):
            names.append(kwargs["name"])

    sections_chain(MODEL, threshold=0.83).invoke(asked(hits), {"callbacks": [Handler()]})

    steps = ["prepare", "group", "triage", "map", "combine", "ground", "check", "render"]
    assert [name for name in names if name in steps] == steps
    assert not [name for name in names if name.startswith("Runnable")]
    assert names.count("summarise section") == 4
    assert len(names) == 15
