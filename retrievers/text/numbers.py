"""Section numbers by what they count: their values, and how they follow each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from headwise.retrievers.text.vocabulary import pattern, spelt_numbers

LABELS = pattern("division")
"""Words that name a division of a text: "Chapter", "Artikel"."""
ORDINALS = rf"(?i:{pattern('ordinal')})"
"""Numbers in words, in either case: "first", "Segunda"."""
ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
"""Roman numerals up to 99, and the empty text never."""
_ORDINAL_SIGN = re.compile(r"(?<=\d)\.?[ºª°]")
LABEL = re.compile(rf"{LABELS}(?!\w)", re.IGNORECASE)
_ORDINAL = re.compile(rf"(?P<spelt>{ORDINALS})\s+(?P<label>{LABELS})", re.IGNORECASE)
_CJK = re.compile(
    r"[第제]\s*(?P<value>[\d一二三四五六七八九十百]+)\s*(?P<label>\w)"
    r"|[（(](?P<bracket>[一二三四五六七八九十]+)[）)]|(?P<alone>[一二三四五六七八九十]+)"
)
_CJK_DIGITS, _CJK_TENS = "〇一二三四五六七八九", {"十": 10, "百": 100}
_FIRST = re.compile(r"^I(?:er|re)$")  # "Titre Ier"
_LONGEST = 40  # characters of a number; longer ones count no sections


@dataclass(frozen=True, slots=True)
class Number:
    """One way to read a section number: its kind and its parts as integers."""

    kind: str
    """``decimal``, ``roman``, ``upper``, ``lower`` or, for brackets, with ``)`` behind it."""
    parts: tuple[int, ...]
    label: str = ""
    """A label word in lower case: ``appendix``."""

    @property
    def depth(self) -> int:
        """How many parts it has: 2 for ``3.1`` and for ``A.1``."""
        return len(self.parts)

    def with_parts(self, *parts: int) -> Number:
        """Return the number of the same kind and label with other parts."""
        return Number(self.kind, parts, self.label)


_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman_value(numeral: str) -> int | None:
    """Return the value of a roman numeral below 100, or None for anything else.

    >>> roman_value("XIV"), roman_value("IIX"), roman_value("ii")
    (14, None, 2)
    """
    numeral = numeral.upper()
    if not numeral or not re.fullmatch(ROMAN, numeral):
        return None
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


@lru_cache(maxsize=4096)
def readings(number: str) -> tuple[Number, ...]:
    """Return the ways to read a printed section number: ``I.`` is a letter and a one.

    >>> readings("2.3.")
    (Number(kind='decimal', parts=(2, 3), label=''),)
    >>> [reading.kind for reading in readings("I.")]
    ['roman', 'upper']
    >>> readings("Zweiter Teil")
    (Number(kind='decimal', parts=(2,), label='teil'),)
    >>> readings("Artigo 3.º")
    (Number(kind='decimal', parts=(3,), label='artigo'),)
    >>> readings("第十二条")
    (Number(kind='decimal', parts=(12,), label='条'),)
    >>> readings("第１２章")
    (Number(kind='decimal', parts=(12,), label='章'),)
    """
    counted = _CJK.fullmatch(number.strip())
    if counted:
        return (_cjk_number(counted),)
    ordinal = _ORDINAL.fullmatch(number.strip(" .:"))
    number = f"{ordinal['label']} {ordinal['spelt']}" if ordinal else number
    label_match = LABEL.match(number)
    label = label_match.group().lower() if label_match else ""
    core = _FIRST.sub("I", _ORDINAL_SIGN.sub("", number[len(label) :]).strip(" §.:"))
    bracket = ")" if core.endswith(")") else ""
    core = core.strip("()").rstrip(".")
    if not core or len(core) > _LONGEST:
        return ()
    head, *tail = re.split(r"[.-]", core)
    joined = re.fullmatch(r"([A-Z])(\d+)", head)
    if joined:
        head, tail = joined[1], [joined[2], *tail]
    rest: list[int] = []
    for part in tail:
        value = int(part) if part.isdecimal() else ord(part.upper()) - 64 if len(part) == 1 else 0
        if value <= 0 and not part.isdecimal():
            return ()
        rest.append(value)
    return tuple(_ways(head, rest, label, bracket))


def _ways(head: str, rest: Sequence[int], label: str, bracket: str) -> list[Number]:
    """Return the ways to read a number's first part, with the values of the others."""
    found: list[Number] = []
    if head.isdecimal():
        found.append(Number("decimal" + bracket, (int(head), *rest), label))
    elif label and (spelt := spelt_numbers().get(head.lower())):
        found.append(Number("decimal" + bracket, (spelt, *rest), label))
    elif head.isascii() and head.isalpha():
        value_of_roman = roman_value(head) if head.isupper() or head.islower() else None
        if value_of_roman:
            kind = "roman" if head.isupper() else "lower roman"
            found.append(Number(kind + bracket, (value_of_roman, *rest), label))
        if len(head) == 1:
            kind = "upper" if head.isupper() else "lower"
            found.append(Number(kind + bracket, (ord(head.upper()) - 64, *rest), label))
    return found


def _cjk_number(counted: re.Match[str]) -> Number:
    """Return a number such as 第三条, or 三, which heads what figures count as "III." does."""
    value = _cjk_value(counted["value"] or counted["bracket"] or counted["alone"])
    if counted["label"]:
        return Number("decimal", (value,), counted["label"])
    return Number("roman)" if counted["bracket"] else "roman", (value,))


def _cjk_value(numeral: str) -> int:
    """Return the value of a Chinese numeral below 1,000, or of figures."""
    if numeral.isdecimal():
        return int(numeral)
    total = digit = 0
    for sign in numeral:
        if sign in _CJK_TENS:
            total, digit = total + max(1, digit) * _CJK_TENS[sign], 0
        else:
            digit = _CJK_DIGITS.index(sign) if sign in _CJK_DIGITS else int(sign)
    return total + digit


def is_first(number: Number) -> bool:
    """Whether it begins a count: 1, I, A, 2.1, but also 0."""
    return number.parts[-1] in (0, 1)
