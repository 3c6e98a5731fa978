"""Which sentences to take, and how they are set as a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from headwise.chains.extractive.candidates import Candidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Set together with the constants of `scoring`.
NOVELTY = 0.2
"""Weight of distance from what is chosen already against the score."""
SENTENCES = 4
"""Most of a written text."""
SPOKEN_SENTENCES = 8
"""Most of a transcript, whose sentences are short; beyond `SENTENCES` only while there are fewer
than `FEW_WORDS` words."""
FEW_WORDS = 75
ENOUGH_WORDS = 90
"""No further sentence from here on."""
MOST_WORDS = 100
"""A further sentence may not go beyond this, unless it is only the second."""
LEAST_SCORE = 0.3
"""A sentence is left out if its score is below this share of the best's."""
REPEATS = 0.92
"""Cosine from which a sentence says what a chosen one says."""


def choose(
    candidates: Sequence[Candidate], score: NDArray[np.float32], vectors: NDArray[np.float32]
) -> list[int]:
    """Choose by maximal marginal relevance (Carbonell and Goldstein, 1998).

    A sentence that leans on the one before it is taken together with that one, or not at all.

    Args:
        candidates: In reading order.
        score: Of each, (n,).
        vectors: Their unit vectors, (n, dimension).

    Returns:
        Indices in reading order, at least one.
    """
    between = vectors @ vectors.T
    units = _units(candidates)
    most = SPOKEN_SENTENCES if candidates[0].spoken else SENTENCES
    floor = LEAST_SCORE * max(float(score[index]) for index in units)
    chosen: set[int] = set()
    while True:
        words = sum(candidates[index].words for index in chosen)
        if words >= ENOUGH_WORDS or len(chosen) >= (SENTENCES if words >= FEW_WORDS else most):
            break
        nearest = between[:, sorted(chosen)].max(axis=1) if chosen else None
        best, best_value = None, 0.0
        for index, unit in units.items():
            new = unit - chosen
            if index in chosen or (chosen and score[index] < floor):
                continue
            longer = words + sum(candidates[one].words for one in new)
            if chosen and (
                len(chosen) + len(new) > most or (longer > MOST_WORDS and len(chosen) > 1)
            ):
                continue
            if nearest is not None and nearest[index] >= REPEATS:
                continue
            value = (1 - NOVELTY) * float(score[index])
            value -= NOVELTY * float(nearest[index]) if nearest is not None else 0.0
            if best is None or value > best_value:
                best, best_value = index, value
        if best is None:
            break
        chosen |= units[best]
    return sorted(chosen)


def _units(candidates: Sequence[Candidate]) -> dict[int, set[int]]:
    """Return what to take together with each candidate: one that leans needs those before it.

    Left out are those that lean on a sentence that is no candidate, or through more than two
    others, and those that only say where something is: unless there is nothing else.
    """
    by_position = {one.position: index for index, one in enumerate(candidates)}
    units = {}
    for index in range(len(candidates)):
        unit = {index}
        while candidates[min(unit)].leans and len(unit) < 3:
            before = by_position.get(candidates[min(unit)].position - 1)
            if before is None:
                break
            unit.add(before)
        units[index] = unit
    stands = {
        index: unit
        for index, unit in units.items()
        if not candidates[min(unit)].leans and not any(candidates[one].points for one in unit)
    }
    says = {index: unit for index, unit in units.items() if not candidates[index].points}
    return stands or {index: {index} for index in says or units}


def paragraph(chosen: Sequence[Candidate]) -> str:
    """Return the chosen sentences as running text.

    A connective ("However, …") stays only where the sentence that it follows stands there.
    """
    parts = []
    for before, one in zip([None, *chosen], chosen, strict=False):
        follows = before is not None and one.position == before.position + 1
        parts.append(one.text if follows else one.bare)
    return " ".join(parts)
