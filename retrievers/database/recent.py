"""What was read lately, kept for the next search."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

MOST = 8_192
"""Things kept. So many passages are some 25 MB."""


class Recent:
    """The things that were added last, by id. Safe in threads.

    >>> recent = Recent(most=2)
    >>> for number, name in enumerate(["a", "b", "c"]):
    ...     recent.add({name: number})
    >>> recent.among(["a", "b", "c", "d"])
    {'b': 1, 'c': 2}
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: dict[str, Any] = {}

    def among(self, ids: Iterable[str]) -> dict[str, Any]:
        """Return those of ``ids`` that are held."""
        with self._lock:
            return {id_: self._held[id_] for id_ in ids if id_ in self._held}

    def add(self, things: Mapping[str, Any]) -> None:
        """Hold these too, in place of those that were added first."""
        with self._lock:
            self._held.update(things)
            for id_ in list(islice(self._held, max(0, len(self._held) - self._most))):
                del self._held[id_]
