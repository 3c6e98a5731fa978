"""What the commands are tried on."""

import pytest


@pytest.fixture
def library(library_folder):
    return ("--library", library_folder)
