"""Calibration: how a threshold does with an embedding model, on question/passage pairs."""

from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports

if TYPE_CHECKING:
    from headwise.retrievers.calibration.measuring import Calibration, measure
    from headwise.retrievers.calibration.outcomes import Outcome
    from headwise.retrievers.calibration.pairs import (
        Pairs,
        library_pairs,
        read_pairs,
        shipped_pairs,
    )

__all__ = [
    "Calibration",
    "Outcome",
    "Pairs",
    "library_pairs",
    "measure",
    "read_pairs",
    "shipped_pairs",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "measuring": ["Calibration", "measure"],
        "outcomes": ["Outcome"],
        "pairs": ["Pairs", "library_pairs", "read_pairs", "shipped_pairs"],
    },
)
