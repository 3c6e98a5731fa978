"""Mutated PDFs for the fuzz target: what transmission, editors and malice do to files."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Sequence

_OBJECT = re.compile(rb"\d+ 0 obj\b.*?\bendobj", re.DOTALL)
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_NUMBERS = [
    *(b"0", b"-1", b"1", b"65536", b"2147483647", b"-2147483648", b"4294967296"),
    *(b"1e38", b"0.00001", b"999999999999", b"9" * 40),
]

Mutation = Callable[[bytes, random.Random], bytes]


def mutate(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """Return one of the seeds after one to six mutations."""
    data = chance.choice(seeds)
    for _ in range(chance.randint(1, 6)):
        if chance.random() < 0.1:
            data = _splice(data, chance.choice(seeds), chance)
        else:
            data = chance.choice(MUTATIONS)(data, chance)
    return data


def _flip_bits(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 4, 16, 64, 256])):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(min(len(data), 20), len(data))]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice([1, 10, 100, 10_000]) :] or b"%PDF-"


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice([10, 100, 1_000])]
    return data[:start] + piece * chance.choice([2, 10, 100]) + data[start:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))] + other[chance.randrange(len(other)) :]


def _delete_object(data: bytes, chance: random.Random) -> bytes:
    place = _one(_OBJECT, data, chance)
    return data if place is None else data[: place[0]] + data[place[1] :] or b"%PDF-"


def _swap_objects(data: bytes, chance: random.Random) -> bytes:
    """Put one object's content into another."""
    first, second = _one(_OBJECT, data, chance), _one(_OBJECT, data, chance)
    if first is None or second is None:
        return data
    head = data[first[0] : first[1]].split(b" ", 1)[0]
    content = data[second[0] : second[1]].split(b" ", 1)[1]
    return data[: first[0]] + head + b" " + content + data[first[1] :]


def _change_number(data: bytes, chance: random.Random) -> bytes:
    place = _one(_NUMBER, data, chance)
    if place is None:
        return data
    return data[: place[0]] + chance.choice(_NUMBERS) + data[place[1] :]


def _change_name(data: bytes, chance: random.Random) -> bytes:
    place, source = _one(_NAME, data, chance), _one(_NAME, data, chance)
    if place is None or source is None:
        return data
    return data[: place[0]] + data[source[0] : source[1]] + data[place[1] :]


def _change_content(data: bytes, chance: random.Random) -> bytes:
    """Mutate inside a compressed stream, so that the content itself is damaged."""
    place = _one(_STREAM, data, chance, group=1)
    if place is None:
        return data
    try:
        content = zlib.decompress(data[place[0] : place[1]])
    except zlib.error:
        return data
    if not content:
        return data
    content = chance.choice([_flip_bits, _cut, _repeat, _change_number])(content, chance)
    return data[: place[0]] + zlib.compress(content, 1) + data[place[1] :]


def _one(
    pattern: re.Pattern[bytes], data: bytes, chance: random.Random, group: int = 0
) -> tuple[int, int] | None:
    """Return the place of a match that follows some random place."""
    found = pattern.search(data, chance.randrange(len(data))) or pattern.search(data)
    return None if found is None else found.span(group)


MUTATIONS: Sequence[Mutation] = (
    _flip_bits,
    _truncate,
    _cut,
    _repeat,
    _delete_object,
    _swap_objects,
    _change_number,
    _change_number,
    _change_name,
    _change_content,
    _change_content,
)
