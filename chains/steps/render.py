"""Step 8: sections and Markdown of what is left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from langchain_core.runnables import Runnable, RunnableConfig

from headwise.chains.answer import Answer, AnswerSection, to_markdown
from headwise.chains.draft import Draft, HeadingGroup, Summary
from headwise.chains.grounding.citing import cited
from headwise.chains.runtime.runnables import Transformer, transform_step
from headwise.retrievers.text.sentences import sentence_spans


def render_step(*, cite: bool = False) -> Runnable[Draft, Answer]:
    """Return the step that makes parts of the answer of parts of the draft.

    Args:
        cite: Put ``(collection, p. N)`` after each sentence that a source supports.
    """
    return transform_step(partial(_Rendering, cite=cite), "render")


class _Rendering(Transformer[Draft, Answer]):
    def __init__(self, *, cite: bool) -> None:
        self._cite = cite
        self._draft: Draft | None = None
        self._warnings: set[str] = set()
        self._not_relevant: dict[HeadingGroup, None] = {}

    def feed(self, part: Draft, /) -> Iterator[Answer]:
        self._draft = part
        self._not_relevant |= dict.fromkeys(part.not_relevant)
        warnings = [one for one in part.warnings if one not in self._warnings]
        self._warnings.update(warnings)
        if part.summaries or warnings:
            sections = [self._section(one) for one in part.summaries]
            yield part.blank.model_copy(
                update={
                    "sections": tuple(sections),
                    "markdown": to_markdown(one for one in sections if one.summary),
                    "warnings": tuple(warnings),
                }
            )

    async def end(self, _config: RunnableConfig, /) -> list[Answer]:
        if self._draft is None:
            return []
        blank, run = self._draft.blank, self._draft.run
        left_out = dict.fromkeys(s for group in self._not_relevant for s in group.sources)
        dropped = blank.dropped.model_copy(update={"not_relevant": tuple(left_out)})
        usage = run.usage.usage(run.seconds)
        warnings = tuple(one for one in run.notes if one not in self._warnings)
        update = {"dropped": dropped, "usage": usage, "warnings": warnings}
        return [blank.model_copy(update=update)]

    def _section(self, summary: Summary) -> AnswerSection:
        return AnswerSection(
            id=summary.group.id,
            heading=summary.group.heading,
            summary=_cited(summary) if self._cite else summary.text,
            sources=summary.sources,
            final=summary.final,
        )


def _cited(summary: Summary) -> str:
    hits = [hit for group in summary.groups for hit in group.hits]
    text, done = summary.text, ""
    for start, end in sentence_spans(text):
        sentence = text[start:end].rstrip()
        done += cited(sentence, hits) + text[start + len(sentence) : end]
    return done
