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
        new, print_ = Kept(hit, (Source.of(hit),)), Fingerprint(hit.text)
        for index, (old, old_print) in enumerate(kept):
            if old_print.contains(print_):
                kept[index] = (_joined(old, new), old_print)
                break
            if print_.contains(old_print):
                kept[index] = (_joined(new, old), print_)
                break
        else:
            kept.append((new, print_))
            continue
        duplicates += 1
    return Prepared(
        kept=tuple(one for one, _ in kept),
        below=tuple(sorted(below, key=lambda hit: -hit.similarity)),
        duplicates=duplicates,
    )


def _joined(staying: Kept, going: Kept) -> Kept:
    return replace(staying, sources=tuple(dict.fromkeys(staying.sources + going.sources)))
