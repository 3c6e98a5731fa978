"""Step 4: all summaries together, so that no section repeats another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from langchain_core.runnables import Runnable

from headwise.chains.draft import Draft, Summary
from headwise.chains.runtime.runnables import given, step
from headwise.chains.runtime.streaming import Following, Incremental
from headwise.chains.summarizer import Combined, CombineInput, Summarizer
from headwise.retrievers.text.duplicates import without_duplicates


def combine_step(summarizer: Summarizer) -> Runnable[Draft, Draft]:
    """Return the step that removes redundancy between summaries; one alone passes as it is.

    Streamed, it yields each summary as soon as it and those before it are final.
    """
    return Incremental(lambda: _Combining(summarizer), "combine")


class _Combining:
    """Collects the summaries, has them combined, and hands them on in their order."""

    def __init__(self, summarizer: Summarizer) -> None:
        self._summarizer = summarizer
        self._draft: Draft | None = None
        self._settling: Settling | None = None

    def feed(self, part: Draft) -> Following[Draft]:
        self._draft = part if self._draft is None else self._draft + part
        if not self._summarizer.looks_back:
            return ()
        if self._settling is None:
            self._settling = Settling(self._draft)
        return self._behind_settled(self._draft, [one.group.id for one in part.summaries])

    def _behind_settled(self, draft: Draft, new: Sequence[int]) -> Following[Draft]:
        """Combine the new summaries with those before them, which stay as they are."""
        settling = self._settling
        assert settling is not None  # noqa: S101 - feed has made it
        settling.know(draft)
        if not new:
            return ()
        texts = {one.group.id: one.text for one in draft.summaries if one.group.id in new}
        task = CombineInput(draft.question, texts, draft.run, before=settling.texts)

        def settle(combined: Combined) -> Draft:
            parts = [
                part for id_ in new for part in settling.feed(_only(id_, combined, texts[id_]))
            ]
            return sum_of(draft, parts)

        return [given(task) | self._summarizer.combine | step(settle)]

    def end(self) -> Following[Draft]:
        if self._draft is None:
            return ()
        if self._settling is not None:
            return self._settling.end()
        draft = merge_repeated(self._draft)
        settling = Settling(draft)
        if len(draft.summaries) < 2:
            return settling.end()
        texts = {one.group.id: one.text for one in draft.summaries}
        task = CombineInput(draft.question, texts, draft.run)
        return [given(task) | self._summarizer.combine | settling.as_step()]


class Settling:
    """Decides which text each group gets, and hands summaries on in the groups' order.

    Whatever it is fed, every group stays: with its new text, with its own where there is
    none, or merged into the group that says the same. Ids that do not exist, and merges in a
    circle, are without effect.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._own = {one.group.id: one for one in draft.summaries}
        self._texts: dict[int, str] = {}
        self._same_as: dict[int, int] = {}
        self._given: dict[int, Summary] = {}
        """What has been handed on."""
        self._merged: set[int] = set()
        self._warnings = list(draft.warnings)

    def as_step(self) -> Runnable[Combined, Draft]:
        """Return this as a step after combining."""
        return Incremental(lambda: self, "settle")

    def know(self, draft: Draft) -> None:
        """Take note of summaries that have been written since."""
        self._warnings += draft.warnings[len(self._draft.warnings) :]
        self._draft = draft
        self._own = {one.group.id: one for one in draft.summaries}

    @property
    def texts(self) -> dict[int, str]:
        """Group id to text, of those decided so far that stay."""
        return dict(self._texts)

    def feed(self, combined: Combined) -> list[Draft]:
        """Take what combining has made of some of the groups, in the order it was decided."""
        self._warnings += combined.warnings
        parts: list[Draft] = []
        for id_ in combined.in_order():
            text, into = combined.summaries.get(id_, "").strip(), combined.same_as.get(id_)
            if id_ not in self._own or id_ in self._texts or id_ in self._same_as:
                continue
            if text:
                self._texts[id_] = text
            elif into is not None and self._may_go(id_, into):
                self._same_as[id_] = into
            parts += self._ready()
        return parts

    def end(self) -> list[Draft]:
        """Let all groups that combining has said nothing of keep their own text."""
        for id_, summary in self._own.items():
            if id_ not in self._same_as:
                self._texts.setdefault(id_, summary.text)
        return [*self._ready(), self._draft.part((), self._warnings)]

    def _may_go(self, id_: int, into: int) -> bool:
        target = self._target(into)
        return target in self._own and target != id_

    def _target(self, id_: int) -> int:
        """Follow merges from ``id_`` to the group that stays."""
        while id_ in self._same_as:
            id_ = self._same_as[id_]
        return id_

    def _ready(self) -> list[Draft]:
        """Return what can be handed on now: all before the first that is not decided yet."""
        summaries: list[Summary] = []
        for id_, own in self._own.items():
            if id_ in self._same_as:
                # The section that says the same may have been handed on already; then it comes
                # again, with more sources.
                target = self._target(id_)
                if target in self._given and id_ not in self._merged:
                    self._merged.add(id_)
                    self._given[target] = self._given[target].absorb(own)
                    summaries.append(self._given[target])
            elif id_ in self._given:
                continue
            elif id_ in self._texts:
                summary = replace(own, text=self._texts[id_])
                for other in self._same_as:
                    if self._target(other) == id_:
                        self._merged.add(other)
                        summary = summary.absorb(self._own[other])
                self._given[id_] = summary
                summaries.append(summary)
            else:
                break
        return [self._draft.part(summaries)] if summaries else []


def merge_repeated(draft: Draft) -> Draft:
    """Return the draft with summaries that say nothing beyond another one merged into it."""
    summaries = without_duplicates(draft.summaries, lambda one: one.text, Summary.absorb)
    return replace(draft, summaries=tuple(summaries))


def sum_of(draft: Draft, parts: Iterable[Draft]) -> Draft:
    """Return the parts of a draft as one; none are an empty part."""
    whole = draft.part(())
    for part in parts:
        whole += part
    return whole


def _only(id_: int, combined: Combined, own: str) -> Combined:
    """Return what ``combined`` says of one group; nothing said lets it keep its own text."""
    text, into = combined.summaries.get(id_), combined.same_as.get(id_)
    if text or into is None:
        return Combined({id_: text or own}, {}, combined.warnings)
    return Combined({}, {id_: into}, combined.warnings)
