"""A lab and the server that it asks."""

import pytest

from headwise.lab import PromptLab
from tests.lab.asked import MODEL, QUESTION, scripted


@pytest.fixture
def server(openai_server):
    openai_server.respond = scripted
    return openai_server


@pytest.fixture
def lab(server, hits):
    """Four heading groups, so a call to choose among them, and four to summarise them."""
    return PromptLab(hits, MODEL, QUESTION, threshold=0.83)
