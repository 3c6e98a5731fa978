"""Refuse to build a clone without symbolic links; all else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup

sys.path.insert(0, str(Path(__file__).parent))
try:
    import headwise  # noqa: F401 - it checks that its links are there
except ImportError as error:
    raise SystemExit(str(error)) from None
setup()
