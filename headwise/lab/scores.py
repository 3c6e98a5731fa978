"""Figures about the answers of each variant, averaged over a set of questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from statistics import fmean

from headwise import _html as show
from headwise.chains import Answer
from headwise.lab.trials import Trial

Measure = Callable[[Answer], float]
"""A figure about an answer; of true and false the mean is the share of true."""

RUN = 3
"""Words in a row that count as said twice: shorter ones are the words of the subject."""


def overlap(answer: Answer) -> float:
    """Return how much the two most alike sections of ``answer`` have in common, 0 to 1.

    It is the share of the three-word runs of the shorter one that the other one has too.
    """
    runs = [_runs(section.summary) for section in answer.sections]
    return max(
        (len(a & b) / min(len(a), len(b)) for a, b in combinations(runs, 2) if a and b), default=0.0
    )


def words(answer: Answer) -> int:
    """Return how many words the summaries of ``answer`` have."""
    return sum(len(section.summary.split()) for section in answer.sections)


MEASURES: dict[str, Callable[[Trial], float]] = {
    "sections": lambda trial: len(trial.answer.sections),
    "repairs": lambda trial: trial.repairs,
    "unsupported": lambda trial: trial.unsupported,
    "words": lambda trial: words(trial.answer),
    "overlap": lambda trial: overlap(trial.answer),
    "calls": lambda trial: len(trial.calls),
    "tokens": lambda trial: trial.tokens,
    "seconds": lambda trial: round(trial.model_seconds, 1),
}
"""What is always measured; calls, tokens and seconds are all that an answer needs."""

EXPLAINED = (
    "means over the questions; repairs: replies that broke the contract; unsupported: sentences "
    "with figures or terms that no source has; overlap: the most that two sections share, 0 to 1; "
    "calls, tokens, seconds: as if nothing had been reused"
)


class Scores:
    """A small table: a row for each variant, a column for each measure."""

    def __init__(
        self, trials: Sequence[Trial], measures: Mapping[str, Measure] | Iterable[Measure] = ()
    ) -> None:
        self.trials = tuple(trials)
        self._own = _named(measures)

    @property
    def rows(self) -> list[dict[str, str | float]]:
        """The table as records, as ``pandas.DataFrame`` takes them."""
        names = dict.fromkeys(trial.variant for trial in self.trials)
        return [
            {"variant": name, "questions": self._count(name), **self._means(name)} for name in names
        ]

    @property
    def by_question(self) -> list[dict[str, str | float]]:
        """The same for each question by itself."""
        return [
            {"variant": trial.variant, "question": trial.question, **self._figures(trial)}
            for trial in self.trials
        ]

    def _count(self, name: str) -> int:
        return sum(trial.variant == name for trial in self.trials)

    def _means(self, name: str) -> dict[str, float]:
        figures = [self._figures(trial) for trial in self.trials if trial.variant == name]
        return {measure: fmean(one[measure] for one in figures) for measure in figures[0]}

    def _figures(self, trial: Trial) -> dict[str, float]:
        always = {name: float(measure(trial)) for name, measure in MEASURES.items()}
        return always | {name: float(own(trial.answer)) for name, own in self._own.items()}

    def _cells(self) -> tuple[list[str], list[list[str]]]:
        rows = self.rows
        head = list(rows[0]) if rows else []
        return head, [[_shown(value) for value in row.values()] for row in rows]

    def __repr__(self) -> str:
        head, cells = self._cells()
        widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if number == 0 else cell.rjust(width)
                for number, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in (head, *cells)
        ]
        return "\n".join([*lines, "", EXPLAINED])

    def _repr_html_(self) -> str:
        head, cells = self._cells()
        return show.card(show.table(head, cells), show.muted(EXPLAINED))


def _named(measures: Mapping[str, Measure] | Iterable[Measure]) -> dict[str, Measure]:
    if isinstance(measures, Mapping):
        return dict(measures)
    return {getattr(one, "__name__", type(one).__name__): one for one in measures}


def _runs(text: str) -> set[tuple[str, ...]]:
    said = re.findall(r"\w+", text.casefold())
    return {tuple(said[i : i + RUN]) for i in range(len(said) - RUN + 1)}


def _shown(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"
