"""Variants side by side, section by section, with the differences marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from headwise import _html as show
from headwise._wording import counted
from headwise.chains import AnswerSection
from headwise.lab.difference import differences, marked_html, marked_text
from headwise.lab.trials import NO_MODEL, Trial, in_words

Place = tuple[str, str]
"""Collection and printed heading."""


@dataclass(frozen=True)
class Row:
    """One section in all variants."""

    heading: str
    texts: tuple[str | None, ...]
    """Its summary in each; ``None`` where the variant has no such section."""
    merged_into: tuple[str | None, ...]
    """Where it has none: the heading of the section that speaks for it."""


class Comparison:
    """Answers to the same questions, each variant beside the first."""

    def __init__(self, trials: Sequence[Trial]) -> None:
        self.trials = tuple(trials)

    @property
    def by_question(self) -> list[tuple[Trial, ...]]:
        """The trials of each question, in the order of the variants."""
        return [tuple(those) for _, those in groupby(self.trials, lambda trial: trial.question)]

    def __repr__(self) -> str:
        return "\n\n".join(_as_text(trials) for trials in self.by_question)

    def _repr_html_(self) -> str:
        blocks = [block for trials in self.by_question for block in _as_html(trials)]
        if not all(trial.has_model for trial in self.trials):
            blocks.insert(0, show.warning(NO_MODEL))
        return show.card(*blocks)


def rows_of(trials: Sequence[Trial]) -> list[Row]:
    """Return the sections of all ``trials`` of one question, matched by where they come from.

    The order is the first trial's; sections that only others have come after.
    """
    places: dict[Place, str] = {}
    for trial in trials:
        for section in trial.answer.sections:
            places.setdefault(_place(section), section.heading)
    return [
        Row(
            heading,
            tuple(_own_text(trial, place) for trial in trials),
            tuple(_speaker(trial, place) for trial in trials),
        )
        for place, heading in places.items()
    ]


def _place(section: AnswerSection) -> Place:
    if not section.sources:
        return "", section.heading
    return section.sources[0].collection_name, section.sources[0].sub_heading


def _own_text(trial: Trial, place: Place) -> str | None:
    found = (one.summary for one in trial.answer.sections if _place(one) == place)
    return next(found, None)


def _speaker(trial: Trial, place: Place) -> str | None:
    for section in trial.answer.sections:
        if any((source.collection_name, source.sub_heading) == place for source in section.sources):
            return section.heading
    return None


def summary_line(trial: Trial) -> str:
    """Return what an answer took, replies that were reused included."""
    return (
        f"{counted(len(trial.calls), 'call')}, {counted(trial.tokens, 'token')}, "
        f"{in_words(trial.model_seconds)} of the model, {counted(trial.repairs, 'repair')}, "
        f"{counted(len(trial.answer.warnings), 'warning')}"
    )


def _absent(row: Row, column: int) -> str:
    into = row.merged_into[column]
    return f"merged into “{into}”" if into else "not in this answer"


def _as_html(trials: Sequence[Trial]) -> list[show.Html]:
    rows: list[list[str]] = [
        [_cell(row, column) for column in range(len(trials))] for row in rows_of(trials)
    ] or [["Nothing was similar enough to the question." for _ in trials]]
    rows.append(
        [
            show.joined(*map(show.warning, trial.answer.warnings), show.muted(summary_line(trial)))
            for trial in trials
        ]
    )
    return [
        show.heading(trials[0].question),
        show.table([trial.variant for trial in trials], rows, side_by_side=True),
        *(show.muted(f"{trial.variant}: {trial.cost}") for trial in trials),
    ]


def _cell(row: Row, column: int) -> show.Html:
    text, first = row.texts[column], row.texts[0]
    if text is None:
        said = show.element("i", _absent(row, column))
    elif column == 0 or first is None:
        said = show.whole(text)
    else:
        said = marked_html(differences(first, text))
    return show.joined(show.title(row.heading), said)


def _as_text(trials: Sequence[Trial]) -> str:
    out = [f"Question: {trials[0].question}"]
    for row in rows_of(trials):
        out += ["", f"## {row.heading}"]
        for column, trial in enumerate(trials):
            text, first = row.texts[column], row.texts[0]
            if text is None:
                said = f"({_absent(row, column)})"
            elif column == 0 or first is None:
                said = text
            elif text == first:
                said = "(the same)"
            else:
                said = marked_text(differences(first, text))
            out.append(f"{trial.variant}: {said}")
    out.append("")
    for trial in trials:
        out += [f"{trial.variant}: {summary_line(trial)}"]
        out += [f"{trial.variant}: warning: {warning}" for warning in trial.answer.warnings]
        if not trial.has_model:
            out.append(NO_MODEL)
    return "\n".join(out)
