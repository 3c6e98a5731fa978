"""One answer made with one variant: what it says, what it took, what was reused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headwise import _html as show
from headwise.chains import Answer
from headwise.chains.grounding import NOT_IN_SOURCES
from headwise.lab.journal import Call
from headwise.prompts.models import STEPS

NO_MODEL = (
    "No language model: the answers are extracts, and prompts have no effect on them. "
    'Give PromptLab one, as in PromptLab(library, "openai:gpt-5-mini").'
)


@dataclass(frozen=True)
class Trial:
    """The answer to one question, made with the prompts of one variant."""

    variant: str
    question: str
    answer: Answer
    calls: tuple[Call, ...] = ()
    """All calls that the answer needs, made in this run or reused."""
    retrieval_reused: bool = False
    seconds: float = 0.0
    """Wall time of this run."""
    has_model: bool = True

    @property
    def made(self) -> dict[str, int]:
        """Calls made in this run, by step."""
        return _by_step(call for call in self.calls if not call.reused)

    @property
    def reused(self) -> dict[str, int]:
        """Calls whose replies were known, by step."""
        return _by_step(call for call in self.calls if call.reused)

    @property
    def repairs(self) -> int:
        """Replies that broke the contract and were sent back."""
        return sum(call.step == "repair" for call in self.calls)

    @property
    def unsupported(self) -> int:
        """Sentences with figures or terms that their sources do not contain."""
        return sum(NOT_IN_SOURCES in warning for warning in self.answer.warnings)

    @property
    def tokens(self) -> int:
        """Tokens, in and out, of all the calls that the answer needs."""
        return sum(call.input_tokens + call.output_tokens for call in self.calls)

    @property
    def model_seconds(self) -> float:
        """Seconds of all the calls that the answer needs, added up."""
        return sum(call.seconds for call in self.calls)

    @property
    def cost(self) -> str:
        """What this run made and reused, in words."""
        return cost_of([self])

    def __repr__(self) -> str:
        title = f"{self.variant}: {self.question}"
        return "\n".join([title, self.cost, *self._notes(), "", self._text()])

    def _repr_html_(self) -> str:
        return show.card(*self._blocks())

    def _blocks(self) -> list[show.Html]:
        sections = [
            block
            for section in self.answer.sections
            for block in (show.heading(section.heading), show.prose(section.summary))
        ] or [show.prose(self._text())]
        return [
            show.title(f"{self.variant}: {self.question}"),
            *sections,
            show.muted(self.cost),
            *map(show.warning, self._notes()),
        ]

    def _text(self) -> str:
        return self.answer.markdown or "Nothing was similar enough to the question."

    def _notes(self) -> list[str]:
        return [*([] if self.has_model else [NO_MODEL]), *self.answer.warnings]


class Trials(tuple[Trial, ...]):
    """The trials of one run, one for each question."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        return show.card(*(block for trial in self for block in trial._blocks()))  # noqa: SLF001


def cost_of(trials: Sequence[Trial]) -> str:
    """Return what ``trials`` made and reused, all together, in words."""
    calls = [call for trial in trials for call in trial.calls]
    new = [call for call in calls if not call.reused]
    spent = (
        f" ({sum(call.input_tokens for call in new):,} tokens in, "
        f"{sum(call.output_tokens for call in new):,} out)"
        if new
        else ""
    )
    retrieved = ["retrieval"] if all(trial.retrieval_reused for trial in trials) else []
    kept = retrieved + _counted(_by_step(call for call in calls if call.reused))
    return (
        f"calls made: {', '.join(_counted(_by_step(new))) or 'none'}{spent}; reused: "
        f"{', '.join(kept) or 'nothing'}; {in_words(max(trial.seconds for trial in trials))}"
    )


def in_words(seconds: float) -> str:
    """Return a duration; what is hardly noticed is not told apart.

    >>> in_words(2.345), in_words(0.2)
    ('2.3 s', 'under 1 s')
    """
    return f"{seconds:.1f} s" if seconds >= 1 else "under 1 s"


def _by_step(calls: Iterable[Call]) -> dict[str, int]:
    counts = Counter(call.step for call in calls)
    return {step: counts[step] for step in (*STEPS, "other") if counts[step]}


def _counted(calls: dict[str, int]) -> list[str]:
    return [f"{count} {step}" for step, count in calls.items()]
