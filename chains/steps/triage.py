"""Step 3: which groups bear on the question, best first."""

from __future__ import annotations

from dataclasses import replace

from langchain_core.runnables import Runnable, RunnableConfig

from headwise.chains.draft import Draft
from headwise.chains.runtime.runnables import AsyncStep
from headwise.chains.summarizer import Summarizer, TriageInput


def triage_step(summarizer: Summarizer) -> Runnable[Draft, Draft]:
    """Return the step that leaves out groups that only resemble the question.

    A single group is not judged here: the model that summarises it can still say that there
    is nothing in it.
    """

    async def run(draft: Draft, config: RunnableConfig) -> Draft:
        if summarizer.triage is None or len(draft.groups) < 2:
            return draft
        task = TriageInput(draft.question, draft.groups, draft.run)
        triaged = await summarizer.triage.ainvoke(task, config)
        by_id = {group.id: group for group in draft.groups}
        kept = [by_id[id_] for id_ in dict.fromkeys(triaged.ids) if id_ in by_id]
        return replace(
            draft,
            groups=tuple(replace(group, id=number) for number, group in enumerate(kept, start=1)),
            not_relevant=tuple(group for group in draft.groups if group not in kept),
            warnings=(*draft.warnings, *triaged.warnings),
        )

    return AsyncStep(run, "triage")
