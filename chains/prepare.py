"""Step 1: which hits count: similar enough, each said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from headwise.chains.answer import Source
from headwise.chains.duplicates import Fingerprint
from headwise.retrievers.models import Hit
from headwise.retrievers.similarity import passes


@dataclass(frozen=True)
class Kept:
    """A hit that counts, with the sources of its duplicates."""

    hit: Hit
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Prepared:
    """The hits that count, and those that do not."""

    kept: tuple[Kept, ...]
    below: tuple[Hit, ...]
    """Below the threshold, best first."""
    duplicates: int


def prepare(hits: Sequence[Hit], threshold: float) -> Prepared:
    """Keep the hits at or above ``threshold``, each text once, in their order.

    Of hits with (nearly) the same text the one that says more stays, and takes the other's
    place and sources: another table layout, a passage inside a longer one, or the same
    paper under two names.
    """
    below = [hit for hit in hits if not passes(hit.similarity, threshold)]
    kept: list[tuple[Kept, Fingerprint]] = []
    duplicates = 0
    for hit in hits:
        if not passes(hit.similarity, threshold):
            continue
        one, print_ = Kept(hit, (Source.of(hit),)), Fingerprint(hit.text)
        place = len(kept)
        for index in reversed(range(len(kept))):
            old, old_print = kept[index]
            if old_print.contains(print_):
                one, print_ = _joined(old, one), old_print
            elif print_.contains(old_print):
                one = _joined(one, old)
            else:
                continue
            del kept[index]
            place = index
            duplicates += 1
        kept.insert(place, (one, print_))
    return Prepared(
        kept=tuple(one for one, _ in kept),
        below=tuple(sorted(below, key=lambda hit: -hit.similarity)),
        duplicates=duplicates,
    )


def _joined(staying: Kept, going: Kept) -> Kept:
    return replace(staying, sources=tuple(dict.fromkeys(staying.sources + going.sources)))
