"""Here each text is embedded, whoever embedded it before."""

import pytest


@pytest.fixture(autouse=True)
def _unshared(unshared: None) -> None:
    pass
