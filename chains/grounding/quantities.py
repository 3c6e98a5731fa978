r"""Numbers with their units, in whatever way they are written.

"1,000", "1000", "one thousand" and "10^{3}" are one value, "5 GHz" and "5,000 MHz" one
quantity; "5 GHz" and "5 MHz" are two, and so are -5 and 5.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from headwise.chains.grounding.units import UNITS
from headwise.retrievers.text.function_words import FUNCTION_WORDS
from headwise.retrievers.text.vocabulary import pattern, words

CLOSE = 0.05
"""Relative difference that a figure called approximate ("about", "nearly") may have."""
MOST_COUNTED = 10
"""Up to here a spelled number without a unit may be the writer's own count."""

_SPELLED_NUMBERS = {
    **{word: number for number, word in enumerate(("zero", *words("spelt_number")))},
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_LARGE = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SPELLED = re.compile(
    r"\b(?:{0})(?:[\s-]+(?:and\s+)?(?:{0}))*\b".format(
        "|".join(sorted([*_SPELLED_NUMBERS, *_LARGE], key=len, reverse=True))
    ),
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"""
    (?P<money> [$€£] \s?)?
    (?P<sign> (?<![\w)\]}.,]) [-−–] )?
    (?<![\w.]) (?<! [^\W\d_][-–−] )
    (?P<number> \d{1,3}(?:[,\u2009\u202f\u00a0']\d{3})+(?:\.\d+)? (?!\d) | \d+(?:[.,]\d+)* )
    (?: \s* (?: [×x·*] | \\times | \\cdot ) \s* 10 \s* \^? \s* \{?
        (?P<exponent> [-−–]?\d+ | [⁻⁰¹²³⁴-⁹]+ ) \}?
      | [eE] (?P<e> [-+−]?\d+ ) \b | \s? \^ \s? \{? (?P<power> [-−]?\d+ ) \}? )?
    (?P<ordinal> st | nd | rd | th )? (?![^\W\d_]*\d)
    (?: [\s-]* (?P<large> thousand | million | billion | trillion | k\b(?!\w) | bn\b ) \b )?
    (?: (?P<to> \s* (?:–|-|−|to|and|bis|à) \s* (?=[$€£]?\d) ) )?
    (?: [\s~\u00a0-]{0,2} \\?
        (?P<unit> % | °\s?[CF]\b | [€£$](?!\d) | per\ cent\b | [^\W\d_]{1,14} ) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_UNITS = frozenset().union(*FUNCTION_WORDS.values())
"""Words after a number that are not its unit."""
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−–", "-0123456789--")
_CITATION = re.compile(r"\[\d+(?:\s*[,;–-]\s*\d+)*\]")
_APPROXIMATE = re.compile(rf"(?:{pattern('approximately')}|[~≈])\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number in a text."""

    printed: str
    value: float
    dimension: str = ""
    """Of the unit; empty if there is none that is known."""
    factor: float = 1.0
    """The unit's size within its dimension."""
    approximate: bool = False
    """Whether the text calls it so: "about", "nearly", "more than"."""
    noun: str = ""
    """The word after it, if that is no known unit: "epochs"."""
    grouped: bool = False
    """Whether a point may mark thousands, as in German: "1.500"."""
    counted: bool = False
    """Whether it may be the writer's own count: "three reasons"."""

    @property
    def size(self) -> float:
        """The value in the dimension's base unit."""
        return self.value * self.factor


def quantities(text: str) -> list[Quantity]:
    r"""Return the numbers of ``text``, in order of their kinds: digits, then words.

    Numbers inside names ("LeNet-5") and citations ("[12]") are none. A number followed by
    another unit's number ("5 to 7 GHz") takes its unit.

    >>> [(one.value, one.dimension) for one in quantities("5 GHz for one thousand runs")]
    [(5.0, 'frequency'), (1000.0, '')]
    """
    text = _CITATION.sub(" ", text)
    found: list[Quantity] = []
    range_start: Quantity | None = None
    for match in _DIGITS.finditer(text):
        one = _from_digits(match, text)
        if one is None:
            continue
        if range_start and not range_start.dimension:
            found[-1] = replace(range_start, dimension=one.dimension, factor=one.factor, noun="")
        range_start = one if match["to"] and not match["unit"] else None
        found.append(one)
    spelled = (_from_words(match, text) for match in _SPELLED.finditer(text))
    return found + [one for one in spelled if one is not None]


def supported(one: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether ``known`` holds the quantity ``one``, perhaps in another unit of its dimension.

    A value that the sources give without a unit (in a table, say) supports any unit. A
    rounded figure counts only if it is called approximate.
    """
    return any(_same_kind(one, other) and _is_close(one, other) for other in known)


def _is_close(one: Quantity, other: Quantity) -> bool:
    with_units = bool(one.dimension and other.dimension)
    mine, theirs = (q.size if with_units else q.value for q in (one, other))
    readings = [(mine, theirs)]
    if one.grouped is not other.grouped:  # "1.500" is 1.5, or 1500
        readings.append((1000 * mine, theirs) if one.grouped else (mine, 1000 * theirs))
    tolerance = CLOSE if one.approximate else 1e-6
    return any(math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-12) for a, b in readings)


def _same_kind(one: Quantity, other: Quantity) -> bool:
    if one.dimension and other.dimension:
        return one.dimension == other.dimension
    # "4 cycles" does not support "4 seconds", but a bare 4 in a table does.
    return not (one.dimension and other.noun) and not (other.dimension and one.noun in UNITS)


def _from_digits(match: re.Match[str], text: str) -> Quantity | None:
    value = _value(match["number"])
    if value is None or (value := _scaled(value, match)) is None:
        return None
    if match["large"]:
        value *= {"k": 1_000, "bn": 10**9, **_LARGE}[match["large"].casefold()]
    if match["sign"]:
        value = -value
    unit = (match["money"] or match["unit"] or "").strip().casefold()
    unit = "%" if unit == "per cent" else unit.replace("° ", "°")
    dimension, factor = UNITS.get(unit, ("", 1.0))
    printed = match.group()
    if match["unit"] and not dimension:
        printed = text[match.start() : match.start("unit")]
    if match["to"] and match["to"] in printed:
        printed = printed[: printed.rindex(match["to"])]
    noun = "" if dimension or unit in _NO_UNITS or len(unit) < 2 else unit
    approximate = _is_approximate(match, text)
    grouped = re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", match["number"]) is not None
    return Quantity(printed.strip(" -~"), value, dimension, factor, approximate, noun, grouped)


def _is_approximate(match: re.Match[str], text: str) -> bool:
    return bool(_APPROXIMATE.search(text[max(0, match.start() - 20) : match.start()]))


def _scaled(value: float, match: re.Match[str]) -> float | None:
    """Apply "× 10^{-3}", "e-3" or "^{2}"; ``None`` if the result is no number."""
    try:
        if power := match["exponent"] or match["e"]:
            return value * 10.0 ** int(power.translate(_SUPERSCRIPTS))
        if match["power"]:
            return value ** int(match["power"].translate(_SUPERSCRIPTS))
    except (ArithmeticError, ValueError):  # out of range, or no digits
        return None
    return value


def _value(number: str) -> float | None:
    """Return a printed number's value; a comma is a thousands mark in front of three digits."""
    plain = re.sub(r"[\u2009\u202f\u00a0']", "", number)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", plain):
        return float(plain.replace(".", ""))
    plain = re.sub(r",(?=\d{3}(?!\d))", "", plain).replace(",", ".")
    if plain.count(".") > 1:
        return None
    return float(plain) if len(plain) < 300 else None


def _from_words(match: re.Match[str], text: str) -> Quantity | None:
    if re.search(r"\d[\s-]?$", text[max(0, match.start() - 3) : match.start()]):
        return None  # "5 million" has been read
    total = current = 0.0
    for word in re.split(r"[\s-]+", match.group().casefold()):
        if word in _LARGE:
            current = (current or 1) * _LARGE[word]
            if _LARGE[word] > 100:
                total, current = total + current, 0.0
        else:
            current += _SPELLED_NUMBERS.get(word, 0)
    value = total + current
    after = re.match(r"[\s-]+([^\W\d_]+)", text[match.end() : match.end() + 20])
    unit = after.group(1).casefold() if after else ""
    dimension, factor = UNITS.get(unit, ("", 1.0))
    is_vague = match.group().casefold() in _LARGE and not re.search(
        r"\ban?\s$", text[: match.start()]
    )
    if is_vague:
        return None
    printed = f"{match.group()} {unit}" if dimension else match.group()
    noun = "" if dimension or unit in _NO_UNITS else unit
    counted = value <= MOST_COUNTED and not dimension
    return Quantity(
        printed, value, dimension, factor, _is_approximate(match, text), noun, counted=counted
    )
