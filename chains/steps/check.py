"""Step 7: no section says what an earlier one says, checked on what will be rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from langchain_core.runnables import Runnable

from headwise.chains.draft import Draft, Summary
from headwise.chains.runtime.runnables import Transformer, transform_step
from headwise.retrievers.text.duplicates import Fingerprint
from headwise.retrievers.text.plain import as_text
from headwise.retrievers.text.sentences import sentences

LEAST_REPEATED = 6
"""Words of a sentence that may repeat any part of an earlier section; a shorter one must repeat a
whole sentence."""


def check_step() -> Runnable[Draft, Draft]:
    """Return the step that removes repetitions between sections.

    No later step removes anything from a text, so what is compared here is what is shown.
    """
    return transform_step(Checker, "check")


class _Accepted:
    """A summary without repetitions, with what later ones are compared with."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self.whole = Fingerprint(summary.text)
        self.sentences = [Fingerprint(one) for one in sentences(summary.text)]

    def says(self, sentence: Fingerprint) -> bool:
        """Whether the summary says the same as ``sentence``."""
        if len(sentence.words) >= LEAST_REPEATED and self.whole.contains(sentence):
            return True
        return any(one.says(sentence) for one in self.sentences)


class Checker(Transformer[Draft, Draft]):
    """Takes the summaries of one answer as they come, and passes them on without repetitions.

    Sentences that an earlier summary says are removed from a later one. If none is left, its
    sources are added to the earlier one, so that no group is lost. When a summary comes again,
    shorter or withdrawn, all are compared again.
    """

    def __init__(self) -> None:
        self._given: dict[int, Summary] = {}
        self._accepted: dict[int, _Accepted] = {}
        self._shown: dict[int, Summary] = {}

    def feed(self, part: Draft, /) -> Iterator[Draft]:
        """Take a part of the draft; yield the summaries that are new, changed or withdrawn."""
        again = any(one.group.id in self._given or one.same_as for one in part.summaries)
        self._given |= {one.group.id: one for one in part.summaries}
        if again:
            self._accepted = {}
        self._accept_all(self._given.values() if again else part.summaries)
        now = {id_: one.summary for id_, one in self._accepted.items()}
        changed = [one for id_, one in sorted(now.items()) if self._shown.get(id_) != one]
        withdrawn = [replace(one, text="") for id_, one in self._shown.items() if id_ not in now]
        self._shown = now
        yield replace(part, summaries=(*changed, *withdrawn))

    def _accept_all(self, given: Iterable[Summary]) -> None:
        """Accept the summaries, those last that combine found to repeat another one."""
        written = [one for one in given if one.text]
        for one in sorted(written, key=lambda one: one.same_as is not None):
            target = self._target(one) if one.same_as is not None else 0
            if target:
                self._merge(target, one)
            else:
                self._accept(replace(one, merged=()))

    def _target(self, one: Summary) -> int:
        """Follow ``same_as`` to an accepted summary; return 0 if it leads to none."""
        seen: set[int] = set()
        id_ = one.group.id
        while id_ in self._given and id_ not in seen:
            seen.add(id_)
            following = self._given[id_].same_as
            if following is None:
                break
            id_ = following
        return next(
            (
                number
                for number, old in self._accepted.items()
                if any(group.id == id_ for group in old.summary.groups)
            ),
            0,
        )

    def _accept(self, new: Summary) -> None:
        repeated: int | None = None
        paragraphs: list[str] = []
        for paragraph in new.text.split("\n\n"):
            kept = []
            for sentence in sentences(paragraph):
                earlier = self._earlier(Fingerprint(sentence))
                if earlier is None:
                    kept.append(sentence)
                elif repeated is None:
                    repeated = earlier
            if kept:
                paragraphs.append(as_text(" ".join(kept) if repeated else paragraph))
        accepted = _Accepted(replace(new, text="\n\n".join(paragraphs)))
        containing = (
            number for number, old in self._accepted.items() if old.whole.contains(accepted.whole)
        )
        into = next(containing, None if paragraphs else repeated)
        if into is None:
            self._accepted[new.group.id] = accepted
        else:
            self._merge(into, new)

    def _earlier(self, sentence: Fingerprint) -> int | None:
        """Return the accepted summary that says the same as ``sentence``."""
        return next((id_ for id_, old in self._accepted.items() if old.says(sentence)), None)

    def _merge(self, into: int, new: Summary) -> None:
        old = self._accepted[into]
        old.summary = old.summary.absorb(new)
