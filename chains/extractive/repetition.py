"""No section of an answer made of extracts says what an earlier one says already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from headwise.chains.summarizer import Combined, CombineInput
from headwise.retrievers.text.duplicates import Fingerprint
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems

SAME_WORDS = 0.8
"""Share of content words of both sentences together, from which they say the same if their
numbers are the same too."""
_NEGATIONS = frozenset(("not", "no", "never", "without", "cannot"))


@dataclass(frozen=True)
class _Sentence:
    fingerprint: Fingerprint
    stems: frozenset[str]
    negated: bool


def without_repetition(task: CombineInput) -> Combined:
    """Take out of each summary the sentences that an earlier one says already."""
    said = [(id_, _read(one)) for id_, text in task.before.items() for one in sentences(text)]
    summaries: dict[int, str] = {}
    same_as: dict[int, int] = {}
    for id_, summary in task.summaries.items():
        own = [(text, _read(text)) for text in sentences(summary)]
        fresh = [(text, one) for text, one in own if not any(_same(old, one) for _, old in said)]
        if own and not fresh:
            same_as[id_] = next(other for other, old in said if _same(old, own[0][1]))
            continue
        summaries[id_] = " ".join(text for text, _ in fresh)
        said += [(id_, one) for _, one in fresh]
    return Combined(summaries=summaries, same_as=same_as)


# Each sentence is read once, and compared with all that come after it, section by section.
@lru_cache(maxsize=1024)
def _read(sentence: str) -> _Sentence:
    negated = bool(set(sentence.casefold().split()) & _NEGATIONS)
    return _Sentence(Fingerprint(sentence), frozenset(stems(sentence)), negated)


def _same(earlier: _Sentence, new: _Sentence) -> bool:
    if earlier.fingerprint.contains(new.fingerprint):
        return True
    shared, either = len(earlier.stems & new.stems), len(earlier.stems | new.stems)
    return (
        shared >= SAME_WORDS * max(1, either)
        and shared >= 4
        and earlier.fingerprint.numbers == new.fingerprint.numbers
        and earlier.negated == new.negated
    )
