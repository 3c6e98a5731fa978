"""Random faults, one after the other: every outcome is a valid answer or one clear error.

``make faults`` runs 1,000 plans; the tests run 20.
"""

import asyncio
import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwise import ModelError, sections_chain
from tests.chains.contract import keeps_contract, whole
from tests.conftest import HITS
from tests.support.openai_server import Reply, chosen, obedient, repeated, serving

PLANS = int(os.environ.get("HEADWISE_FAULT_PLANS", "20"))
TIMEOUT = 0.5
HITS_GIVEN = json.loads(HITS.read_text(encoding="utf-8"))
COUNTED = [hit for hit in HITS_GIVEN if hit["similarity"] >= 0.83]

fault = st.one_of(
    st.builds(
        Reply,
        status=st.sampled_from([0, -1, 400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529]),
        headers=st.sampled_from(
            [{}, {"retry-after": "0"}, {"retry-after-ms": "30"}, {"retry-after": "9999"}]
        ),
        code=st.sampled_from([None, "context_length_exceeded", "insufficient_quota"]),
        error=st.sampled_from(["no", "Incorrect API key provided: sk-scripted", "too long"]),
    ),
    st.builds(
        Reply,
        text=st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                [
                    *("", "## Heading", "I'm sorry, but I can't help with that.", "[[[{{{"),
                    *("Word " * 2_000, "```json\n{}\n```", '{"sections": [{"id": 1, "summ'),
                    *("NOTHING", "It works.", chosen(), chosen(4, 9, 1), repeated(*range(9))),
                    repeated(same_as={1: 2, 2: 1, 3: 4, 4: 3}),
                ]
            ),
        ),
        finish_reason=st.sampled_from(["stop", "length", "content_filter"]),
        refusal=st.sampled_from([None, None, "I will not."]),
        tool_name=st.sampled_from([None, None, "wrong"]),
        usage=st.booleans(),
        breaks_after=st.sampled_from([None, None, 0, 2, 5]),
    ),
    st.builds(Reply, raw=st.sampled_from([b"", b"null", b"<html>", b'{"choices": []}', b"\xff"])),
    st.sampled_from(
        [Reply(endless=True, drip=0.02), Reply("On ", endless=True, drip=0.01), Reply(seconds=1)]
    ),
)
plans = st.lists(st.one_of(fault, st.none(), st.none()), max_size=12)
"""What the server answers to each call; ``None`` is what it should, as is all that follows."""


@pytest.fixture(scope="module")
def server():
    with serving() as server:
        yield server


def added_up(chain, asked):
    async def run():
        return whole([part async for part in chain.astream(asked)])

    return asyncio.run(run())


WAYS = {
    "invoke": lambda chain, asked: chain.invoke(asked),
    "stream": lambda chain, asked: whole(chain.stream(asked)),
    "ainvoke": lambda chain, asked: asyncio.run(chain.ainvoke(asked)),
    "astream": added_up,
}


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
# httpx's reader of a reply that is given up may be collected while it is being closed.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <async_generator object Response.aiter")
@settings(
    max_examples=PLANS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=plans, way=st.sampled_from(list(WAYS)))
def test_any_plan_of_faults(server, monkeypatch, plan, way):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-scripted")
    monkeypatch.setattr("headwise.chains.llm.transport.retrying.FIRST_PAUSE", 0.01)
    replies = iter(plan)
    server.respond = lambda request: next(replies, None) or obedient(request)
    asked = {"question": "How do layers work?", "hits": HITS_GIVEN}
    said: list[str] = []
    try:
        answer = WAYS[way](sections_chain("openai:x", threshold=0.83, timeout=TIMEOUT), asked)
    except ModelError as error:
        said = [str(error)]
    else:
        keeps_contract(answer, COUNTED)
        said = list(answer.warnings)
    assert not any("\n" in line or "sk-scripted" in line for line in said)
