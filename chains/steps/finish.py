"""The last steps, section by section: check, ground, render."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from headwise.chains.answer import Answer, AnswerSection, to_markdown
from headwise.chains.draft import Draft, Summary
from headwise.chains.grounding import ground
from headwise.chains.runtime.streaming import Incremental
from headwise.chains.steps.check import Checker

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


def finish_step(
    blank: Answer, *, strict: bool = False, cite: bool = False
) -> Runnable[Draft, Answer]:
    """Return the step that makes sections of summaries, each as soon as it comes.

    Args:
        blank: The answer without sections: all that is known of it before.
        strict: Leave out sentences that the sources do not support.
        cite: Add the page after each sentence.
    """
    return Incremental(lambda: _Finishing(blank, strict=strict, cite=cite), "finish")


class _Finishing:
    def __init__(self, blank: Answer, *, strict: bool, cite: bool) -> None:
        self._blank = blank
        self._strict = strict
        self._cite = cite
        self._checker = Checker()
        self._texts: dict[int, str] = {}
        self._warnings: list[str] = []
        self._draft: Draft | None = None

    def feed(self, part: Draft) -> Iterable[Answer]:
        self._draft = part
        self._warnings += part.warnings
        for given in part.summaries:
            checked = self._checker.check(part.part([given]))
            for summary in checked.summaries:
                section, warnings = self._section(checked, summary)
                yield self._part([section], [*checked.warnings, *warnings])

    def end(self) -> Iterable[Answer]:
        usage = self._blank.usage
        if self._draft is not None:
            usage = self._draft.run.usage.usage(self._draft.run.seconds)
            self._warnings += self._draft.run.notes
        yield self._part([], list(dict.fromkeys(self._warnings))).model_copy(
            update={"usage": usage}
        )

    def _section(self, draft: Draft, summary: Summary) -> tuple[AnswerSection, list[str]]:
        id_ = summary.group.id
        warnings: list[str] = []
        if id_ not in self._texts:
            grounded = ground(draft.part([summary]), strict=self._strict, cite=self._cite)
            self._texts[id_] = grounded.summaries[0].text
            warnings = list(grounded.warnings)
        section = AnswerSection(
            id=id_,
            heading=summary.group.heading,
            summary=self._texts[id_],
            sources=summary.sources,
        )
        return section, warnings

    def _part(self, sections: list[AnswerSection], warnings: list[str]) -> Answer:
        return self._blank.model_copy(
            update={
                "sections": tuple(sections),
                "markdown": to_markdown(sections),
                "warnings": tuple(warnings),
            }
        )
