"""Step 3: summarise every heading group for the question, side by side."""

from __future__ import annotations

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import patch_config

from headwise.chains.draft import Draft, Summary
from headwise.chains.summarizer import MapInput, Mapped, Summarizer
from headwise.errors import ModelError


def map_step(summarizer: Summarizer, max_concurrency: int) -> Runnable[Draft, Draft]:
    """Return the step that writes one summary per group.

    Args:
        summarizer: What writes them.
        max_concurrency: Most calls under way at once, unless the caller's config sets it.
    """

    def limited(config: RunnableConfig) -> RunnableConfig:
        return patch_config(
            config, max_concurrency=config.get("max_concurrency") or max_concurrency
        )

    def run(draft: Draft, config: RunnableConfig) -> Draft:
        return _mapped(draft, summarizer.map.batch(_inputs(draft), limited(config)))

    async def arun(draft: Draft, config: RunnableConfig) -> Draft:
        return _mapped(draft, await summarizer.map.abatch(_inputs(draft), limited(config)))

    return RunnableLambda(run, afunc=arun, name="map")


def _inputs(draft: Draft) -> list[MapInput]:
    return [MapInput(draft.question, group) for group in draft.groups]


def _mapped(draft: Draft, replies: list[Mapped]) -> Draft:
    if all(reply.failure for reply in replies):
        raise ModelError(
            f"the language model failed on every section ({replies[0].failure}); try again later"
        )
    return draft.with_summaries(
        [Summary(group, reply.text) for group, reply in zip(draft.groups, replies, strict=True)],
        [warning for reply in replies for warning in reply.warnings],
    )
