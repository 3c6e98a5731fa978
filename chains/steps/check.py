"""Step 7: the contract, enforced by code on what will be rendered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from langchain_core.runnables import Runnable

from headwise.chains.draft import Draft, Summary
from headwise.chains.runtime.runnables import Transformer, transform_step
from headwise.retrievers.text.duplicates import Fingerprint
from headwise.retrievers.text.plain import as_text
from headwise.retrievers.text.sentences import sentences

LEAST_REPEATED = 6
"""Words of a sentence, from which it may be taken for one that an earlier section holds, whatever
its sentences are; a shorter one must be a sentence there too."""


def check_step() -> Runnable[Draft, Draft]:
    """Return the step that lets no section say what an earlier one says.

    Nothing is removed from a text after this step, so what it compares is what is shown.
    """
    return transform_step(Checker, "check")


class _Passed:
    """A summary that keeps the contract, with what later ones are compared with."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.whole = Fingerprint(summary.text)
        self.sentences = [Fingerprint(one) for one in sentences(summary.text)]

    def says(self, new: Fingerprint) -> bool:
        """Whether a sentence stands here already."""
        if len(new.words) >= LEAST_REPEATED and self.whole.contains(new):
            return True
        return any(one.says(new) for one in self.sentences)


class Checker(Transformer[Draft, Draft]):
    """Takes the summaries of one answer as they come, and hands on how they can be shown.

    A later summary gives way to an earlier one: sentences that this one says go out, and a
    summary of nothing else goes, its sources being added to the other's, so that no group is
    lost. A summary that comes again, shorter, or is withdrawn, has all of them looked at again.
    """

    def __init__(self) -> None:
        self._given: dict[int, Summary] = {}
        self._passed: dict[int, _Passed] = {}
        self._shown: dict[int, Summary] = {}

    def feed(self, part: Draft, /) -> Iterator[Draft]:
        """Take a part of the draft; yield the summaries that are new, changed or withdrawn."""
        again = any(one.group.id in self._given or one.same_as for one in part.summaries)
        self._given |= {one.group.id: one for one in part.summaries}
        if again:
            self._passed = {}
        self._pass_all(list(self._given.values()) if again else part.summaries)
        now = {id_: one.summary for id_, one in self._passed.items()}
        changed = [one for id_, one in sorted(now.items()) if self._shown.get(id_) != one]
        gone = [replace(one, text="") for id_, one in self._shown.items() if id_ not in now]
        self._shown = now
        yield replace(part, summaries=(*changed, *gone))

    def _pass_all(self, given: tuple[Summary, ...] | list[Summary]) -> None:
        written = [one for one in given if one.text]
        for one in written:
            if one.same_as is None:
                self._pass(replace(one, merged=()))
        for one in written:
            if one.same_as is not None:
                target = self._target(one)
                if target in self._passed:
                    self._merge(target, one)
                else:
                    self._pass(replace(one, merged=()))

    def _target(self, one: Summary) -> int:
        """Follow ``same_as`` to a summary that passed; a circle leads to none."""
        seen: set[int] = set()
        id_ = one.group.id
        while id_ in self._given and id_ not in seen:
            seen.add(id_)
            following = self._given[id_].same_as
            if following is None:
                break
            id_ = following
        holder = (n for n, old in self._passed.items() if self._holds(old.summary, id_))
        return next(holder, 0)

    @staticmethod
    def _holds(summary: Summary, id_: int) -> bool:
        return any(group.id == id_ for group in summary.groups)

    def _pass(self, new: Summary) -> None:
        said: int | None = None
        fresh: list[str] = []
        for paragraph in new.text.split("\n\n"):
            kept = []
            for sentence in sentences(paragraph):
                place = self._said_in(Fingerprint(sentence))
                if place is None:
                    kept.append(sentence)
                elif said is None:
                    said = place
            if kept:
                fresh.append(as_text(" ".join(kept) if said else paragraph))
        passed = _Passed(replace(new, text="\n\n".join(fresh)))
        whole = next((n for n, old in self._passed.items() if old.whole.contains(passed.whole)), 0)
        if into := whole or (0 if fresh else said):
            self._merge(into, new)
        else:
            self._passed[new.group.id] = passed

    def _said_in(self, sentence: Fingerprint) -> int | None:
        return next((id_ for id_, old in self._passed.items() if old.says(sentence)), None)

    def _merge(self, into: int, new: Summary) -> None:
        old = self._passed[into]
        old.summary = old.summary.absorb(new)
