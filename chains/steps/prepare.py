"""Step 1: which hits count: similar enough, each said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from headwise.chains.answer import Source
from headwise.retrievers.models import Hit
from headwise.retrievers.search.similarity import passes
from headwise.retrievers.text.duplicates import without_duplicates


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
    above = [hit for hit in hits if passes(hit.similarity, threshold)]
    below = [hit for hit in hits if not passes(hit.similarity, threshold)]
    kept = without_duplicates(
        (Kept(hit, (Source.of(hit),)) for hit in above), lambda one: one.hit.text, _joined
    )
    return Prepared(
        kept=tuple(kept),
        below=tuple(sorted(below, key=lambda hit: -hit.similarity)),
        duplicates=len(above) - len(kept),
    )


def _joined(staying: Kept, going: Kept) -> Kept:
    return replace(staying, sources=tuple(dict.fromkeys(staying.sources + going.sources)))
