"""JSON that stands somewhere in a reply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MOST_OPENINGS = 500
"""Brackets of a reply that are tried as the beginning of a JSON value."""


def json_values(text: str) -> Iterator[Any]:
    """Yield the JSON objects and lists that stand somewhere in ``text``, outermost first."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    for _ in range(MOST_OPENINGS):
        position = _next_opening(text, position)
        if position < 0:
            return
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            position += 1
        else:
            yield value


def _next_opening(text: str, start: int) -> int:
    return min((at for at in (text.find("{", start), text.find("[", start)) if at >= 0), default=-1)
