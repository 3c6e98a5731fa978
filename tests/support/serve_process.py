"""``headwise serve`` in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def headwise_serve(*options: object, environment: Mapping[str, str]) -> Iterator[str]:
    """Start it on a free port, and yield the link that it prints."""
    command = [sys.executable, "-m", "headwise", "serve", "--port", "0", *map(str, options)]
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            link = re.search(r"http://\S+", process.stdout.readline())
            assert link, "no link was printed"
            yield link[0]
        finally:
            process.terminate()
            process.wait(timeout=30)
