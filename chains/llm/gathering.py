"""Combining more summaries than fit into one call: in groups, and once more across them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from langchain_core.runnables import Runnable

from headwise.chains.llm.messages import Messages
from headwise.chains.runtime.runnables import given, step
from headwise.chains.runtime.streaming import Following, Incremental
from headwise.chains.summarizer import Combined, CombineInput

ALIKE = 0.3
"""Cosine of two summaries' words, weighted by rarity, from which they are looked at together
again if they were in different calls. Summaries of different sections of one paper stay below
0.2, and two that share a sentence come to 0.4 and more."""

_WORD = re.compile(r"[^\W_]{4,}|\d[\d.,]*")

Vector = Mapping[str, float]


def gathered(
    one_call: Runnable[CombineInput, Combined], messages: Messages, room: int
) -> Runnable[CombineInput, Combined]:
    """Return the step that combines summaries of more than ``room`` tokens.

    What is likely to repeat itself meets in one call: each call gets summaries that share many
    words. In a second round those meet that share many words still, but were apart.
    """

    def first_round(task: CombineInput) -> Runnable[Any, Combined]:
        sizes = {id_: messages.size([text]) for id_, text in task.summaries.items()}
        groups = alike_groups(task.summaries, sizes, room)
        second = Incremental(lambda: _Second(one_call, messages, room, task, groups), "across")
        return given(_tasks(task, task.summaries, groups)) | one_call.map() | second

    return step(first_round, "combine in groups")


class _Second:
    """Takes what the first round made, hands on what is final, and has the rest combined."""

    def __init__(
        self,
        one_call: Runnable[CombineInput, Combined],
        messages: Messages,
        room: int,
        task: CombineInput,
        groups: list[list[int]],
    ) -> None:
        self._one_call = one_call
        self._messages = messages
        self._room = room
        self._task = task
        self._groups = groups

    def feed(self, first: list[Combined]) -> Following[Combined]:
        texts = dict(self._task.summaries)
        same_as: dict[int, int] = {}
        for one in first:
            texts |= one.summaries
            same_as |= one.same_as
        standing = {id_: text for id_, text in texts.items() if id_ not in same_as}
        apart = still_alike(standing, self._groups)
        yield Combined(
            {id_: text for id_, text in standing.items() if id_ not in apart},
            same_as,
            tuple(warning for one in first for warning in one.warnings),
        )
        if apart:
            again = {id_: standing[id_] for id_ in apart}
            sizes = {id_: self._messages.size([text]) for id_, text in again.items()}
            tasks = _tasks(self._task, again, alike_groups(again, sizes, self._room))
            # A summary that is alone once more has its text already.
            yield given(tasks) | self._one_call.map() | step(lambda parts: _sum(again, parts))

    def end(self) -> Following[Combined]:
        return ()


def alike_groups(
    summaries: Mapping[int, str], sizes: Mapping[int, int], room: int
) -> list[list[int]]:
    """Return ids in groups of at most ``room`` tokens that share as many words as possible."""
    vectors = _vectors(summaries)
    left = list(summaries)
    groups = []
    while left:
        group = [left.pop(0)]
        filled = sizes[group[0]]
        nearness = {id_: cosine(vectors[group[0]], vectors[id_]) for id_ in left}
        while fitting := [id_ for id_ in left if filled + sizes[id_] <= room]:
            nearest = max(fitting, key=lambda id_: nearness[id_])
            group.append(nearest)
            filled += sizes[nearest]
            left.remove(nearest)
            for id_ in left:
                nearness[id_] = max(nearness[id_], cosine(vectors[nearest], vectors[id_]))
        groups.append(sorted(group, key=list(summaries).index))
    return groups


def still_alike(standing: Mapping[int, str], groups: Iterable[Iterable[int]]) -> list[int]:
    """Return the ids of summaries that are like one of another group, in order."""
    vectors = _vectors(standing)
    group_of = {id_: number for number, group in enumerate(groups) for id_ in group}
    ids = list(standing)
    found = set()
    for place, one in enumerate(ids):
        for other in ids[place + 1 :]:
            if group_of[one] != group_of[other] and cosine(vectors[one], vectors[other]) >= ALIKE:
                found |= {one, other}
    return [id_ for id_ in ids if id_ in found]


def cosine(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors of length 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def _vectors(texts: Mapping[int, str]) -> dict[int, Vector]:
    """Return the words of each text, weighted by how few texts have them, as vectors."""
    counts = {id_: Counter(_WORD.findall(text.casefold())) for id_, text in texts.items()}
    known_by = Counter(word for count in counts.values() for word in count)
    vectors: dict[int, Vector] = {}
    for id_, count in counts.items():
        weights = {
            word: times * math.log(1 + len(texts) / known_by[word]) for word, times in count.items()
        }
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        vectors[id_] = {word: weight / length for word, weight in weights.items()}
    return vectors


def _tasks(
    task: CombineInput, texts: Mapping[int, str], groups: list[list[int]]
) -> list[CombineInput]:
    """Return the calls to make; a summary that is alone needs none."""
    return [
        CombineInput(task.question, {id_: texts[id_] for id_ in group}, task.run)
        for group in groups
        if len(group) > 1
    ]


def _sum(own: Mapping[int, str], parts: list[Combined]) -> Combined:
    """Return what combining made of summaries, and their own texts where it made nothing."""
    whole = Combined({}, {})
    for part in parts:
        whole += part
    decided = set(whole.in_order())
    return whole + Combined({id_: text for id_, text in own.items() if id_ not in decided}, {})
