"""The lab: variants of the prompts, tried on questions, with every known reply used again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from headwise._shown import Shown
from headwise._wording import listed
from headwise.chains.llm.models import resolve_model
from headwise.chains.options import MAX_CONCURRENCY
from headwise.chains.pipeline import check_question
from headwise.errors import ModelError, PromptError, QuestionError
from headwise.lab.answering import Answering
from headwise.lab.chain import Source
from headwise.lab.comparison import Comparison
from headwise.lab.named import NamedPrompts
from headwise.lab.running import Runner
from headwise.lab.scores import Measure, Scores
from headwise.lab.sent import SentMessages
from headwise.lab.trials import NO_MODEL, Trial, Trials
from headwise.lab.variants import Change, Variant, Words, changed_prompts
from headwise.prompts.models import STEPS, Prompts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class Lab(Shown):
    """Tries variants of the prompts on questions; `PromptLab` says with what."""

    def __init__(
        self,
        source: Source,
        llm: str | BaseChatModel | None = None,
        questions: str | Iterable[str] = (),
        *,
        prompts: Prompts | None = None,
        **options: Any,  # noqa: ANN401 - the chains' own
    ) -> None:
        self.questions = [questions] if isinstance(questions, str) else list(questions)
        self.questions = [check_question(question) for question in self.questions]
        self.model = resolve_model(llm) if llm is not None else None
        self.named = NamedPrompts("shipped" if prompts is None else "given", prompts)
        """The variants' prompts."""
        max_concurrency = options.pop("max_concurrency", MAX_CONCURRENCY)
        self._runner = Runner(source, self.model, options)
        self._answering = Answering(self._runner, self.named, max_concurrency)

    @property
    def variants(self) -> dict[str, Variant]:
        """All variants by name, the one that the lab began with first."""
        return self.named.variants

    def variant(
        self,
        name: str,
        *,
        base: str | None = None,
        triage: Change | None = None,
        map: Change | None = None,  # noqa: A002 - the step's name
        reduce: Change | None = None,
        combine: Change | None = None,
        repair: Change | None = None,
    ) -> Variant:
        """Make the variant ``name``, or make it anew, and return it.

        Args:
            name: What to call it.
            base: The variant that it differs from; by default the one the lab began with.
            triage: New words of this step: text for its system part, a function from the old
                text to the new, ``{"system": …, "human": …}``, or a `Prompt`.
            map: The same for this step.
            reduce: The same for this step.
            combine: The same for this step.
            repair: The same for this step.

        Raises:
            PromptError: The words break the form of a prompt, or the name is taken by the
                variant that the lab began with.
        """
        changes = {
            "triage": triage,
            "map": map,
            "reduce": reduce,
            "combine": combine,
            "repair": repair,
        }
        return self.named.keep(name, changed_prompts(self.named[base or self.named.base], changes))

    def edit(
        self,
        step: str,
        system: Words | None = None,
        human: Words | None = None,
        *,
        name: str | None = None,
    ) -> Variant:
        """Change the words of one step and return the changed variant.

        Args:
            step: ``triage``, ``map``, ``reduce``, ``combine`` or ``repair``.
            system: New text of the system part, or a function from the old one to it.
            human: The same for the human part.
            name: The variant to change; by default the one made or changed last, but
                ``edited``, a new one, in place of the one that the lab began with.

        Raises:
            PromptError: As for `variant`.
        """
        named = self.named
        target = name or (named.fresh() if named.current == named.base else named.current)
        start = named[target] if target in named.variants else named[named.current]
        parts = {"system": system, "human": human}
        change = {part: words for part, words in parts.items() if words is not None}
        return named.keep(target, changed_prompts(start, {step: change}))

    def run(self, variant: str | None = None, questions: str | Sequence[str] = ()) -> Trials:
        """Answer questions with a variant; what is known already is not called for again.

        An interrupt keeps what was computed so far. It works inside a running event loop as
        well; `arun` does not block that.

        Args:
            variant: Its name; by default the one made or changed last.
            questions: By default all of the lab's.

        Raises:
            ModelError: As for `ask_chain`.
            PromptError: There is no such variant.
            QuestionError: There are no questions.
        """
        name, asked = self.named.existing(variant), self._chosen(questions)
        return Trials(self._answering.run(name, asked))

    def stop(self) -> None:
        """Let the runs that are under way, in other threads, make no further call.

        They end with a `ModelError`; what was computed so far is kept.
        """
        self._runner.stop()

    async def arun(self, variant: str | None = None, questions: str | Sequence[str] = ()) -> Trials:
        """Do as `run` does, without blocking the event loop."""
        name, asked = self.named.existing(variant), self._chosen(questions)
        return Trials(await self._answering.arun(name, asked))

    def compare(self, *variants: str, questions: str | Sequence[str] = ()) -> Comparison:
        """Return variants side by side; what has not been run yet is run.

        Args:
            variants: Names; the first is what the others are compared with. By default all.
            questions: By default all of the lab's.
        """
        return Comparison(list(self._trials(variants, questions)))

    def score(
        self,
        *variants: str,
        measures: Mapping[str, Measure] | Iterable[Measure] = (),
        questions: str | Sequence[str] = (),
    ) -> Scores:
        """Return figures about the answers of variants; what has not been run yet is run.

        Args:
            variants: Names; by default all.
            measures: Your own, beside those that are always there: functions from an
                `Answer` to a number, by name or by their own.
            questions: By default all of the lab's.
        """
        return Scores(list(self._trials(variants, questions)), measures)

    def is_run(self, variant: str, questions: str | Sequence[str] = ()) -> bool:
        """Whether ``variant`` has answered all of ``questions``, by default all of the lab's."""
        name = self.named.existing(variant)
        return all(self._answering.is_run(name, asked) for asked in self._chosen(questions))

    def messages(
        self,
        step: str,
        question: str | None = None,
        group: int | None = None,
        variant: str | None = None,
    ) -> SentMessages:
        """Return the exact messages that a step sends; no model is called.

        Where they hold replies that are not known yet, a placeholder stands for those.

        Args:
            step: ``triage``, ``map``, ``reduce``, ``combine`` or ``repair``.
            question: By default the lab's first.
            group: For map and reduce: only those for this heading group, counted from 1.
            variant: By default the one made or changed last.

        Raises:
            ModelError: The lab has no model, so that nothing is sent.
            PromptError: There is no such step or variant.
            QuestionError: There is no question, or no such group for it.
        """
        if step not in STEPS:
            raise PromptError(f"there is no step {step!r}; steps are {listed(STEPS)}")
        if self.model is None:
            raise ModelError(f"no messages are sent. {NO_MODEL}")
        asked = check_question(question) if question else self._chosen(())[0]
        prompts = self.named[variant]
        calls = self._runner.calls(self.model, prompts, step, asked, group)
        remark = "" if calls else f"no call of the step {step} for this question so far"
        return SentMessages(step, calls, remark)

    def _trials(self, variants: Sequence[str], questions: str | Sequence[str]) -> Iterator[Trial]:
        """Yield the trials of each question in turn, run where there is none yet."""
        names = [self.named.existing(name) for name in variants] or list(self.variants)
        return self._answering.trials(names, self._chosen(questions))

    def _chosen(self, questions: str | Sequence[str]) -> list[str]:
        chosen = [questions] if isinstance(questions, str) else list(questions)
        chosen = [check_question(question) for question in chosen] or self.questions
        if not chosen:
            raise QuestionError("the lab has no questions; give it some: PromptLab(…, questions)")
        return list(dict.fromkeys(chosen))
