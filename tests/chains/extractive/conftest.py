"""What extracts are chosen with."""

import pytest

from headwise.retrievers.embeddings import load_embeddings


@pytest.fixture(scope="session")
def embeddings():
    return load_embeddings(None)
