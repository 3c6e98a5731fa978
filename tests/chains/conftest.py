"""Hits that chains are asked about."""

import pytest


@pytest.fixture
def counted(hits):
    """Those that pass the threshold."""
    return [hit for hit in hits if hit["similarity"] >= 0.85]
