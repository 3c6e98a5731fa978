"""A chain whose server fails, run in every way."""

import asyncio

from headwise import sections_chain
from tests.chains.contract import whole
from tests.support.openai_server import is_triage, obedient, prompt_of

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"
FIRST = "small kernel of learnable"
"""Stands in the first group's passages only."""
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
