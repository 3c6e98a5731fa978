"""Step 6: statements that the sources do not support, and injected instructions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from langchain_core.runnables import Runnable

from headwise.chains.draft import Draft, HeadingGroup, Summary
from headwise.chains.grounding import Sources
from headwise.chains.grounding.instructions import is_injected
from headwise.chains.runtime.runnables import Transformer, transform_step
from headwise.retrievers.text.sentences import sentence_spans


def ground_step(*, strict: bool = False) -> Runnable[Draft, Draft]:
    """Return the step that compares each summary with its sources, and deletes.

    Injected instructions, such as to send a key to an address, are removed with a warning.
    Numbers, names and quoted terms that the sources do not contain, and statements that differ
    from them, are warnings.

    Args:
        strict: Leave out all sentences that would be warned about, unless none would stay.
    """
    return transform_step(partial(_Grounding, strict=strict), "ground")


class _Grounding(Transformer[Draft, Draft]):
    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._sources: dict[int, Sources] = {}

    def feed(self, part: Draft, /) -> Iterator[Draft]:
        summaries: list[Summary] = []
        warnings: list[str] = []
        empty: list[HeadingGroup] = []
        for summary in part.summaries:
            grounded = self._grounded(summary, part.question, warnings)
            summaries.append(grounded)
            if not grounded.text:
                empty.append(summary.group)
        yield replace(
            part,
            summaries=tuple(summaries),
            warnings=(*part.warnings, *warnings),
            not_relevant=(*part.not_relevant, *empty),
        )

    def _grounded(self, summary: Summary, question: str, warnings: list[str]) -> Summary:
        group = summary.group
        sources = self._sources.setdefault(group.id, Sources(group.hits))
        checked: list[tuple[str, str | None]] = []
        for start, end in sentence_spans(summary.text):
            sentence = summary.text[start:end]
            injected = is_injected(sentence, question)
            checked.append((sentence, None if injected else sources.check(sentence.strip()).reason))
        # Strictly, doubtful sentences are left out too, unless nothing else would stay.
        strictly = self._strict and any(reason == "" for _, reason in checked)
        kept: list[str] = []
        found: list[str] = []
        for sentence, reason in checked:
            if reason is None:
                found.append(f"{group.heading}: an instruction was left out: {sentence.strip()}")
                continue
            if reason:
                action = "left out" if strictly else "check it"
                found.append(f"{group.heading}: {reason} ({action}): {sentence.strip()}")
            if not (reason and strictly):
                kept.append(sentence)
        if summary.final:  # what is still to be combined will come again
            warnings += found
        return replace(summary, text="".join(kept).strip())
