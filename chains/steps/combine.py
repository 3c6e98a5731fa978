"""Step 5: what sections repeat of each other is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from itertools import chain, combinations, product

from langchain_core.runnables import Runnable, RunnableConfig

from headwise.chains.draft import Draft, Summary
from headwise.chains.runtime.runnables import Transformer, transform_step
from headwise.chains.summarizer import Combined, CombineInput, Summarizer
from headwise.retrievers.text.duplicates import Fingerprint
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems

Place = tuple[int, int]
"""Id of a summary's group, and which of its sentences, from 0."""

LEAST_REPEATED = 0.5
"""Share of a summary's sentences that must resemble another's for it to be left out as the same."""


def combine_step(summarizer: Summarizer) -> Runnable[Draft, Draft]:
    """Return the step that finds repetitions; it deletes, and writes nothing.

    Streamed, each summary passes at once, marked as not final, and comes again at the end.
    Summaries without a sentence that resembles one of another summary are not compared at all.
    """
    return transform_step(partial(_Combining, summarizer), "combine")


class _Combining(Transformer[Draft, Draft]):
    def __init__(self, summarizer: Summarizer) -> None:
        self._combine = summarizer.combine
        self._draft: Draft | None = None

    def feed(self, part: Draft, /) -> Iterator[Draft]:
        self._draft = part if self._draft is None else self._draft + part
        final = self._combine is None or len(part.groups) < 2
        yield replace(part, summaries=tuple(replace(s, final=final) for s in part.summaries))

    async def end(self, config: RunnableConfig, /) -> Iterator[Draft]:
        draft = self._draft
        if draft is None or self._combine is None or len(draft.groups) < 2:
            return iter(())
        alike = Alike(draft)
        combined = Combined()
        if task := alike.task:
            combined = await self._combine.ainvoke(task, config)
        return iter([draft.part(alike.without(combined), combined.warnings)])


class Alike:
    """The sentences of a draft, and which of them resemble one of another summary."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        texts = {one.group.id: sentences(one.text) for one in draft.summaries}
        pairs = list(_alike(texts, stems(draft.question)))
        compared = {id_ for id_, _ in chain.from_iterable(pairs)}
        self._sent = {id_: own for id_, own in texts.items() if id_ in compared}
        places = [(id_, place) for id_, own in self._sent.items() for place in range(len(own))]
        numbers = {place: number for number, place in enumerate(places, start=1)}
        self._owner = {number: id_ for (id_, _), number in numbers.items()}
        self._like: dict[int, set[int]] = {number: set() for number in self._owner}
        for first, second in pairs:
            self._like[numbers[first]].add(numbers[second])
            self._like[numbers[second]].add(numbers[first])

    @property
    def task(self) -> CombineInput | None:
        """The summaries that resemble each other; ``None`` if there are none."""
        if not self._sent:
            return None
        return CombineInput(self._draft.question, self._sent, self._draft.run)

    def without(self, combined: Combined) -> list[Summary]:
        """Return the summaries without what ``combined`` drops.

        A sentence is removed only if one that resembles it stays in another section; a summary
        is the same as another only if most of its sentences resemble one of that. So no reply,
        however wrong, removes a point that the answer makes only once.
        """
        dropped: set[int] = set()
        for number in sorted(combined.drop, reverse=True):
            if self._like.get(number, set()) - dropped:
                dropped.add(number)
        return [self._without(one, combined, dropped) for one in self._draft.summaries]

    def _without(self, summary: Summary, combined: Combined, dropped: set[int]) -> Summary:
        id_ = summary.group.id
        numbers = self._numbers(id_)
        text, into = summary.text, combined.same_as.get(id_)
        if into is not None and not self._repeats(id_, into):
            into = None
        own = zip(numbers, self._sent.get(id_, ()), strict=True)
        kept = [sentence for number, sentence in own if number not in dropped]
        if kept and len(kept) < len(numbers):
            text = " ".join(kept)
        elif numbers and not kept and into is None:
            like = set().union(*(self._like[number] for number in numbers)) - dropped
            into = self._owner[min(like)] if like else None
        return replace(summary, text=text, same_as=into, final=True)

    def _repeats(self, id_: int, into: int) -> bool:
        """Whether most sentences of a summary resemble one of another."""
        numbers = self._numbers(id_)
        like = [n for n in numbers if any(self._owner[other] == into for other in self._like[n])]
        return into != id_ and bool(numbers) and len(like) >= LEAST_REPEATED * len(numbers)

    def _numbers(self, id_: int) -> list[int]:
        return [number for number, owner in self._owner.items() if owner == id_]


def _alike(
    texts: Mapping[int, Sequence[str]], asked: AbstractSet[str]
) -> Iterator[tuple[Place, Place]]:
    """Yield sentences of two summaries that may say the same, but not surely."""
    prints = {id_: [Fingerprint(one) for one in own] for id_, own in texts.items()}
    for a, b in combinations(texts, 2):
        for (i, one), (k, other) in product(enumerate(prints[a]), enumerate(prints[b])):
            if one.is_like(other, asked) and not (one.says(other) or other.says(one)):
                yield (a, i), (b, k)
