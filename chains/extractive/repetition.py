"""No section of an answer made of extracts says what an earlier one says already."""

from __future__ import annotations

from dataclasses import dataclass

from headwise.chains.duplicates import Fingerprint
from headwise.chains.summarizer import Combined, CombineInput
from headwise.retrievers.sentences import sentences
from headwise.retrievers.stems import stems

SAME_WORDS = 0.8
"""Share of content words of both sentences together, from which they say the same if their
numbers are the same too."""


@dataclass(frozen=True)
class _Said:
    id: int
    print: Fingerprint
    stems: frozenset[str]
    negated: bool


def without_repetition(task: CombineInput) -> Combined:
    """Take out of each summary the sentences that an earlier one says already."""
    said: list[_Said] = []
    summaries: dict[int, str] = {}
    same_as: dict[int, int] = {}
    for id_, summary in task.summaries.items():
        own = [(sentence, _said(id_, sentence)) for sentence in sentences(summary)]
        fresh = [pair for pair in own if not any(_same(earlier, pair[1]) for earlier in said)]
        if own and not fresh:
            same_as[id_] = next(earlier.id for earlier in said if _same(earlier, own[0][1]))
            continue
        summaries[id_] = " ".join(sentence for sentence, _ in fresh)
        said += [one for _, one in fresh]
    return Combined(summaries=summaries, same_as=same_as)


def _said(id_: int, sentence: str) -> _Said:
    words = set(sentence.casefold().split())
    negated = bool(words & {"not", "no", "never", "without", "cannot"})
    return _Said(id_, Fingerprint(sentence), frozenset(stems(sentence)), negated)


def _same(earlier: _Said, new: _Said) -> bool:
    if earlier.print.contains(new.print):
        return True
    shared, either = len(earlier.stems & new.stems), len(earlier.stems | new.stems)
    return (
        shared >= SAME_WORDS * max(1, either)
        and shared >= 4
        and earlier.print.numbers == new.print.numbers
        and earlier.negated == new.negated
    )
