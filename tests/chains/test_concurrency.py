"""How many calls of a chain are under way at once."""

import asyncio
import time

import pytest

from headwise import sections_chain
from tests.chains.two_sections import MODEL, QUESTION, ask
from tests.support.openai_server import obedient_together


@pytest.mark.slow
class TestConcurrency:
    def groups(self, hits, count):
        topics = [f"Topic {chr(65 + n)}{n} holds {n} facts of its own kind." for n in range(count)]
        return [
            {**hits[0], "text": text * (1 + n % 2), "sub_heading": f"{n} Part {n}"}
            for n, text in enumerate(topics)
        ]

    @pytest.mark.parametrize(
        "run", [lambda c, i: c.invoke(i), lambda c, i: asyncio.run(c.ainvoke(i))]
    )
    def test_groups_run_side_by_side_under_the_limit(self, hits, openai_server, run):
        openai_server.respond = obedient_together(openai_server, 3)
        answer = run(
            sections_chain(MODEL, max_concurrency=3),
            {"question": QUESTION, "hits": self.groups(hits, 9)},
        )

        assert len(answer.sections) == 9
        assert openai_server.most_at_once == 3

    def test_the_limit_holds_for_parts_of_groups_too(self, hits, openai_server):
        openai_server.respond = obedient_together(openai_server, 2)
        groups = [
            {
                **hit,
                "text": " ".join(f"Fact {n} of {name} is layer {n} {name}." for n in range(1500)),
            }
            for hit, name in zip(self.groups(hits, 2), ("oak", "elm"), strict=True)
        ]
        ask(groups, MODEL, max_concurrency=2, passage_tokens=None)

        assert openai_server.calls > 6
        assert openai_server.most_at_once == 2

    @pytest.mark.parametrize(
        "run", [lambda c, i: c.invoke(i), lambda c, i: asyncio.run(c.ainvoke(i))]
    )
    def test_twelve_groups_take_three_rounds(self, hits, openai_server, run):
        groups = {"question": QUESTION, "hits": self.groups(hits, 12)}
        chain = sections_chain(MODEL, max_concurrency=16)
        openai_server.respond = obedient_together(openai_server, 12)
        answer = run(chain, groups)

        assert openai_server.calls == 14  # one of triage and one of combine: all texts are alike
        assert openai_server.most_at_once == 12
        assert len(answer.sections) == 12

    @pytest.mark.parametrize(
        "run",
        [
            lambda c, i, config: c.invoke(i, config),
            lambda c, i, config: asyncio.run(c.ainvoke(i, config)),
            lambda c, i, config: c.batch([i, i], config)[0],
            lambda c, i, config: asyncio.run(c.abatch([i, i], config))[0],
        ],
    )
    def test_a_callers_max_concurrency_holds_for_parts_and_batches(self, hits, openai_server, run):
        openai_server.respond = obedient_together(openai_server, 2)
        text = " ".join(f"Fact {n} is layer {n}." for n in range(400))
        groups = [
            {**hits[0], "sub_heading": f"{n} P", "text": text.replace("layer", f"pool{n} eye{n}")}
            for n in range(1, 5)
        ]
        chain = sections_chain(MODEL, context_window=2_048, passage_tokens=None)
        run(chain, {"question": QUESTION, "hits": groups}, {"max_concurrency": 3})

        assert openai_server.calls > 12
        assert 2 <= openai_server.most_at_once <= 3

    def test_calls_per_second(self, hits, openai_server):
        begun = time.perf_counter()
        ask(self.groups(hits, 4), MODEL, requests_per_second=5)

        assert openai_server.calls == 6
        assert time.perf_counter() - begun >= 0.9
