"""The passages of a library that were read last, kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any, NamedTuple

MOST_KEPT = 8_192
"""Passages kept in memory, about 3 kB each. Chroma takes 8 to 16 ms to read 128."""

Key = tuple[str, str, str]
"""A passage's id, with its document's source and when that was indexed."""


class StoredPassage(NamedTuple):
    """A passage as the library holds it."""

    metadata: Mapping[str, Any]
    text: str


class RecentPassages:
    """The passages that were read last. Safe in threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, StoredPassage] = OrderedDict()
        self._lock = Lock()

    def among(self, keys: Iterable[Key]) -> dict[Key, StoredPassage]:
        """Return those that are kept."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, read: Mapping[Key, StoredPassage]) -> None:
        """Keep what was read, in place of what was not needed for longest."""
        with self._lock:
            self._kept.update(read)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
