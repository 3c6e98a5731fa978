"""A calibration as plots, with matplotlib (the extra ``headwise[plot]``)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from headwise.errors import CalibrationError
from headwise.retrievers.calibration.outcomes import Measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INCHES = (10.0, 3.8)
_ANSWERS, _UNRELATED = "#1f77b4", "#9a9a9a"
_PRECISION, _RECALL = "#d95f02", "#1f77b4"
_BINS = [step / 20 for step in range(-12, 41)]


def draw_distributions(measured: Measured, axes: Axes, threshold: float) -> None:
    """Draw the similarity of answers and of unrelated passages as shares of each."""
    for scores, label, colour in (
        (measured.scores[~measured.paired], "unrelated passages", _UNRELATED),
        (measured.scores[measured.paired], "answers", _ANSWERS),
    ):
        inside = scores.clip(_BINS[0], _BINS[-1])
        weights = np.full(len(inside), 1 / len(inside))
        axes.hist(inside, _BINS, weights=weights, alpha=0.7, label=label, color=colour)
    axes.axvline(threshold, color="black", linestyle="--", linewidth=1)
    axes.set_xlabel("similarity (cut to 0 in hits)")
    axes.set_ylabel("share")
    axes.set_title("How similar passages are to questions")
    axes.legend(frameon=False)


def draw_outcomes(measured: Measured, axes: Axes, threshold: float) -> None:
    """Draw precision, recall and hits per question against the threshold."""
    outcomes = measured.outcomes([step / 100 for step in range(30, 101)])
    across = [one.threshold for one in outcomes]
    precision = [np.nan if one.precision is None else one.precision for one in outcomes]
    axes.plot(across, precision, label="precision", color=_PRECISION)
    axes.plot(across, [one.recall for one in outcomes], label="recall", color=_RECALL)
    axes.axvline(threshold, color="black", linestyle="--", linewidth=1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("threshold")
    axes.set_ylabel("precision, recall")
    axes.set_title("What each threshold gives")
    hits = axes.twinx()
    hits.plot(
        across,
        [one.hits_per_question for one in outcomes],
        label="hits per question (right)",
        color=_UNRELATED,
        linestyle=":",
    )
    hits.set_ylim(0, max(3.0, outcomes[len(outcomes) // 3].hits_per_question))
    lines = [*axes.get_lines()[:2], *hits.get_lines()]
    axes.legend(
        lines,
        [str(line.get_label()) for line in lines],
        frameon=False,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.14),
        ncols=3,
    )


def figure(measured: Measured, threshold: float) -> Figure:
    """Return both plots side by side.

    Raises:
        CalibrationError: matplotlib is not installed.
    """
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # warns of a slow start
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise CalibrationError(
            "plots need matplotlib: pip install 'headwise[plot]', or leave --plot out"
        ) from error
    # Without pyplot: no window system is asked for, and nothing is kept between calls.
    drawn = Figure(figsize=INCHES, layout="constrained")
    left, right = drawn.subplots(1, 2)
    draw_distributions(measured, left, threshold)
    draw_outcomes(measured, right, threshold)
    return drawn
