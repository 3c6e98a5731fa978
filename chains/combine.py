"""Step 4: all summaries together, so that no section repeats another."""

from __future__ import annotations

from dataclasses import replace

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from headwise.chains.draft import Draft, Summary
from headwise.chains.summarizer import Combined, CombineInput, Summarizer


def combine_step(summarizer: Summarizer) -> Runnable[Draft, Draft]:
    """Return the step that removes redundancy between summaries; one alone passes as it is."""

    def run(draft: Draft, config: RunnableConfig) -> Draft:
        if len(draft.summaries) < 2:
            return draft
        return apply_combined(draft, summarizer.combine.invoke(_input(draft), config))

    async def arun(draft: Draft, config: RunnableConfig) -> Draft:
        if len(draft.summaries) < 2:
            return draft
        return apply_combined(draft, await summarizer.combine.ainvoke(_input(draft), config))

    return RunnableLambda(run, afunc=arun, name="combine")


def apply_combined(draft: Draft, combined: Combined) -> Draft:
    """Return the draft with what combining made of its summaries.

    Whatever ``combined`` holds, every group stays: with its new text, with its own where
    there is none, or merged into the group that says the same. Ids that do not exist, and
    merges in a circle, are without effect.
    """
    written = {summary.group.id: summary for summary in draft.summaries}
    standing = {
        id_: replace(summary, text=combined.summaries.get(id_, "").strip() or summary.text)
        for id_, summary in written.items()
    }
    for id_ in written:
        into = _final_target(id_, combined, written)
        if into != id_:
            standing[into] = standing[into].absorb(standing.pop(id_))
    return draft.with_summaries(list(standing.values()), combined.warnings)


def _final_target(id_: int, combined: Combined, known: dict[int, Summary]) -> int:
    """Follow ``same_as`` from ``id_`` to the group that stays; in a circle the first does."""
    seen = [id_]
    while (following := combined.same_as.get(seen[-1])) in known and following is not None:
        if following in seen:
            return min(seen)
        seen.append(following)
    return seen[-1]


def _input(draft: Draft) -> CombineInput:
    return CombineInput(
        draft.question, {summary.group.id: summary.text for summary in draft.summaries}
    )
