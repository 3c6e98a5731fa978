"""Fonts whose map names letters by a constant too few or too many: found by what is usual.

"7KH SXPS" for "The pump": some programs write the numbers of glyphs where codes of letters
belong. How often letters come tells the shift.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from headwise.retrievers.pdf.page.records import Span

# Per thousand letters of running text in languages with Latin letters.
_USUAL = {
    "e": 120, "t": 75, "a": 80, "o": 70, "i": 72, "n": 72, "s": 65, "r": 64, "h": 38, "l": 42,
    "d": 40, "c": 32, "u": 32, "m": 26, "p": 22, "f": 17, "g": 18, "y": 12, "b": 12, "w": 12,
    "v": 11, "k": 7, "x": 2, "j": 2, "q": 2, "z": 3,
}  # fmt: skip
_COMMON = "eaotinsrlhdc"
_CAPITAL = 0.5  # share of the small letter's; labels and title pages are set in capitals
_OTHER = 0.7  # per thousand, any figure or sign
_CASE = ord("a") - ord("A")  # text in capitals is no text shifted by this
_FARTHEST = 40
_FEWEST = 60  # characters of a font that can be judged by themselves
_KINDS = 8  # of the commonest letters must come; symbols of formulas are few kinds
_GAIN = 1.0  # nats a character that the shift makes likelier, at least
_LIKELY = -3.5  # nats a character; running text has -2.9, codes and figures less than -4


def shifts_of(spans: Iterable[Span]) -> dict[str, int]:
    r"""Return the fonts whose letters are shifted, by name, and what is to be added.

    >>> from headwise.retrievers.pdf.page.fonts import font_from
    >>> text = "7KHFLUFXODWLRQSXPSPRYHVZDWHUWKURXJKWKHSULPDU\\ORRSDWDFRQVWDQWUDWH"
    >>> shifts_of([Span(text, 0, 100, 0, 10, font_from("A"))])
    {'A': 29}
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for span in spans:
        counts[span.font.name].update(span.text)
    found: dict[str, int] = {}
    for name, count in counts.items():
        shifts = _possible(count)
        if shifts and count.total() >= _FEWEST and _likelihood(count, 0) < _LIKELY:
            shift = max(shifts, key=lambda s: _likelihood(count, s))
            if _is_better(count, shift) and _kinds(count, shift) >= _KINDS:
                found[name] = shift
    for shift in set(found.values()):  # a heading's font has too few letters to tell alone
        for name, count in counts.items():
            if name not in found and _is_better(count, shift):
                found[name] = shift
    return found


def _is_better(count: Mapping[str, int], shift: int) -> bool:
    """Whether shifted characters are likely, and more so than those that are there."""
    best = _likelihood(count, shift)
    return best >= _LIKELY and best - _likelihood(count, 0) >= _GAIN


def _kinds(count: Mapping[str, int], shift: int) -> int:
    """Return how many of the commonest letters the shifted characters hold."""
    shifted = {ord(character) + shift for character in count}
    return sum(ord(letter) in shifted for letter in _COMMON)


def _possible(count: Counter[str]) -> set[int]:
    """Return the shifts that make one of the commonest characters a common letter."""
    most = [ord(character) for character, _ in count.most_common(3) if character != " "]
    shifts = {ord(letter) - code for code in most for letter in _COMMON}
    return {shift for shift in shifts if abs(shift) <= _FARTHEST and abs(shift) != _CASE}


def _likelihood(count: Mapping[str, int], shift: int) -> float:
    """Return the mean logarithm of how likely shifted characters are."""
    total, sum_ = 0, 0.0
    for character, times in count.items():
        if character == " ":
            continue
        total += times
        sum_ += times * _LOGARITHMS.get(ord(character) + shift, _RARE)
    return sum_ / max(1, total)


_LOGARITHMS = {ord(letter): math.log(share / 1000) for letter, share in _USUAL.items()}
_LOGARITHMS |= {code - _CASE: own + math.log(_CAPITAL) for code, own in _LOGARITHMS.items()}
_LOGARITHMS |= {code: math.log(_OTHER / 1000) for code in (*range(0x21, 0x41), *range(0xC0, 0x250))}
_RARE = math.log(1e-5)
