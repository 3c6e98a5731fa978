"""A calibration as text, as JSON and in notebooks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from headwise import _html as show
from headwise import _wording as words
from headwise.retrievers.calibration.outcomes import Measured, Outcome

_HEADS = ("threshold", "cosine", "precision", "recall", "hits per question")


def table(outcomes: Sequence[Outcome], default: float) -> str:
    """Return one line for each outcome below a line of heads; ``default`` is marked."""
    lines = ["  ".join(_HEADS)]
    for one in outcomes:
        cells = zip(_cells(one), _HEADS, strict=True)
        row = "  ".join(cell.rjust(len(head)) for cell, head in cells)
        lines.append(row + ("  default" if math.isclose(one.threshold, default) else ""))
    return "\n".join(lines)


def line(found: Measured) -> str:
    """Return the ``repr`` of a calibration."""
    return (
        f"<Calibration of {found.embeddings} on {words.counted(found.pairs, 'pair')}: "
        f"c0 {found.measured.c0:.3f}, c1 {found.measured.c1:.3f}>"
    )


def html(found: Measured, outcomes: Sequence[Outcome], default: float) -> str:
    """Return anchors and outcomes for a notebook."""
    low, high = found.spread()
    rows = [
        tuple(
            show.element("b", cell) if math.isclose(one.threshold, default) else cell
            for cell in _cells(one)
        )
        for one in outcomes
    ]
    return show.card(
        show.title(found.embeddings),
        show.muted(
            f"{words.counted(found.pairs, 'pair')} of {words.counted(found.questions, 'question')} "
            f"with {words.counted(found.passages, 'passage')}: {found.origin}"
        ),
        show.muted(
            f"measured c0 {found.measured.c0:.3f}, c1 {found.measured.c1:.3f} "
            f"(95 %: {low:.3f} to {high:.3f}); "
            f"thresholds on c0 {found.scale.c0:.3f}, c1 {found.scale.c1:.3f}"
        ),
        show.table(_HEADS, rows),
    )


def as_json(found: Measured, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return anchors and outcomes as JSON holds them."""
    low, high = found.spread()
    return {
        "embeddings": found.embeddings,
        "dimension": found.dimension,
        "pairs": {
            "origin": found.origin,
            "count": found.pairs,
            "questions": found.questions,
            "passages": found.passages,
        },
        "measured": {"c0": found.measured.c0, "c1": found.measured.c1, "c1_95": [low, high]},
        "in_use": {"c0": found.scale.c0, "c1": found.scale.c1},
        "best_f1": found.best().threshold,
        "thresholds": [
            {
                "threshold": one.threshold,
                "cosine": round(one.cosine, 4),
                "precision": one.precision,
                "recall": one.recall,
                "hits_per_question": one.hits_per_question,
            }
            for one in outcomes
        ],
    }


def _cells(one: Outcome) -> tuple[str, str, str, str, str]:
    return (
        f"{one.threshold:.2f}",
        f"{one.cosine:.2f}",
        "-" if one.precision is None else f"{one.precision:.2f}",
        f"{one.recall:.2f}",
        f"{one.hits_per_question:.2f}",
    )
