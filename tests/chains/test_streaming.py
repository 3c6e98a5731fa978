"""Sections reach the caller as they are finished, with progress before them."""

import asyncio

from langchain_core.callbacks import BaseCallbackHandler

from headwise import sections_chain
from headwise.chains.runtime.progress import PROGRESS
from tests.chains.contract import same, whole
from tests.support.openai_server import combined, is_combine, obedient

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"


def asked(hits):
    return {"question": QUESTION, "hits": hits}


class TestOrder:
    def test_async_and_events(self, hits, openai_server):
        openai_server.drip = 0.01

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
        assert len(sections) == 4

    def test_a_reply_in_another_order_is_shown_in_the_answers_order(self, hits, openai_server):
        openai_server.respond = lambda request: (
            combined(
                {4: "Network four.", 2: "Network two.", 1: "Network one.", 3: "Network three."}
            )
            if is_combine(request)
            else obedient(request)
        )
        chain = sections_chain(MODEL, threshold=0.83)
        parts = list(chain.stream(asked(hits)))

        assert [one.summary for part in parts for one in part.sections] == [
            *("Network one.", "Network two.", "Network three.", "Network four.")
        ]
        assert same(whole(parts), chain.invoke(asked(hits)))

    def test_a_section_that_gains_sources_later_comes_again(self, hits, openai_server):
        openai_server.respond = lambda request: (
            combined({1: "Network one.", 2: "Network two.", 3: "Network three."}, {4: 1})
            if is_combine(request)
            else obedient(request)
        )
        chain = sections_chain(MODEL, threshold=0.83)
        parts = list(chain.stream(asked(hits)))

        assert [one.id for part in parts for one in part.sections] == [1, 2, 3, 1]
        assert len(whole(parts).sections[0].sources) > len(parts[0].sections[0].sources)
        assert same(whole(parts), chain.invoke(asked(hits)))


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
        *("headwise:map", "headwise:map", "headwise:combine")
    ]
